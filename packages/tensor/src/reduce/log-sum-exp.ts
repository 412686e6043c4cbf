/**
 * log Σ exp x, shifted by the largest element so that nothing overflows, and the softmax that is its derivative.
 *
 * Blanchard, Higham, Higham (2021), "Accurately computing the log-sum-exp and softmax functions".
 */
import * as kernels from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import { isFloat } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import type { Axes, ReduceOptions, Tensor, TensorLike } from '../core/tensor.ts';
import { astype } from '../elementwise/astype.ts';
import { isFinite } from '../elementwise/logical.ts';
import { stopGradient } from '../elementwise/stop-gradient.ts';
import { where } from '../elementwise/where.ts';
import { max } from './extrema.ts';
import { type Reduced, reduce, reduction, spreadBack } from './reduction.ts';

/** x less its largest element: differences of near numbers are exact, where x − log Σ exp x would carry the rounding of a large logarithm. */
export function shifted(x: Tensor, axes: readonly number[]): Tensor {
  const top = stopGradient(max(x, axes, { keepDims: true }));
  return x.sub(where(isFinite(top), top, 0));
}
/** exp x / Σ exp x; 0 where all x are −∞ */
export function weights(x: Tensor, axes: readonly number[]): Tensor {
  const e = shifted(x, axes).exp();
  const s = e.sum(axes, { keepDims: true });
  return e.div(where(s.equal(0), 1, s));
}
export const logSumExpPrimitive: Primitive<Reduced> = /* @__PURE__ */ reduction('logSumExp', 'logSumExp', {
  map: kernels.logSumExp,
  rules: {
    jvp: ([t], [x], _out, { axes }) => [t!.mul(weights(x, axes)).sum(axes)],
    vjp: ([ct], [x], _out, { axes }) => [spreadBack(ct!, x.shape, axes).mul(weights(x, axes))],
  },
});

const float = (x: TensorLike): Tensor => {
  const a = asTensor(x);
  return isFloat(a.dtype) ? a : astype(a, 'float64');
};
/** log Σ exp x over axes (default all); −∞ for no elements. @example logSumExp(tensor([1000, 1000])) // 1000.693… */
export const logSumExp = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor =>
  reduce(logSumExpPrimitive, float(x), axes, options);
