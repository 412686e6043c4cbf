/**
 * log Σ exp x along one axis: m + log Σ exp(x − m) with m the largest, so that nothing overflows. Rows are added in the
 * pairwise tree of sum.ts, columns in blocks of 128 rows.
 */
import type { AnyArray } from '../contract.ts';
import { exp } from '../math/exp.ts';
import { log } from '../math/log.ts';
import { requireExtent } from './require-extent.ts';
import { BLOCK, halfOf, sumOf } from './sum.ts';

/** The empty axis gives −∞. */
export function logSumExp(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('logSumExp', out, outer * inner, x, outer, n, inner);
  if (inner === 1) {
    const terms = new Float64Array(Math.min(n, BLOCK));
    for (let o = 0; o < outer; o++) {
      let m = -Infinity;
      for (let i = o * n, end = i + n; i < end; i++) m = Math.max(m, x[i]);
      out[o] = m - m === 0 ? m + log(sumOfExponentials(x, o * n, n, m, terms)) : m; // ±∞ and NaN as they are
    }
    return;
  }
  const largest = new Float64Array(inner);
  const total = new Float64Array(inner);
  const partial = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    const from = o * n * inner;
    largest.fill(-Infinity);
    total.fill(0);
    for (let i = 0, p = from; i < n; i++) for (let k = 0; k < inner; k++, p++) largest[k] = Math.max(largest[k], x[p]);
    for (let i = 0; i < n; i += BLOCK) {
      partial.fill(0);
      addRows(partial, largest, x, from + i * inner, Math.min(BLOCK, n - i), inner);
      for (let k = 0; k < inner; k++) total[k] += partial[k];
    }
    for (let k = 0; k < inner; k++) {
      const m = largest[k];
      out[o * inner + k] = m - m === 0 ? m + log(total[k]) : m;
    }
  }
}

/** Σ exp(x[from + i] − m), 0 ≤ i < n */
function sumOfExponentials(x: AnyArray, from: number, n: number, m: number, terms: Float64Array): number {
  if (n > BLOCK) {
    const half = halfOf(n);
    return sumOfExponentials(x, from, half, m, terms) + sumOfExponentials(x, from + half, n - half, m, terms);
  }
  for (let i = 0; i < n; i++) terms[i] = exp(x[from + i] - m);
  return sumOf(terms, 0, n);
}

/** Rows of exp(x − m), four at a time. */
function addRows(partial: Float64Array, m: Float64Array, x: AnyArray, from: number, n: number, inner: number): void {
  let i = 0;
  let p = from;
  for (; i + 4 <= n; i += 4, p += 4 * inner)
    for (let k = 0, q = p; k < inner; k++, q++) {
      partial[k] += exp(x[q] - m[k]) + exp(x[q + inner] - m[k]) + (exp(x[q + 2 * inner] - m[k]) + exp(x[q + 3 * inner] - m[k]));
    }
  for (; i < n; i++) for (let k = 0; k < inner; k++, p++) partial[k] += exp(x[p] - m[k]);
}
