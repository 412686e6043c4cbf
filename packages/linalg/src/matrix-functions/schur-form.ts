/** The complex Schur form; an upper triangular matrix is its own, with eigenvalues free of rounding. */
import { type Split, complexSchur } from '../dense/complex-schur.ts';

export const isUpperTriangular = (a: ArrayLike<number>, n: number): boolean => {
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) if (a[i * n + j] !== 0) return false;
  return true;
};

export interface SchurForm {
  readonly t: Split;
  readonly u: Split;
}

/** A = U·T·Uᴴ; null when the iteration did not converge. */
export function schurForm(a: ArrayLike<number>, n: number): SchurForm | null {
  if (!isUpperTriangular(a, n)) return complexSchur(a, n);
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  return { t: { re: Float64Array.from(a), im: new Float64Array(n * n) }, u: { re: identity, im: new Float64Array(n * n) } };
}
