/** Linear and quadratic programs by the interior point, with multipliers for every row and bound. */
import { type Certificate, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { certifyInfeasible } from './certificate/certify-infeasible.ts';
import { certifyKkt } from './certificate/certify-kkt.ts';
import { convexityCheck } from './certificate/convexity.ts';
import { rowMeasures } from './certificate/row-measures.ts';
import { publicMultipliers, splitMultipliers } from './certificate/split-multipliers.ts';
import type { SolverOptions } from './interior-point/settings.ts';
import { type LinearProgram, type QuadraticMultipliers, type QuadraticProgram, rowProgram } from './problem/quadratic-program.ts';
import { ADVICE, type OptimizationResult, withCertificate } from './result.ts';
import { solveRows } from './solve-rows.ts';

export interface QuadraticResult extends OptimizationResult<QuadraticMultipliers> {
  /** With `primal-infeasible`: multipliers whose combination of the constraints has no solution. */
  readonly ray?: QuadraticMultipliers;
  /** With `dual-infeasible`: a direction along which the objective falls without end, [n]. */
  readonly direction?: Tensor;
  /** Value of the dual at the multipliers; equals the objective at the optimum of a convex program. */
  readonly dualObjective: number;
}

/**
 * Minimises ½ xᵀP x + qᵀx under linear constraints, P positive semidefinite.
 *
 * @throws ShapeError, NonFiniteError, ArgumentError for malformed problems, naming field and index, before any work
 * @returns a result; not converging, infeasible and unbounded are statuses
 * @example quadraticProgram({ P: [[2]], q: [0], G: [[-1]], h: [-3] }).x // [3], multiplier 6
 */
export function quadraticProgram(problem: QuadraticProgram, options: SolverOptions = {}): QuadraticResult {
  const started = performance.now();
  const { program, layout } = rowProgram(problem);
  const solution = solveRows(program, options);
  const { status, answer } = solution;
  const found = publicMultipliers(answer.y, answer.w, layout), measured = rowMeasures(program, answer.x, splitMultipliers(found, layout));
  const x = adoptBuffer(answer.x);
  let known: boolean | null = null;
  const convex = (): boolean => known ??= convexityCheck(program.P).verdict === 'holds';
  return withCertificate({
    x, objective: measured.primalObjective, dualObjective: measured.dualObjective, status, get advice() { return status === 'solved' && !convex() ? NOT_CONVEX : ADVICE[status]; }, multipliers: found,
    ...(status === 'primal-infeasible' ? { ray: found } : null), ...(status === 'dual-infeasible' ? { direction: x } : null),
    iterations: solution.iterations, trace: solution.trace, stats: { time: (performance.now() - started) / 1000, factorEntries: solution.factorEntries },
  }, (): Certificate => status === 'primal-infeasible' ? certifyInfeasible(problem, found) : status === 'dual-infeasible' ? certifyInfeasible(problem, { direction: x }) : certifyKkt(problem, x, found, { claim: convex() ? 'global-minimum' : 'kkt-point', ...(options.tolerance === undefined ? null : { tolerance: options.tolerance }) }));
}

const NOT_CONVEX = 'P is not positive semidefinite: the answer satisfies the first-order conditions, and nothing says that it is a minimum';

/** Minimises qᵀx under linear constraints: see `quadraticProgram`. */
export const linearProgram = (problem: LinearProgram, options: SolverOptions = {}): QuadraticResult => quadraticProgram(problem, options);
