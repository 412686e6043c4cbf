import { ShapeError, type Tensor, bind1, showShape } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { type ShapeLike, shapeOf } from './draw.ts';
import { normal } from './normal.ts';
import { affinePrimitive } from './plain-arithmetic.ts';

/**
 * Normal vectors with this mean and covariance L·Lᵀ: mean + L·z, differentiable by both.
 *
 * @param mean shape [k]
 * @param factor L, shape [k, k], e.g. the Cholesky factor of the covariance
 * @returns shape [...shape, k]
 * @throws ShapeError when mean and factor do not fit
 */
export function multivariateNormal(key: Key, mean: Tensor, factor: Tensor, shape: ShapeLike = []): Tensor {
  const k = mean.shape[0];
  if (mean.rank !== 1 || factor.rank !== 2 || factor.shape[0] !== k || factor.shape[1] !== k) {
    throw new ShapeError(
      `multivariateNormal: mean ${showShape(mean.shape)}, factor ${showShape(factor.shape)}`,
      'a mean of shape [k] and a factor of shape [k, k]',
    );
  }
  return bind1(affinePrimitive, [normal(key, [...shapeOf('multivariateNormal', shape), k]), factor, mean], undefined);
}
