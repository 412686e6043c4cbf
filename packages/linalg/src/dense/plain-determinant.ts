/**
 * det A of a small matrix that is plainly well scaled, by PA = L·U in a plain array; of order 2 with products in 106 bits.
 * What is not plain is left to others.
 */
import { productError, sumError } from './double-double.ts';
import { EVEN, LARGE } from './placed-matrix.ts';
import { zeros } from './small-memory.ts';

/** Pivots smaller than this part of the largest entry are mostly rounding. */
export const DOUBTFUL = 1e-7;

const MOST = 64;
/** Partial products beyond this and its reciprocal are left to others. */
export const FAR = 1e150;

/** @returns NaN for a matrix that needs care */
export function plainDeterminant(A: ArrayLike<number>, n: number, from: number): number {
  if (n === 2) return determinant2(A[from], A[from + 1], A[from + 2], A[from + 3]);
  if (n < 2 || n > MOST) return NaN;
  const end = n * n;
  const f = zeros(end + n);
  let most = 0;
  let least = Infinity;
  for (let i = 0, at = 0; i < n; i++) {
    let row = 0;
    for (let j = 0, top = end; j < n; j++, at++, top++) {
      const v = A[from + at];
      const a = Math.abs(v);
      f[at] = v;
      if (!(a <= row)) row = a;
      if (a > f[top]) f[top] = a;
    }
    if (!(row <= most)) most = row;
    if (row < least) least = row;
  }
  for (let j = end; j < end + n; j++) if (f[j] < least) least = f[j];
  if (!(most < LARGE && most > 1 / LARGE && least >= EVEN * most)) return NaN;
  let det = 1;
  for (let k = 0, top = 0; k < n; k++, top += n) {
    let p = top;
    let best = Math.abs(f[top + k]);
    for (let row = top + n; row < end; row += n) {
      const x = Math.abs(f[row + k]);
      if (x > best) {
        best = x;
        p = row;
      }
    }
    if (!(best >= DOUBTFUL * most)) return NaN;
    if (p !== top) {
      for (let j = k; j < n; j++) {
        const t = f[top + j];
        f[top + j] = f[p + j];
        f[p + j] = t;
      }
      det = -det;
    }
    det *= f[top + k];
    const size = Math.abs(det);
    if (!(size < FAR && size > 1 / FAR)) return NaN;
    const inverse = 1 / f[top + k];
    for (let row = top + n; row < end; row += n) {
      const l = f[row + k] * inverse;
      for (let j = k + 1; j < n; j++) f[row + j] -= l * f[top + j];
    }
  }
  return det;
}

/** ad − bc. */
function determinant2(a: number, b: number, c: number, d: number): number {
  const p = a * d;
  const q = b * c;
  const det = p - q;
  const size = Math.abs(p) + Math.abs(q);
  if (!(size > 1e-200 && size < 1e200)) return NaN;
  if (Math.abs(det) > 0.5 * size) return det; // nothing cancels
  if (Math.abs(det) < DOUBTFUL * size) return NaN;
  return det + (sumError(p, -q, det) + (productError(a, d, p) - productError(b, c, q)));
}
