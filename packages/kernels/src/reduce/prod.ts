/** Π along one axis, in float64; a product that overflows an integer type throws. */
import type { AnyArray } from '../contract.ts';
import { requireExtent, requireRange } from './require-extent.ts';

/** @throws RangeError when an integer product overflows, or the extents do not fit */
export function prod(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('prod', out, outer * inner, x, outer, n, inner);
  const row = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    row.fill(1);
    for (let i = 0, p = o * n * inner; i < n; i++) for (let k = 0; k < inner; k++, p++) row[k] *= x[p];
    for (let k = 0; k < inner; k++) {
      requireRange('prod', out, row[k]);
      out[o * inner + k] = row[k];
    }
  }
}
