/**
 * The derivative of A·P = Q·R at a fixed permutation, for tall, wide and rank-deficient matrices alike.
 *
 * With k independent leading columns, R̂ the leading r×r block of R whose rows from k on are those of the identity:
 *
 *   W = dA_r·R̂⁻¹,  C = QᵀW,  Ω = tril(C, −1) − tril(C, −1)ᵀ,   dQ = QΩ + W − QC,   dR = Qᵀ·dA − ΩR
 *
 * of which the first k columns of dQ and rows of dR are meant; the others, which the matrix does not determine, are 0.
 *
 * Walter and Lehmann (2010), "Algorithmic differentiation of linear algebra functions".
 */
import { type Tensor, arange, diagonalMatrix, lowerTriangle, mT, upperTriangle } from '@adjoint/tensor';
import { triangularSolve } from './triangular-solve.ts';

/** @param rank number of independent leading columns, int32 [...]; null where it is r = min(m, n) */
export function qrTangent(dA: Tensor, Q: Tensor, R: Tensor, rank: Tensor | null): readonly [dQ: Tensor, dR: Tensor] {
  const r = Q.shape[Q.rank - 1];
  const all = Q.shape.slice(0, -2).map(() => null);
  const leading = (x: Tensor): Tensor => x.slice(...all, null, [0, r]);
  const kept = rank === null ? null : arange(r).less(rank.expandDims(-1)).astype(Q.dtype);
  const rows = kept?.expandDims(-1);
  const columns = kept?.expandDims(-2);
  const square = leading(R);
  const full = kept === null ? square : square.mul(rows!).add(diagonalMatrix(kept.neg().add(1)));
  const W = mT(triangularSolve(full, mT(leading(dA)), { lower: false, transpose: true }));
  const C = mT(Q).matmul(W);
  const below = lowerTriangle(C, -1);
  const low = columns === undefined ? below : below.mul(columns);
  const Ω = low.sub(mT(low));
  const dQ = Q.matmul(Ω).add(W.sub(Q.matmul(C)));
  const dR = upperTriangle(mT(Q).matmul(dA).sub(Ω.matmul(R)));
  return kept === null ? [dQ, dR] : [dQ.mul(columns!), dR.mul(rows!)];
}
