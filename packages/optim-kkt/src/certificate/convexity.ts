/**
 * Whether a symmetric matrix is positive semidefinite, by the inertia of P + δI: no negative pivot in L D Lᵀ.
 * δ is the rounding of the factorisation; a matrix that needs more than √δ-sized help is called indefinite.
 */
import { entryCount, ldlNumeric, ldlSymbolic, sparseAdd, sparseDiagonal, sparseUpperTriangle } from '@adjoint/linalg';
import { type Check, type CscMatrix, check, withVerdict } from '@adjoint/tensor';

/** Negative pivots of P + δ‖P‖I. */
function negativePivots(P: CscMatrix, shift: number): number {
  const shifted = sparseAdd(1, P, 1, sparseDiagonal(new Float64Array(P.columns).fill(shift)));
  const upper = sparseUpperTriangle(shifted);
  const signs = new Int8Array(P.columns).fill(1);
  // A pivot that is not positive is replaced, which counts it and keeps the elimination going.
  return ldlNumeric(ldlSymbolic(upper), upper.values, { signs, threshold: 0, value: shift || 1 }).replaced;
}

/** @param P upper triangle */
export function convexityCheck(P: CscMatrix): Check {
  let size = 0;
  for (let p = 0; p < entryCount(P); p++) size = Math.max(size, Math.abs(P.values[p]));
  if (size === 0) return check('convexity', 0, '<=', 0);
  const δ = 10 * P.columns * Number.EPSILON * size;
  const atRounding = negativePivots(P, δ);
  if (atRounding === 0) return check('convexity', 0, '<=', 0);
  const clearly = negativePivots(P, Math.sqrt(Number.EPSILON) * size) > 0;
  return withVerdict(check('convexity', atRounding, '<=', 0), clearly ? 'fails' : 'undecided');
}
