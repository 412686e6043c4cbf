/**
 * Softmax and its logarithm along one axis, from the reductions and the exponential of a set of kernels.
 *
 *   yᵢ = xᵢ − max x;   softmax = exp y / Σ exp y,   log softmax = y − log Σ exp y
 *
 * Each step is rounded to the type of `out`, so the bits are those of the steps taken one by one. Where the largest is
 * not finite nothing is taken off, and where all are −∞ the softmax is 0.
 *
 * Blanchard, Higham, Higham (2021), "Accurately computing the log-sum-exp and softmax functions".
 */
import type { Floats, Kernels } from '../contract.ts';
import { requireExtent } from './require-extent.ts';

type SoftmaxParts = Pick<Kernels, 'max' | 'exp' | 'sum'>;
type LogSoftmaxParts = Pick<Kernels, 'max' | 'logSumExp'>;

const alike = (x: Floats, n: number): Floats => (x instanceof Float64Array ? new Float64Array(n) : new Float32Array(n));

/** out ← f(x, y) with y of [outer, inner] repeated along the axis. */
function minus(out: Floats, x: Floats, y: Floats, outer: number, n: number, inner: number): void {
  if (inner === 1) for (let o = 0, p = 0; o < outer; o++) for (let end = p + n, v = y[o]; p < end; p++) out[p] = x[p] - v;
  else
    for (let o = 0, p = 0; o < outer; o++)
      for (let i = 0; i < n; i++) for (let k = o * inner, end = k + inner; k < end; k++, p++) out[p] = x[p] - y[k];
}
function quotients(out: Floats, y: Floats, outer: number, n: number, inner: number): void {
  if (inner === 1) for (let o = 0, p = 0; o < outer; o++) for (let end = p + n, v = y[o]; p < end; p++) out[p] /= v;
  else
    for (let o = 0, p = 0; o < outer; o++)
      for (let i = 0; i < n; i++) for (let k = o * inner, end = k + inner; k < end; k++, p++) out[p] /= y[k];
}

/** out ← x − max x, or x where the largest is not finite. */
function shift(max: Kernels['max'], out: Floats, x: Floats, outer: number, n: number, inner: number): Floats {
  const top = alike(out, outer * inner);
  max(top, x, outer, n, inner);
  for (let i = 0; i < top.length; i++) if (!(top[i] - top[i] === 0)) top[i] = 0;
  minus(out, x, top, outer, n, inner);
  return top;
}

/**
 * `out` may be `x`.
 *
 * @throws RangeError when the extents do not fit
 */
export function softmaxBy(parts: SoftmaxParts, out: Floats, x: Floats, outer: number, n: number, inner: number): void {
  const size = outer * n * inner;
  requireExtent('softmax', out, size, x, outer, n, inner);
  if (size === 0) return;
  const whole = out.subarray(0, size);
  const total = shift(parts.max, whole, x, outer, n, inner);
  parts.exp(whole, whole);
  parts.sum(total, whole, outer, n, inner);
  for (let i = 0; i < total.length; i++) if (total[i] === 0) total[i] = 1;
  quotients(whole, total, outer, n, inner);
}

/**
 * `out` may be `x`.
 *
 * @throws RangeError when the extents do not fit
 */
export function logSoftmaxBy(parts: LogSoftmaxParts, out: Floats, x: Floats, outer: number, n: number, inner: number): void {
  const size = outer * n * inner;
  requireExtent('logSoftmax', out, size, x, outer, n, inner);
  if (size === 0) return;
  const total = shift(parts.max, out, x, outer, n, inner);
  parts.logSumExp(total, out, outer, n, inner);
  minus(out, out, total, outer, n, inner);
}
