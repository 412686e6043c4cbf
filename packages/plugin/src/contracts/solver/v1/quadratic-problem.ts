import type { CscMatrix, Tensor } from '@adjoint/tensor';

/**
 *   minimise ½ xᵀP x + qᵀx   subject to   G x ≤ h,   A x = b,   lower ≤ x ≤ upper
 *
 * with n variables, m inequalities, p equalities. P = 0 (absent) is a linear program.
 */
export interface QuadraticProblem {
  readonly form: 'quadratic';
  /** [n, n], symmetric positive semidefinite, both triangles stored. */
  readonly P?: Tensor | CscMatrix;
  /** [n] */
  readonly q: Tensor;
  /** [m, n] and [m] */
  readonly G?: Tensor | CscMatrix;
  readonly h?: Tensor;
  /** [p, n] and [p] */
  readonly A?: Tensor | CscMatrix;
  readonly b?: Tensor;
  /** [n]; −∞ where there is no bound. */
  readonly lower?: Tensor;
  /** [n]; +∞ where there is no bound. */
  readonly upper?: Tensor;
}
