/**
 * Running sums and products of floats in loops of one type each, so that each is compiled for one; the additions are
 * those of the plain tier, which takes the rest. A sum runs as fast as one addition after another, in plain loops too.
 */
import type { AnyArray, ScanKernel } from '../contract.ts';
import * as plain from '../plain.ts';
import { requireExtent } from '../reduce/require-extent.ts';

function sumDoubles(out: Float64Array, x: Float64Array, outer: number, n: number): void {
  for (let o = 0, p = 0; o < outer; o++) {
    let total = -0; // −0 + x is x, its sign included
    for (const end = p + n; p < end; p++) {
      total += x[p];
      out[p] = total;
    }
  }
}
function sumSingles(out: Float32Array, x: Float32Array, outer: number, n: number): void {
  for (let o = 0, p = 0; o < outer; o++) {
    let total = -0;
    for (const end = p + n; p < end; p++) {
      total += x[p];
      out[p] = total;
    }
  }
}
function productDoubles(out: Float64Array, x: Float64Array, outer: number, n: number): void {
  for (let o = 0, p = 0; o < outer; o++) {
    let total = 1;
    for (const end = p + n; p < end; p++) {
      total *= x[p];
      out[p] = total;
    }
  }
}
function productSingles(out: Float32Array, x: Float32Array, outer: number, n: number): void {
  for (let o = 0, p = 0; o < outer; o++) {
    let total = 1;
    for (const end = p + n; p < end; p++) {
      total *= x[p];
      out[p] = total;
    }
  }
}

/** Columns: the row before holds the sums so far, as float64 beside the result where that is float32. */
function sumColumnsOfDoubles(out: Float64Array, x: Float64Array, outer: number, n: number, inner: number): void {
  for (let o = 0; o < outer; o++) {
    const start = o * n * inner;
    const end = start + n * inner;
    for (let p = start; p < start + inner && p < end; p++) out[p] = x[p];
    for (let p = start + inner, before = start; p < end; p++, before++) out[p] = out[before] + x[p];
  }
}
function sumColumnsOfSingles(out: Float32Array, x: Float32Array, outer: number, n: number, inner: number): void {
  const total = new Float64Array(inner);
  for (let o = 0, p = 0; o < outer; o++) {
    total.fill(-0);
    for (let i = 0; i < n; i++)
      for (let k = 0; k < inner; k++, p++) {
        const t = total[k] + x[p];
        total[k] = t;
        out[p] = t;
      }
  }
}

/** The kernels `cumsum` and `cumprod`. */
export function createScans(): { readonly cumsum: ScanKernel; readonly cumprod: ScanKernel } {
  const both = (out: AnyArray, x: AnyArray, Type: typeof Float64Array | typeof Float32Array): boolean =>
    out instanceof Type && x instanceof Type;
  return {
    cumsum(out, x, outer, n, inner) {
      requireExtent('cumsum', out, outer * n * inner, x, outer, n, inner);
      if (both(out, x, Float64Array))
        (inner === 1 ? sumDoubles : sumColumnsOfDoubles)(out as Float64Array, x as Float64Array, outer, n, inner);
      else if (both(out, x, Float32Array))
        (inner === 1 ? sumSingles : sumColumnsOfSingles)(out as Float32Array, x as Float32Array, outer, n, inner);
      else plain.cumsum(out, x, outer, n, inner);
    },
    cumprod(out, x, outer, n, inner) {
      requireExtent('cumprod', out, outer * n * inner, x, outer, n, inner);
      if (inner === 1 && both(out, x, Float64Array)) productDoubles(out as Float64Array, x as Float64Array, outer, n);
      else if (inner === 1 && both(out, x, Float32Array)) productSingles(out as Float32Array, x as Float32Array, outer, n);
      else plain.cumprod(out, x, outer, n, inner);
    },
  };
}
