/**
 * Solver, contract v1: a method for constrained problems.
 *
 *   minimise f(x)   subject to   g(x) ≤ 0,   h(x) = 0,   lower ≤ x ≤ upper
 *   L = f + Σ μᵢ gᵢ + Σ λⱼ hⱼ,   μ ≥ 0
 *
 * A solver returns an answer, never a certificate: `certifyKkt` and `certifyInfeasible` of `@adjoint/optim-kkt`
 * recompute that from the problem, whoever solved it.
 */
import type { Problem } from './problem.ts';
import type { SolverAnswer } from './solver-answer.ts';
import type { SolverRun } from './solver-run.ts';

export interface SolverV1 {
  /** Not converging is a status of the answer, never a throw; a problem of another form throws before any work. */
  solve(problem: Problem, run?: SolverRun): SolverAnswer | Promise<SolverAnswer>;
}
