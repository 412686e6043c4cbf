/** Largest and smallest elements; NaN if one is NaN. Equal extrema share the derivative equally. */
import * as kernels from '@adjoint/kernels';
import type { Primitive } from '../core/primitive.ts';
import type { Axes, ReduceOptions, Tensor, TensorLike } from '../core/tensor.ts';
import { astype } from '../elementwise/astype.ts';
import { type Reduced, reduce, reduction, spreadBack } from './reduction.ts';

/** 1/count at each of the `count` elements that reach the extremum, 0 elsewhere. */
function shares(x: Tensor, y: Tensor, axes: readonly number[]): Tensor {
  const hit = astype(x.equal(spreadBack(y, x.shape, axes)), x.dtype);
  return hit.div(hit.sum(axes, { keepDims: true }));
}
const rules: Pick<Primitive<Reduced>, 'jvp' | 'vjp'> = {
  jvp: ([t], [x], [y], { axes }) => [t!.mul(shares(x, y, axes)).sum(axes)],
  vjp: ([ct], [x], [y], { axes }) => [spreadBack(ct!, x.shape, axes).mul(shares(x, y, axes))],
};
export const maxPrimitive: Primitive<Reduced> = /* @__PURE__ */ reduction('max', 'max', { map: kernels.max, nonEmpty: true, rules });
export const minPrimitive: Primitive<Reduced> = /* @__PURE__ */ reduction('min', 'min', { map: kernels.min, nonEmpty: true, rules });

/** @throws ArgumentError when an axis is empty */
export const max = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor => reduce(maxPrimitive, x, axes, options);
/** @throws ArgumentError when an axis is empty */
export const min = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor => reduce(minPrimitive, x, axes, options);
