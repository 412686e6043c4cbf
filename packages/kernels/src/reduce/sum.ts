/**
 * Σ along one axis: eight partial sums over blocks of 128, the blocks added pairwise, so that the error grows with
 * log n instead of n. Sums run in float64 whatever the type of the operand; a total that overflows an integer type throws.
 *
 * Higham (1993), "The accuracy of floating point summation", section 3.
 */
import type { AnyArray } from '../contract.ts';
import { requireExtent, requireRange } from './require-extent.ts';

/** Terms of a leaf of the tree. */
export const BLOCK = 128;

/** Where the tree cuts n > 128 terms: a multiple of the block, about half. */
export const halfOf = (n: number): number => Math.ceil(n / 2 / BLOCK) * BLOCK;

/** Σ x[from + i], 0 ≤ i < n */
export function sumOf(x: AnyArray, from: number, n: number): number {
  if (n > BLOCK) {
    const half = halfOf(n);
    return sumOf(x, from, half) + sumOf(x, from + half, n - half);
  }
  return x instanceof Float64Array ? sumOfDoubles(x, from, n) : sumOfBlock(x, from, n);
}

function sumOfDoubles(x: Float64Array, from: number, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  let p = from;
  for (const end = from + n - 7; p < end; p += 8) {
    s0 += x[p];
    s1 += x[p + 1];
    s2 += x[p + 2];
    s3 += x[p + 3];
    s4 += x[p + 4];
    s5 += x[p + 5];
    s6 += x[p + 6];
    s7 += x[p + 7];
  }
  let sum = s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
  for (const end = from + n; p < end; p++) sum += x[p];
  return sum;
}

/** The same for the other types: separate code, so that each stays fast. */
function sumOfBlock(x: AnyArray, from: number, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  let p = from;
  for (const end = from + n - 7; p < end; p += 8) {
    s0 += x[p];
    s1 += x[p + 1];
    s2 += x[p + 2];
    s3 += x[p + 3];
    s4 += x[p + 4];
    s5 += x[p + 5];
    s6 += x[p + 6];
    s7 += x[p + 7];
  }
  let sum = s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
  for (const end = from + n; p < end; p++) sum += x[p];
  return sum;
}

/** @throws RangeError when an integer total overflows, or the extents do not fit */
export function sum(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('sum', out, outer * inner, x, outer, n, inner);
  if (inner === 1) {
    for (let o = 0; o < outer; o++) {
      const total = sumOf(x, o * n, n);
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
    const half = halfOf(n);
    sumRows(partial, at, x, from, half, inner);
    sumRows(partial, at + inner, x, from + half * inner, n - half, inner);
    for (let k = 0; k < inner; k++) partial[at + k] += partial[at + inner + k];
    return;
  }
  for (let k = 0; k < inner; k++) partial[at + k] = 0;
  let i = 0;
  let p = from;
  for (; i + 4 <= n; i += 4, p += 4 * inner) addFourRows(partial, at, x, p, inner);
  for (; i < n; i++) for (let k = 0; k < inner; k++, p++) partial[at + k] += x[p];
}

/** Four rows in one pass over the partial sums. */
function addFourRows(partial: Float64Array, at: number, x: AnyArray, from: number, inner: number): void {
  for (let k = at, p = from, end = at + inner; k < end; k++, p++) {
    partial[k] += x[p] + x[p + inner] + (x[p + 2 * inner] + x[p + 3 * inner]);
  }
}

/** The depth of the tree: one row of partial sums for each level. */
function levelsOf(n: number): number {
  let levels = 1;
  for (let m = n; m > BLOCK; m = halfOf(m)) levels++;
  return levels;
}
