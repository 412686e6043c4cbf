/** Largest and smallest along one axis; NaN wins; the empty axis gives ∓∞. */
import type { AnyArray } from '../contract.ts';
import { requireExtent } from './require-extent.ts';

export function max(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('max', out, outer * inner, x, outer, n, inner);
  if (inner === 1) {
    for (let o = 0; o < outer; o++) {
      let best = -Infinity;
      for (let i = o * n, end = i + n; i < end; i++) best = Math.max(best, x[i]);
      out[o] = best;
    }
    return;
  }
  const row = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    row.fill(-Infinity);
    for (let i = 0, p = o * n * inner; i < n; i++) for (let k = 0; k < inner; k++, p++) row[k] = Math.max(row[k], x[p]);
    for (let k = 0; k < inner; k++) out[o * inner + k] = row[k];
  }
}

export function min(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('min', out, outer * inner, x, outer, n, inner);
  if (inner === 1) {
    for (let o = 0; o < outer; o++) {
      let best = Infinity;
      for (let i = o * n, end = i + n; i < end; i++) best = Math.min(best, x[i]);
      out[o] = best;
    }
    return;
  }
  const row = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    row.fill(Infinity);
    for (let i = 0, p = o * n * inner; i < n; i++) for (let k = 0; k < inner; k++, p++) row[k] = Math.min(row[k], x[p]);
    for (let k = 0; k < inner; k++) out[o * inner + k] = row[k];
  }
}
