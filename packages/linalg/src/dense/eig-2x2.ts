/** Eigenvalues and vectors of a 2×2 matrix from its standard form; see schur-2x2.ts and schur-vectors.ts for the formulas. */
import { EPS, SMALLEST_NORMAL } from './machine.ts';
import { geometricMean, standardizeBlock } from './schur-2x2.ts';
import type { ComplexColumns } from './schur-vectors.ts';

/** To zeros; columns of any length. @returns false where A should be balanced first, with nothing written */
export function eigen2(A: Float64Array, re: Float64Array, im: Float64Array, v: ComplexColumns): boolean {
  const p = A[0];
  const q = A[1];
  const r = A[2];
  const s = A[3];
  const ratio = q * q > r * r ? (p * p + q * q) / (p * p + r * r) : (p * p + r * r) / (p * p + q * q);
  const other = q * q > r * r ? (s * s + q * q) / (s * s + r * r) : (s * s + r * r) / (s * s + q * q);
  if (!(ratio < 4 && other < 4)) return false;
  const { a, b, c, d, cs, sn } = standardizeBlock(p, q, r, s);
  re[0] = a;
  re[1] = d;
  const V = v.re;
  if (c === 0) {
    V[0] = cs;
    V[2] = sn;
    const least = Math.max(EPS * Math.max(Math.abs(a), Math.abs(b), Math.abs(d)), SMALLEST_NORMAL);
    const gap = a - d;
    const x = -b / (Math.abs(gap) < least ? least : gap);
    V[1] = x * cs - sn;
    V[3] = x * sn + cs;
    return true;
  }
  const omega = geometricMean(Math.abs(b), Math.abs(c));
  im[0] = omega;
  im[1] = -omega;
  // the vector of the block is (1, iω/b) or (iω/c, 1)
  const W = v.im;
  if (Math.abs(b) >= Math.abs(c)) {
    const y = omega / b;
    V[0] = V[1] = cs;
    V[2] = V[3] = sn;
    W[0] = -sn * y;
    W[2] = cs * y;
  } else {
    const y = omega / c;
    V[0] = V[1] = -sn;
    V[2] = V[3] = cs;
    W[0] = cs * y;
    W[2] = sn * y;
  }
  W[1] = -W[0];
  W[3] = -W[2];
  return true;
}
