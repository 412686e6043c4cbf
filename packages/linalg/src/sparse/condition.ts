/**
 * Estimate of ‖A⁻¹‖₁ ‖A‖₁ from a sparse factor, by a few solves; a lower bound that is rarely off by more than three.
 *
 * Hager (1984); Higham (1988), "FORTRAN codes for estimating the one-norm of a real or complex matrix", algorithm 674.
 */
import type { CscMatrix } from '@adjoint/tensor';
import { addSymmetricProduct } from './sparse-multiply.ts';
import { type LdlFactor, ldlSolve } from './ldl-factor.ts';

/** ‖A‖₁ of the symmetric matrix whose upper triangle this is. */
export function symmetricNorm1(upper: CscMatrix): number {
  const sums = addSymmetricProduct(
    new Float64Array(upper.rows),
    1,
    { ...upper, values: upper.values.map(Math.abs) },
    new Float64Array(upper.columns).fill(1),
  );
  return sums.reduce((most, v) => Math.max(most, v), 0);
}

/**
 * @param factor of the same matrix
 * @returns an estimate of the condition number in the 1-norm; ∞ when a solve overflows
 */
export function sparseCondition(upper: CscMatrix, factor: LdlFactor): number {
  const n = upper.columns;
  if (n === 0) return 1;
  let x: Float64Array = new Float64Array(n).fill(1 / n);
  let estimate = 0;
  for (let k = 0; k < 5; k++) {
    const y = ldlSolve(factor, x);
    const norm = y.reduce((sum, v) => sum + Math.abs(v), 0);
    if (!Number.isFinite(norm)) return Infinity;
    const z = ldlSolve(
      factor,
      y.map((v) => (v >= 0 ? 1 : -1)),
    );
    const most = z.reduce((best, v, i) => (Math.abs(v) > Math.abs(z[best]) ? i : best), 0);
    if (norm <= estimate || Math.abs(z[most]) <= z.reduce((sum, v, i) => sum + v * x[i], 0)) {
      estimate = Math.max(estimate, norm);
      break;
    }
    estimate = norm;
    x = new Float64Array(n);
    x[most] = 1;
  }
  const alternating = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1) * (1 + i / Math.max(1, n - 1)));
  const other = (2 * ldlSolve(factor, alternating).reduce((sum, v) => sum + Math.abs(v), 0)) / (3 * n);
  return Math.max(estimate, other) * symmetricNorm1(upper);
}

/**
 * x with A x = b, refined until the residual no longer shrinks: takes back what regularisation changed.
 *
 * @returns x, the steps taken and the residual ‖b − A x‖∞
 */
export function refinedSolve(
  upper: CscMatrix,
  factor: LdlFactor,
  b: ArrayLike<number>,
  steps = 10,
): { readonly x: Float64Array; readonly steps: number; readonly residual: number } {
  const right = Float64Array.from(b);
  const largest = (v: Float64Array): number => v.reduce((most, e) => Math.max(most, Math.abs(e)), 0);
  let x = ldlSolve(factor, right);
  let r = addSymmetricProduct(right.slice(), -1, upper, x);
  let residual = largest(r);
  let taken = 0;
  for (; taken < steps; taken++) {
    const Δ = ldlSolve(factor, r);
    const next = x.map((v, i) => v + Δ[i]);
    const after = addSymmetricProduct(right.slice(), -1, upper, next);
    const size = largest(after);
    if (!(size < residual)) break;
    x = next;
    r = after;
    residual = size;
  }
  return { x, steps: taken, residual };
}
