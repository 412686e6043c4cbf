/** Matrix-vector operations, row-major. Dongarra, Du Croz, Hammarling, Hanson (1988), level 2 BLAS. */
import type { Floats } from '../contract.ts';
import { requireMatrix, requireVector } from '../require.ts';

/** y ← α·op(A)·x + β·y, A m×n as stored; β = 0 does not read y. */
export function gemv(trans: boolean, m: number, n: number, alpha: number, a: Floats, aOffset: number, lda: number, x: Floats, xOffset: number, xStep: number, beta: number, y: Floats, yOffset: number, yStep: number): void {
  requireMatrix('gemv', m, n, a, aOffset, lda);
  requireVector('gemv', trans ? m : n, x, xOffset, xStep);
  requireVector('gemv', trans ? n : m, y, yOffset, yStep);
  if (!trans) {
    for (let i = 0; i < m; i++) {
      let s = 0, t = 0, j = 0;
      const row = aOffset + i * lda;
      for (let p = xOffset; j + 1 < n; j += 2, p += 2 * xStep) { s += a[row + j] * x[p]; t += a[row + j + 1] * x[p + xStep]; }
      if (j < n) s += a[row + j] * x[xOffset + j * xStep];
      const q = yOffset + i * yStep;
      y[q] = alpha * (s + t) + (beta === 0 ? 0 : beta * y[q]);
    }
    return;
  }
  for (let j = 0, q = yOffset; j < n; j++, q += yStep) y[q] = beta === 0 ? 0 : beta * y[q];
  for (let i = 0; i < m; i++) {
    const s = alpha * x[xOffset + i * xStep], row = aOffset + i * lda;
    for (let j = 0, q = yOffset; j < n; j++, q += yStep) y[q] += s * a[row + j];
  }
}
/** A ← α·x·yᵀ + A */
export function ger(m: number, n: number, alpha: number, x: Floats, xOffset: number, xStep: number, y: Floats, yOffset: number, yStep: number, a: Floats, aOffset: number, lda: number): void {
  requireMatrix('ger', m, n, a, aOffset, lda);
  requireVector('ger', m, x, xOffset, xStep);
  requireVector('ger', n, y, yOffset, yStep);
  for (let i = 0; i < m; i++) {
    const s = alpha * x[xOffset + i * xStep], row = aOffset + i * lda;
    for (let j = 0, q = yOffset; j < n; j++, q += yStep) a[row + j] += s * y[q];
  }
}
