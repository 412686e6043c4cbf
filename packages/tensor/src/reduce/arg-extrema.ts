/** Where the largest or smallest element stands: the first of equals; a NaN wins. */
import * as kernels from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import type { Primitive } from '../core/primitive.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { type Reduced, reduce, reduction } from './reduction.ts';

export const argmaxPrimitive: Primitive<Reduced> = /* @__PURE__ */ reduction('argmax', 'argmax', {
  map: kernels.argmax,
  dtype: () => 'int32',
  nonEmpty: true,
  rules: { detached: true },
});
export const argminPrimitive: Primitive<Reduced> = /* @__PURE__ */ reduction('argmin', 'argmin', {
  map: kernels.argmin,
  dtype: () => 'int32',
  nonEmpty: true,
  rules: { detached: true },
});

/** Index along one axis, or into the flattened tensor without an axis. */
const along = (p: Primitive<Reduced>, x: TensorLike, axis: number | undefined): Tensor<'int32'> =>
  (axis === undefined ? reduce(p, asTensor(x).flatten(), 0, undefined) : reduce(p, x, axis, undefined)) as Tensor<'int32'>;
/** @throws ArgumentError when the axis is empty */
export const argmax = (x: TensorLike, axis?: number): Tensor<'int32'> => along(argmaxPrimitive, x, axis);
/** @throws ArgumentError when the axis is empty */
export const argmin = (x: TensorLike, axis?: number): Tensor<'int32'> => along(argminPrimitive, x, axis);
