/** Whether all or some elements are true (not 0). */
import * as kernels from '@adjoint/kernels';
import type { Primitive } from '../core/primitive.ts';
import type { Axes, ReduceOptions, Tensor, TensorLike } from '../core/tensor.ts';
import { type Reduced, reduce, reduction } from './reduction.ts';

export const allPrimitive: Primitive<Reduced> = /* @__PURE__ */ reduction('all', 'all', {
  map: kernels.all,
  dtype: () => 'bool',
  rules: { detached: true },
});
export const anyPrimitive: Primitive<Reduced> = /* @__PURE__ */ reduction('any', 'any', {
  map: kernels.any,
  dtype: () => 'bool',
  rules: { detached: true },
});

/** True for no elements. */
export const all = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor<'bool'> =>
  reduce(allPrimitive, x, axes, options) as Tensor<'bool'>;
/** False for no elements. */
export const any = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor<'bool'> =>
  reduce(anyPrimitive, x, axes, options) as Tensor<'bool'>;
