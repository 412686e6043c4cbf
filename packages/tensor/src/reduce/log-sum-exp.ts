/**
 * log Σ exp x, shifted by the largest element so that nothing overflows, and the softmax that is its derivative.
 *
 * Blanchard, Higham, Higham (2021), "Accurately computing the log-sum-exp and softmax functions".
 */
import * as kernels from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import { isFloat } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { normalizeAxis } from '../core/shape.ts';
import type { Axes, ReduceOptions, Tensor, TensorLike } from '../core/tensor.ts';
import { astype } from '../elementwise/astype.ts';
import { isFinite } from '../elementwise/logical.ts';
import { where } from '../elementwise/where.ts';
import { type Reduced, reduce, reduction, spreadBack } from './reduction.ts';

/** exp(x − y); where all x are −∞ so is y, and the derivative is 0. */
function weights(x: Tensor, y: Tensor, axes: readonly number[]): Tensor {
  return x.sub(spreadBack(where(isFinite(y), y, 0), x.shape, axes)).exp();
}
export const logSumExpPrimitive: Primitive<Reduced> = /* @__PURE__ */ reduction('logSumExp', 'logSumExp', {
  map: kernels.logSumExp,
  rules: {
    jvp: ([t], [x], [y], { axes }) => [t!.mul(weights(x, y, axes)).sum(axes)],
    vjp: ([ct], [x], [y], { axes }) => [spreadBack(ct!, x.shape, axes).mul(weights(x, y, axes))],
  },
});

const float = (x: TensorLike): Tensor => { const a = asTensor(x); return isFloat(a.dtype) ? a : astype(a, 'float64'); };
/** log Σ exp x over axes (default all); −∞ for no elements. @example logSumExp(tensor([1000, 1000])) // 1000.693… */
export const logSumExp = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor => reduce(logSumExpPrimitive, float(x), axes, options);
/** x − log Σ exp x along one axis (default the last). */
export function logSoftmax(x: TensorLike, axis = -1): Tensor {
  const a = float(x), d = normalizeAxis('logSoftmax', axis, a.shape.length);
  return a.sub(logSumExp(a, d, { keepDims: true }));
}
/** exp x / Σ exp x along one axis (default the last). */
export const softmax = (x: TensorLike, axis = -1): Tensor => logSoftmax(x, axis).exp();
