/**
 * Sums with a fixed tree: blocks of 128 by eight running sums, blocks pairwise. The error grows as log n, not as n.
 *
 * Higham (1993), "The accuracy of floating point summation", section 4.
 */
import type { AnyArray } from '../contract.ts';
import { requireReduction } from './require-reduction.ts';

const BLOCK = 128;

/** Σ of x[from], x[from + 1] … n terms */
export function pairwiseSum(x: AnyArray, from: number, n: number): number {
  if (n > BLOCK) {
    const half = (n >> 1) - ((n >> 1) % 8);
    return pairwiseSum(x, from, half) + pairwiseSum(x, from + half, n - half);
  }
  let a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = from;
  for (const end = from + n - 7; i < end; i += 8) {
    a += x[i]; b += x[i + 1]; c += x[i + 2]; d += x[i + 3]; e += x[i + 4]; f += x[i + 5]; g += x[i + 6]; h += x[i + 7];
  }
  let rest = 0;
  for (const end = from + n; i < end; i++) rest += x[i];
  return ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest;
}

export function sum(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireReduction('sum', out, x, outer, n, inner);
  if (inner === 1) for (let o = 0; o < outer; o++) out[o] = pairwiseSum(x, o * n, n);
  else {
    const line = new Float64Array(inner);
    for (let o = 0; o < outer; o++) {
      line.fill(0);
      sumLines(line, x, o * n * inner, n, inner);
      for (let k = 0; k < inner; k++) out[o * inner + k] = line[k];
    }
  }
}

/** Adds n lines of length `inner` to `line`, the same tree for every column. */
function sumLines(line: Float64Array, x: AnyArray, from: number, n: number, inner: number): void {
  if (n > BLOCK) {
    const half = n >> 1, other = new Float64Array(inner);
    sumLines(line, x, from, half, inner);
    sumLines(other, x, from + half * inner, n - half, inner);
    for (let k = 0; k < inner; k++) line[k] += other[k];
    return;
  }
  for (let i = 0, at = from; i < n; i++) for (let k = 0; k < inner; k++) line[k] += x[at++];
}
