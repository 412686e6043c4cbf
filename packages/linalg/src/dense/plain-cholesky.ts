/**
 * A = L·Lᵀ row by row in plain loops, lᵢⱼ = (aᵢⱼ − Σₖ lᵢₖlⱼₖ)/lⱼⱼ, four entries of a row sharing each pass over it. What is
 * not plainly symmetric with a diagonal of one size is left to others. Golub and Van Loan, algorithm 4.2.1.
 */
import { evenDiagonal } from './placed-matrix.ts';
import { zeros } from './small-memory.ts';

/** L to zeros of `out`, both from `from` on. @returns false for a matrix that needs care, which says nothing about it */
export function plainCholesky(A: Float64Array, n: number, from: number, out: Float64Array): boolean {
  if (!evenDiagonal(A, n, from)) return false;
  const inverse = zeros(n);
  for (let i = 0, row = from; i < n; i++, row += n) {
    let d = A[row + i];
    let j = 0;
    let o0 = from;
    for (; j + 3 < i; j += 4) {
      const o1 = o0 + n;
      const o2 = o1 + n;
      const o3 = o2 + n;
      let s0 = A[row + j];
      let s1 = A[row + j + 1];
      let s2 = A[row + j + 2];
      let s3 = A[row + j + 3];
      if (s0 !== A[o0 + i] || s1 !== A[o1 + i] || s2 !== A[o2 + i] || s3 !== A[o3 + i]) return false;
      for (let p = 0; p < j; p++) {
        const v = out[row + p];
        s0 -= v * out[o0 + p];
        s1 -= v * out[o1 + p];
        s2 -= v * out[o2 + p];
        s3 -= v * out[o3 + p];
      }
      s0 *= inverse[j];
      s1 = (s1 - s0 * out[o1 + j]) * inverse[j + 1];
      s2 = (s2 - s0 * out[o2 + j] - s1 * out[o2 + j + 1]) * inverse[j + 2];
      s3 = (s3 - s0 * out[o3 + j] - s1 * out[o3 + j + 1] - s2 * out[o3 + j + 2]) * inverse[j + 3];
      out[row + j] = s0;
      out[row + j + 1] = s1;
      out[row + j + 2] = s2;
      out[row + j + 3] = s3;
      d -= s0 * s0 + s1 * s1 + (s2 * s2 + s3 * s3);
      o0 = o3 + n;
    }
    for (; j < i; j++, o0 += n) {
      let s = A[row + j];
      if (s !== A[o0 + i]) return false;
      for (let p = 0; p < j; p++) s -= out[row + p] * out[o0 + p];
      s *= inverse[j];
      out[row + j] = s;
      d -= s * s;
    }
    if (!(d > 0)) return false;
    d = Math.sqrt(d);
    out[row + i] = d;
    inverse[i] = 1 / d;
  }
  return true;
}
