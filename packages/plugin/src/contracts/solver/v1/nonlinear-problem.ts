import type { Tensor } from '@adjoint/tensor';

/** A smooth problem over x [n], its functions written in tensor operations, so that they can be differentiated. */
export interface NonlinearProblem {
  readonly form: 'nonlinear';
  /** f: [n] → scalar */
  objective(x: Tensor): Tensor;
  /** g: [n] → [m], g(x) ≤ 0 */
  inequalities?(x: Tensor): Tensor;
  /** h: [n] → [p], h(x) = 0 */
  equalities?(x: Tensor): Tensor;
  /** [n]; −∞ where there is no bound. */
  readonly lower?: Tensor;
  /** [n]; +∞ where there is no bound. */
  readonly upper?: Tensor;
  /** [n]; it need not be feasible. */
  readonly start: Tensor;
  /** ∇f: [n] → [n], for solvers that do not differentiate themselves. */
  gradient?(x: Tensor): Tensor;
}
