/** Repetition along axes of length 1 and missing leading axes, as a view: the repeated axes get stride 0. */
import { asTensor } from '../core/as-tensor.ts';
import { bind1 } from '../core/bind.ts';
import type { Primitive } from '../core/primitive.ts';
import { type Shape, broadcastShapes, requireShape, sameShape, showShape, stridesOf } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ShapeError } from '../errors.ts';
import { linear } from './linear.ts';
import { sumTo } from './sum-to.ts';

export const broadcastToPrimitive: Primitive<{ readonly shape: Shape }> = /* @__PURE__ */ linear('broadcastTo', {
  shape: (x, { shape }) => {
    if (!sameShape(broadcastShapes('broadcastTo', x.shape, shape), shape))
      throw new ShapeError(`broadcastTo: ${showShape(x.shape)} to ${showShape(shape)}`, 'the target must be the larger shape');
    return shape;
  },
  evaluate: (x, _p, shape) => {
    const from = x.strides ?? stridesOf(x.shape);
    const lead = shape.length - x.shape.length;
    const strides = shape.map((n, i) => (i < lead || (x.shape[i - lead] === 1 && n !== 1) ? 0 : from[i - lead]));
    return new DenseTensor(shape, x.dtype, x.storage, strides, x.offset);
  },
  transposed: (ct, x) => sumTo(ct, x.shape),
  batched: ({ shape }, size) => ({ shape: [size, ...shape] }),
  // A batched operand of fewer axes than the target gets axes of length 1 behind its batch axis.
  aligned: (x, { shape }) => {
    const missing = shape.length - (x.shape.length - 1);
    return missing === 0 ? x : x.reshape([x.shape[0], ...new Array<number>(missing).fill(1), ...x.shape.slice(1)]);
  },
});
/**
 * x repeated to a larger shape, without a copy.
 *
 * @throws ShapeError when x does not broadcast to exactly `shape`
 * @example tensor([1, 2]).broadcastTo([3, 2])
 */
export function broadcastTo(x: TensorLike, shape: Shape): Tensor {
  const a = asTensor(x);
  return sameShape(a.shape, shape) ? a : bind1(broadcastToPrimitive, [a], { shape: requireShape('broadcastTo', shape) });
}
