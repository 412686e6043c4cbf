import type { Tensor } from '@adjoint/tensor';
import type { Multipliers } from './multipliers.ts';
import type { SolverStatus } from './solver-status.ts';

export interface SolverAnswer {
  readonly status: SolverStatus;
  /** The best point found, [n]. */
  readonly x: Tensor;
  /** Absent where the method has none. */
  readonly multipliers?: Multipliers;
  readonly iterations: number;
  /**
   * With `primal-infeasible`, multipliers (μ ≥ 0, λ, bounds) whose combination of the constraints has no solution;
   * with `dual-infeasible`, see `direction`.
   */
  readonly ray?: Multipliers;
  /** With `dual-infeasible`, a direction [n] along which the objective falls without end. */
  readonly direction?: Tensor;
}
