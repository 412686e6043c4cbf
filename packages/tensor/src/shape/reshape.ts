/** The same elements in row-major order under another shape. A packed tensor is not copied. */
import { asTensor } from '../core/as-tensor.ts';
import { bind1 } from '../core/bind.ts';
import type { Primitive } from '../core/primitive.ts';
import { type Shape, requireShape, sameShape, showShape, sizeOf } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ShapeError } from '../errors.ts';
import { linear } from './linear.ts';

export const reshapePrimitive: Primitive<{ readonly shape: Shape }> = /* @__PURE__ */ linear('reshape', {
  shape: (x, { shape }) => {
    if (sizeOf(shape) !== sizeOf(x.shape))
      throw new ShapeError(
        `reshape: ${showShape(x.shape)} to ${showShape(shape)}`,
        `the sizes must be equal: ${sizeOf(x.shape)} and ${sizeOf(shape)}`,
      );
    return shape;
  },
  evaluate: (x, _p, shape) => new DenseTensor(shape, x.dtype, x.packed()),
  transposed: (ct, x) => ct.reshape(x.shape),
  batched: ({ shape }, size) => ({ shape: [size, ...shape] }),
});

/**
 * @param shape one dimension may be −1: it takes what is left
 * @throws ShapeError when the sizes differ or −1 cannot be resolved
 * @example arange(6).reshape([2, -1]) // shape [2, 3]
 */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  const a = asTensor(x);
  const target = resolve(a, shape);
  return sameShape(target, a.shape) ? a : bind1(reshapePrimitive, [a], { shape: target });
}

function resolve(x: Tensor, shape: Shape): Shape {
  const open = shape.indexOf(-1);
  if (open === -1) return requireShape('reshape', shape);
  const known = requireShape(
    'reshape',
    shape.filter((_, i) => i !== open),
  );
  const rest = sizeOf(known);
  const n = x.size / rest;
  if (!Number.isInteger(n))
    throw new ShapeError(
      `reshape: ${showShape(x.shape)} to ${showShape(shape)}`,
      `${x.size} elements do not divide by ${rest}; −1 stands for one dimension only`,
    );
  return shape.map((d, i) => (i === open ? n : d));
}
