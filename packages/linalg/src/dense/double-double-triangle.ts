/**
 * T·X = B for a triangle by substitution in double-double arithmetic: a solution is right to the last bit while κ(T) is far
 * below 2¹⁰⁶, where plain substitution only keeps the residual small.
 *
 * Li, Hida et al. (2002), "Design, implementation and testing of extended and mixed precision BLAS".
 */
import { productError, sumError } from './double-double.ts';

/** X, n×k, over B in `x`; NaN or ∞ where a number left the range on the way. No diagonal entry is 0. */
export function solveTriangularPrecisely(t: Float64Array, n: number, from: number, x: Float64Array, k: number, lower: boolean): void {
  const high = new Float64Array(n);
  const low = new Float64Array(n);
  for (let c = 0; c < k; c++) {
    for (let step = 0; step < n; step++) {
      const i = lower ? step : n - 1 - step;
      const row = from + i * n;
      let hi = x[i * k + c];
      let lo = 0;
      for (let j = lower ? 0 : i + 1, end = lower ? i : n; j < end; j++) {
        const a = -t[row + j];
        if (a === 0) continue;
        const p = a * high[j];
        const s = hi + p;
        lo += sumError(hi, p, s) + (productError(a, high[j], p) + a * low[j]);
        hi = s;
      }
      const d = t[row + i];
      const top = hi + lo;
      const rest = sumError(hi, lo, top);
      const q = top / d;
      const e = q * d;
      const more = (top - e - productError(q, d, e) + rest) / d;
      high[i] = q + more;
      low[i] = sumError(q, more, high[i]);
    }
    for (let i = 0; i < n; i++) x[i * k + c] = high[i];
  }
}
