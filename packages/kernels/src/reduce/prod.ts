/**
 * Π along one axis, in float64: rows as eight partial products over blocks of 128, the blocks multiplied in pairs, in the
 * order of sum.ts. A product that overflows an integer type throws.
 */
import type { AnyArray, Floats } from '../contract.ts';
import { requireExtent, requireRange } from './require-extent.ts';
import { BLOCK, halfOf } from './sum.ts';

/** @throws RangeError when an integer product overflows, or the extents do not fit */
export function prod(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('prod', out, outer * inner, x, outer, n, inner);
  if (inner === 1 && (x instanceof Float64Array || x instanceof Float32Array)) {
    for (let o = 0; o < outer; o++) {
      const value = prodOf(x, o * n, n);
      requireRange('prod', out, value);
      out[o] = value;
    }
    return;
  }
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

/** Π x[from + i], 0 ≤ i < n */
function prodOf(x: Floats, from: number, n: number): number {
  if (n > BLOCK) {
    const half = halfOf(n);
    return prodOf(x, from, half) * prodOf(x, from + half, n - half);
  }
  let p0 = 1;
  let p1 = 1;
  let p2 = 1;
  let p3 = 1;
  let p4 = 1;
  let p5 = 1;
  let p6 = 1;
  let p7 = 1;
  let i = from;
  for (const end = from + n - 7; i < end; i += 8) {
    p0 *= x[i];
    p1 *= x[i + 1];
    p2 *= x[i + 2];
    p3 *= x[i + 3];
    p4 *= x[i + 4];
    p5 *= x[i + 5];
    p6 *= x[i + 6];
    p7 *= x[i + 7];
  }
  let product = p0 * p1 * (p2 * p3) * (p4 * p5 * (p6 * p7));
  for (const end = from + n; i < end; i++) product *= x[i];
  return product;
}
