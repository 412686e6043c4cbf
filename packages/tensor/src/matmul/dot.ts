import { asTensor } from '../core/as-tensor.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { ShapeError } from '../errors.ts';
import { matmul } from './matmul.ts';

/**
 * Inner product of two vectors, or the product of a matrix with a vector or matrix.
 *
 * @throws ShapeError for other ranks or lengths that do not fit
 */
export function dot(x: Tensor, y: Tensor): Tensor {
  const a = asTensor(x);
  const b = asTensor(y);
  if (a.shape.length === 0 || b.shape.length === 0 || a.shape.length > 2 || b.shape.length > 2) {
    throw new ShapeError(
      `dot: ${showShape(a.shape)} by ${showShape(b.shape)}`,
      'dot takes vectors and matrices; use matmul for batches and mul for numbers',
    );
  }
  return matmul(a, b);
}

/** xᵢ·yⱼ of two flattened tensors, shape [x.size, y.size] */
export function outer(x: TensorLike, y: TensorLike): Tensor {
  const a = asTensor(x).flatten();
  const b = asTensor(y).flatten();
  return a.reshape([a.size, 1]).mul(b.reshape([1, b.size]));
}
