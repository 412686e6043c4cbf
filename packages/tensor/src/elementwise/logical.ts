/** Questions about single elements. */
import * as kernels from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import { bind1 } from '../core/bind.ts';
import type { Primitive } from '../core/primitive.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DTypeError } from '../errors.ts';
import { predicate } from './predicate.ts';

export const notPrimitive: Primitive = /* @__PURE__ */ predicate('not', 'not', kernels.not);
export const isNaNPrimitive: Primitive = /* @__PURE__ */ predicate('isNaN', 'isNaN', kernels.isNaN);
export const isFinitePrimitive: Primitive = /* @__PURE__ */ predicate('isFinite', 'isFinite', kernels.isFinite);

/** @throws DTypeError unless x is bool */
export function not(x: Tensor): Tensor<'bool'> {
  if (asTensor(x).dtype !== 'bool') throw new DTypeError(`not: dtype ${x.dtype}`, "compare first, or convert with astype('bool')");
  return bind1(notPrimitive, [x], undefined) as Tensor<'bool'>;
}
export const isNaN = (x: TensorLike): Tensor<'bool'> => bind1(isNaNPrimitive, [asTensor(x)], undefined) as Tensor<'bool'>;
/** Neither NaN nor an infinity. */
export const isFinite = (x: TensorLike): Tensor<'bool'> => bind1(isFinitePrimitive, [asTensor(x)], undefined) as Tensor<'bool'>;
