/** Running sums and products along one axis, in float64; an integer that overflows throws. */
import type { AnyArray } from '../contract.ts';
import { requireExtent, requireRange } from './require-extent.ts';

/** @throws RangeError when an integer total overflows, or the extents do not fit */
export function cumsum(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('cumsum', out, outer * n * inner, x, outer, n, inner);
  const integers = !(out instanceof Float64Array || out instanceof Float32Array);
  const total = new Float64Array(inner);
  for (let o = 0, p = 0; o < outer; o++) {
    total.fill(0);
    for (let i = 0; i < n; i++)
      for (let k = 0; k < inner; k++, p++) {
        const value = i === 0 ? x[p] : total[k] + x[p];
        if (integers) requireRange('cumsum', out, value);
        total[k] = value;
        out[p] = value;
      }
  }
}

/** @throws RangeError when an integer product overflows, or the extents do not fit */
export function cumprod(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('cumprod', out, outer * n * inner, x, outer, n, inner);
  const integers = !(out instanceof Float64Array || out instanceof Float32Array);
  const total = new Float64Array(inner);
  for (let o = 0, p = 0; o < outer; o++) {
    for (let i = 0; i < n; i++)
      for (let k = 0; k < inner; k++, p++) {
        const value = i === 0 ? x[p] : total[k] * x[p];
        if (integers) requireRange('cumprod', out, value);
        total[k] = value;
        out[p] = value;
      }
  }
}
