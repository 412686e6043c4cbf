/**
 * What the interior point solves, in plain arrays:
 *
 *   minimise ½ xᵀP x + qᵀx   subject to   A x + s = b,  s ∈ K
 *
 * with K a product of cones in the order of the rows. Its dual: maximise −½ xᵀP x − bᵀz subject to P x + Aᵀz + q = 0, z ∈ K*.
 */
import type { CscMatrix } from '@adjoint/tensor';

/**
 * A block of rows and the cone that its slack lies in.
 *
 * - `zero`: s = 0; the multiplier is free
 * - `nonnegative`: s ≥ 0
 * - `second-order`: s₀ ≥ ‖(s₁, …)‖₂
 * - `psd`: s = svec(S) with S positive semidefinite of the given order; svec stacks the upper triangle by columns with
 *   off-diagonal entries times √2, so that inner products agree: order·(order + 1)/2 rows
 * - `exponential`: s₁ e^{s₀/s₁} ≤ s₂, s₁ > 0, and its closure; three rows
 */
export type ConeSpec =
  | { readonly kind: 'zero' | 'nonnegative' | 'second-order'; readonly size: number }
  | { readonly kind: 'psd'; readonly order: number }
  | { readonly kind: 'exponential' };

export interface ConeData {
  /** Upper triangle. */
  readonly P: CscMatrix;
  readonly q: Float64Array;
  /** Added to the objective: it counts in the size that the gap is measured against. */
  readonly constant?: number;
  readonly A: CscMatrix;
  readonly b: Float64Array;
  readonly cones: readonly ConeSpec[];
}

/** Rows that a cone takes. */
export function coneSize(cone: ConeSpec): number {
  switch (cone.kind) {
    case 'psd':
      return (cone.order * (cone.order + 1)) / 2;
    case 'exponential':
      return 3;
    case 'zero':
    case 'nonnegative':
    case 'second-order':
      return cone.size;
  }
}
