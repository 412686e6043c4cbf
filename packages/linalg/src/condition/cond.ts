/**
 * Condition numbers.
 *
 *   of a matrix    κ(A) = ‖A‖·‖A⁻¹‖
 *   of a function  κ_f(x) = ‖J‖·‖x‖/‖f(x)‖, the largest amplification of a small relative error
 *
 * Higham (2002), sections 1.6 and 7.1; Trefethen and Bau (1997), lecture 12.
 */
import { ArgumentError, SingularMatrixError, type Tensor, type TensorLike, adoptBuffer, asTensor } from '@adjoint/tensor';
import { inverse } from '../factorizations/solve.ts';
import { lu } from '../factorizations/lu.ts';
import { rangeScaled } from '../dense/scaling.ts';
import { asMatrix, asSquare, finiteValues } from '../factorizations/matrices.ts';
import { svd } from '../factorizations/svd.ts';
import { type NormKind, norm } from './norm.ts';

/**
 * κ(A) in the 2-norm (default) from singular values, rectangular matrices too; in the others from the inverse.
 *
 * @returns ∞ for a singular matrix
 * @example cond(tensor([[1, 2], [1.001, 2]])) // 5001.0…
 */
export function cond(A: Tensor, kind: NormKind = 2): number {
  const { matrix, exponent } = rangeScaled(finiteValues('cond', asMatrix('cond', A) as never));
  return exponent === 0 ? scaledCond(A, kind) : scaledCond(adoptBuffer(matrix, A.shape), kind); // κ does not depend on scale
}
function scaledCond(A: Tensor, kind: NormKind): number {
  if (kind === 2) {
    const s = svd(asMatrix('cond', A)).S.data();
    return s.length === 0 ? 1 : s[s.length - 1] === 0 ? Infinity : s[0] / s[s.length - 1];
  }
  const a = asSquare('cond', A);
  try { return norm(a, kind) * norm(inverse(a), kind); } catch (e) { if (e instanceof SingularMatrixError) return Infinity; throw e; }
}

/** Estimate of κ₁(A) in O(n²) after one factorisation: at most the true value, rarely below a third of it. */
export const condEstimate = (A: Tensor): number => 1 / lu(A).rcond();

/**
 * κ_f from the Jacobian of f at x.
 *
 * @param of jacobian [m, n] (or any shape [...f, ...x]), x, fx = f(x)
 * @param kind norm of vectors, and its operator norm (default 2)
 * @throws ArgumentError when the Jacobian does not have size(f)·size(x) entries
 * @example conditionNumber({ jacobian: tensor([[1]]), x: tensor([1.001]), fx: tensor([0.001]) }) // 1001
 */
export function conditionNumber({ jacobian, x, fx }: { readonly jacobian: TensorLike; readonly x: TensorLike; readonly fx: TensorLike }, kind: 1 | 2 | 'inf' = 2): number {
  const J = asTensor(jacobian), at = asTensor(x).flatten(), value = asTensor(fx).flatten();
  if (J.size !== at.size * value.size) throw new ArgumentError(`conditionNumber: a Jacobian of ${J.size} entries for f: ${at.size} → ${value.size}`, `give ${value.size}·${at.size} entries, [...f, ...x]`);
  return norm(J.reshape([value.size, at.size]), kind) * norm(at, kind) / norm(value, kind);
}

/**
 * Bound of the relative error of x when A and b move:
 *
 *   ‖δx‖/‖x‖ ≤ κ/(1 − κ‖δA‖/‖A‖)·(‖δA‖/‖A‖ + ‖δb‖/‖b‖)
 *
 * @returns ∞ when κ‖δA‖ ≥ ‖A‖: A + δA may be singular
 */
export function perturbationBound(A: Tensor, b: Tensor, δA: Tensor, δb: Tensor, kind: 1 | 2 | 'inf' = 2): number {
  const κ = cond(A, kind), relative = norm(δA, kind) / norm(A, kind), right = norm(b, kind), moved = norm(δb, kind);
  const left = 1 - κ * relative;
  return left <= 0 ? Infinity : κ / left * (relative + (moved === 0 ? 0 : moved / right));
}
