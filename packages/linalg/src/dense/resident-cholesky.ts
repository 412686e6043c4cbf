/** A = L·Lᵀ in the scratch memory of the kernels in force, for a matrix that is plainly symmetric and well scaled. */
import { evenDiagonal, placed } from './placed-matrix.ts';

/** @returns whether L, with zeros above its diagonal, was written to `out` from `from` on; false says nothing about A */
export function residentCholesky(A: Float64Array<ArrayBuffer>, n: number, from: number, out: Float64Array): boolean {
  if (!evenDiagonal(A, n, from)) return false;
  const memory = placed(A, n, from, false);
  if (memory === null) return false;
  const { systems, w, lda, factors, scratch } = memory;
  if (!systems.symmetric(n, 0, lda) || systems.factorPositive(n, 0, lda, scratch) > 0) return false;
  systems.lowerOf(n, 0, lda, factors);
  out.set(w.subarray(factors >> 3, (factors >> 3) + n * n), from);
  return true;
}
