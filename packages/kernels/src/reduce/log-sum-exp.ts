/** log Σ exp x along one axis: m + log Σ exp(x − m) with m the largest, so that nothing overflows. */
import type { AnyArray } from '../contract.ts';
import { exp } from '../math/exp.ts';
import { log } from '../math/log.ts';
import { requireExtent } from './require-extent.ts';

/** The empty axis gives −∞. */
export function logSumExp(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('logSumExp', out, outer * inner, x, outer, n, inner);
  const largest = new Float64Array(inner), total = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    const from = o * n * inner;
    largest.fill(-Infinity);
    total.fill(0);
    for (let i = 0, p = from; i < n; i++) for (let k = 0; k < inner; k++, p++) largest[k] = Math.max(largest[k], x[p]);
    for (let i = 0, p = from; i < n; i++) for (let k = 0; k < inner; k++, p++) total[k] += exp(x[p] - largest[k]);
    for (let k = 0; k < inner; k++) {
      const m = largest[k];
      out[o * inner + k] = m - m === 0 ? m + log(total[k]) : m;       // ±∞ and NaN as they are
    }
  }
}
