/** Running sums and products along the middle axis of [outer, n, inner]. `out` may be `x`. */
import type { AnyArray } from '../contract.ts';

function requireScan(name: string, out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  const size = outer * n * inner;
  if (!(outer >= 0 && n >= 0 && inner >= 0) || x.length < size || out.length < size) throw new RangeError(`${name}: [${outer}, ${n}, ${inner}] from an array of ${x.length} into one of ${out.length}`);
}

export function cumsum(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireScan('cumsum', out, x, outer, n, inner);
  const line = new Float64Array(inner);
  for (let o = 0, at = 0; o < outer; o++) {
    line.fill(0);
    for (let i = 0; i < n; i++) for (let k = 0; k < inner; k++, at++) out[at] = line[k] += x[at];
  }
}
export function cumprod(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireScan('cumprod', out, x, outer, n, inner);
  const line = new Float64Array(inner);
  for (let o = 0, at = 0; o < outer; o++) {
    line.fill(1);
    for (let i = 0; i < n; i++) for (let k = 0; k < inner; k++, at++) out[at] = line[k] *= x[at];
  }
}
