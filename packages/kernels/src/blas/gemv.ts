/** y ← α·op(A)·x + β·y: dots of rows, or sums of scaled rows when transposed, so that A is read in order. */
import type { Floats } from '../contract.ts';
import { requireMatrix, requireVector } from './require-operands.ts';

/** @throws RangeError when an operand leaves its array */
export function gemv(
  trans: boolean,
  m: number,
  n: number,
  alpha: number,
  a: Floats,
  aOffset: number,
  lda: number,
  x: Floats,
  xOffset: number,
  xStep: number,
  beta: number,
  y: Floats,
  yOffset: number,
  yStep: number,
): void {
  requireMatrix('gemv', 'A', a, aOffset, lda, m, n);
  requireVector('gemv', 'x', x, xOffset, xStep, trans ? m : n);
  requireVector('gemv', 'y', y, yOffset, yStep, trans ? n : m);
  if (!trans) {
    for (let i = 0, q = yOffset; i < m; i++, q += yStep) {
      const s = rowDot(n, a, aOffset + i * lda, x, xOffset, xStep);
      y[q] = beta === 0 ? alpha * s : alpha * s + beta * y[q];
    }
    return;
  }
  const total = new Float64Array(n);
  for (let i = 0, p = xOffset; i < m; i++, p += xStep) {
    const factor = x[p];
    const row = aOffset + i * lda;
    for (let j = 0; j < n; j++) total[j] += factor * a[row + j];
  }
  for (let j = 0, q = yOffset; j < n; j++, q += yStep) y[q] = beta === 0 ? alpha * total[j] : alpha * total[j] + beta * y[q];
}

function rowDot(n: number, a: Floats, row: number, x: Floats, p: number, step: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  let q = p;
  for (; j + 4 <= n; j += 4, q += 4 * step) {
    s0 += a[row + j] * x[q];
    s1 += a[row + j + 1] * x[q + step];
    s2 += a[row + j + 2] * x[q + 2 * step];
    s3 += a[row + j + 3] * x[q + 3 * step];
  }
  let sum = s0 + s1 + (s2 + s3);
  for (; j < n; j++, q += step) sum += a[row + j] * x[q];
  return sum;
}

/** A ← α·x·yᵀ + A */
export function ger(
  m: number,
  n: number,
  alpha: number,
  x: Floats,
  xOffset: number,
  xStep: number,
  y: Floats,
  yOffset: number,
  yStep: number,
  a: Floats,
  aOffset: number,
  lda: number,
): void {
  requireMatrix('ger', 'A', a, aOffset, lda, m, n);
  requireVector('ger', 'x', x, xOffset, xStep, m);
  requireVector('ger', 'y', y, yOffset, yStep, n);
  for (let i = 0; i < m; i++) {
    const factor = alpha * x[xOffset + i * xStep];
    const row = aOffset + i * lda;
    for (let j = 0, q = yOffset; j < n; j++, q += yStep) a[row + j] += factor * y[q];
  }
}
