/**
 * Σ along one axis: eight partial sums over blocks of 128, the blocks added pairwise, so that the error grows with
 * log n instead of n. Sums run in float64 whatever the type of the operand; a total that overflows an integer type throws.
 *
 * Higham (1993), "The accuracy of floating point summation", section 3.
 */
import type { AnyArray } from '../contract.ts';
import { requireExtent, requireRange } from './require-extent.ts';

const BLOCK = 128;

/** Σ x[from + i·step], 0 ≤ i < n */
export function sumOf(x: AnyArray, from: number, n: number, step: number): number {
  if (n > BLOCK) {
    const half = Math.ceil(n / 2 / BLOCK) * BLOCK;
    return sumOf(x, from, half, step) + sumOf(x, from + half * step, n - half, step);
  }
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0, p = from, i = 0;
  for (; i + 8 <= n; i += 8, p += 8 * step) {
    s0 += x[p]; s1 += x[p + step]; s2 += x[p + 2 * step]; s3 += x[p + 3 * step];
    s4 += x[p + 4 * step]; s5 += x[p + 5 * step]; s6 += x[p + 6 * step]; s7 += x[p + 7 * step];
  }
  let sum = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  for (; i < n; i++, p += step) sum += x[p];
  return sum;
}

/** @throws RangeError when an integer total overflows, or the extents do not fit */
export function sum(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('sum', out, outer * inner, x, outer, n, inner);
  if (inner === 1) {
    for (let o = 0; o < outer; o++) {
      const total = sumOf(x, o * n, n, 1);
      requireRange('sum', out, total);
      out[o] = total;
    }
    return;
  }
  const partial = new Float64Array(inner * levelsOf(n));
  for (let o = 0; o < outer; o++) {
    sumRows(partial, 0, x, o * n * inner, n, inner);
    for (let k = 0; k < inner; k++) {
      requireRange('sum', out, partial[k]);
      out[o * inner + k] = partial[k];
    }
  }
}

/** Rows of [n, inner] added in the same pairwise tree, each row read once and in order. */
function sumRows(partial: Float64Array, at: number, x: AnyArray, from: number, n: number, inner: number): void {
  if (n > BLOCK) {
    const half = Math.ceil(n / 2 / BLOCK) * BLOCK;
    sumRows(partial, at, x, from, half, inner);
    sumRows(partial, at + inner, x, from + half * inner, n - half, inner);
    for (let k = 0; k < inner; k++) partial[at + k] += partial[at + inner + k];
    return;
  }
  for (let k = 0; k < inner; k++) partial[at + k] = 0;
  for (let i = 0, p = from; i < n; i++) for (let k = 0; k < inner; k++, p++) partial[at + k] += x[p];
}

/** The depth of the tree: one row of partial sums for each level. */
function levelsOf(n: number): number {
  let levels = 1;
  for (let m = n; m > BLOCK; m = Math.ceil(m / 2 / BLOCK) * BLOCK) levels++;
  return levels;
}
