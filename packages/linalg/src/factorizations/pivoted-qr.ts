/** AP = Q·R with |r₀₀| ≥ |r₁₁| ≥ …, and the complete orthogonal decomposition that follows from it. One concrete matrix. */
import { ShapeError, type Tensor, tensor } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { formQ, pivotedQrInPlace, qrInPlace, upperTriangle } from '../dense/qr.ts';
import { maxAbs, safeExponent, scaleInPlace } from '../dense/scaling.ts';
import { transposed } from '../dense/transpose.ts';
import { asMatrix, finiteValues, wrap } from './matrices.ts';

export interface PivotedQrFactors {
  /** [m, r], r = min(m, n) */
  readonly Q: Tensor;
  /** [r, n] */
  readonly R: Tensor;
  /** Column j of AP is column permutation[j] of A. */
  readonly permutation: Tensor<'int32'>;
  /** Number of |rᵢᵢ| > max(m, n)·ε·|r₀₀|. */
  readonly rank: number;
}

function factors(name: string, A: Tensor): { readonly a: Tensor; readonly f: Float64Array<ArrayBuffer>; readonly m: number; readonly n: number; readonly k: number } {
  const a = asMatrix(name, A);
  if (a.rank !== 2) throw new ShapeError(`${name}: shape [${a.shape.join(', ')}]`, `${name} takes one matrix`);
  const f = finiteValues(name, a as never).slice(), k = safeExponent(maxAbs(f));
  scaleInPlace(f, k);
  return { a, f, m: a.shape[0], n: a.shape[1], k };
}
function rankOf(f: Float64Array, m: number, n: number, tolerance: number): number {
  let rank = 0;
  const first = Math.abs(f[0] ?? 0);
  while (rank < Math.min(m, n) && Math.abs(f[rank * n + rank]) > tolerance * first) rank++;
  return rank;
}

/**
 * @throws ShapeError, NonFiniteError
 * @example pivotedQr(tensor([[0, 2], [0, 1]])).permutation // [1, 0]
 */
export function pivotedQr(A: Tensor): PivotedQrFactors {
  const { a, f, m, n, k } = factors('pivotedQr', A), { tau, permutation } = pivotedQrInPlace(f, m, n), r = Math.min(m, n);
  const Q = formQ(f, m, n, tau, r), R = upperTriangle(f, n, r), rank = rankOf(f, m, n, Math.max(m, n) * EPS);
  scaleInPlace(R, -k);
  return { Q: wrap(Q, [m, r], a.dtype), R: wrap(R, [r, n], a.dtype), permutation: tensor(permutation), rank };
}

/**
 * A = U·T·Vᵀ with U [m, k] and V [n, k] of orthonormal columns and T [k, k] lower triangular and nonsingular, k the rank.
 * Golub and Van Loan, section 5.4.7.
 *
 * @param tolerance |rᵢᵢ| up to this fraction of |r₀₀| counts as zero (default max(m, n)·ε)
 */
export function completeOrthogonal(A: Tensor, { tolerance }: { readonly tolerance?: number } = {}): { readonly U: Tensor; readonly T: Tensor; readonly V: Tensor; readonly rank: number } {
  const { a, f, m, n, k } = factors('completeOrthogonal', A), { tau, permutation } = pivotedQrInPlace(f, m, n);
  const rank = rankOf(f, m, n, tolerance ?? Math.max(m, n) * EPS), r = Math.min(m, n), Q = formQ(f, m, n, tau, r);
  // The first `rank` rows of R, transposed, are n×rank: their QR gives R = Tᵀ… with T lower triangular.
  const top = transposed(upperTriangle(f, n, rank), rank, n), tau2 = qrInPlace(top, n, rank), V0 = formQ(top, n, rank, tau2, rank), T = transposed(upperTriangle(top, rank, rank), rank, rank);
  const U = new Float64Array(m * rank), V = new Float64Array(n * rank);
  for (let i = 0; i < m; i++) for (let j = 0; j < rank; j++) U[i * rank + j] = Q[i * r + j];
  for (let i = 0; i < n; i++) for (let j = 0; j < rank; j++) V[permutation[i] * rank + j] = V0[i * rank + j];
  scaleInPlace(T, -k);
  return { U: wrap(U, [m, rank], a.dtype), T: wrap(T, [rank, rank], a.dtype), V: wrap(V, [n, rank], a.dtype), rank };
}
