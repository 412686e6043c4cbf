/** Linear and quadratic programs by the interior point, with multipliers for every row and bound. */
import { type Certificate, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { certifyInfeasible } from './certificate/certify-infeasible.ts';
import { certifyQuadratic } from './certificate/certify-quadratic.ts';
import { convexityCheck } from './certificate/convexity.ts';
import { type MultipliersLike, publicMultipliers, splitMultipliers } from './certificate/split-multipliers.ts';
import type { SolveStatus, SolverOptions } from './interior-point/settings.ts';
import { type VectorLike, vectorInput } from './problem/matrix-input.ts';
import {
  type LinearProgram,
  type QuadraticMultipliers,
  type QuadraticProgram,
  type RowLayout,
  rowProgram,
} from './problem/quadratic-program.ts';
import { COMMON_OPTIONS, requireOptions } from './problem/require-options.ts';
import type { RowAnswer } from './problem/row-program.ts';
import { ADVICE, type OptimizationResult, withCertificate } from './result.ts';
import { type Earlier, measures, solveRows } from './solve-rows.ts';

export interface QuadraticResult extends OptimizationResult<QuadraticMultipliers> {
  /** With `primal-infeasible`: multipliers whose combination of the constraints has no solution. */
  readonly ray?: QuadraticMultipliers;
  /** With `dual-infeasible`: a direction along which the objective falls without end, [n]. */
  readonly direction?: Tensor;
  /** Value of the dual at the multipliers; equals the objective at the optimum of a convex program. */
  readonly dualObjective: number;
}

export interface QuadraticOptions extends SolverOptions {
  /** An answer to a similar program, e.g. an earlier result. */
  readonly warmStart?: { readonly x: VectorLike; readonly multipliers?: MultipliersLike };
}

/**
 * Minimises ½ xᵀP x + qᵀx under linear constraints, P positive semidefinite.
 *
 * @throws ShapeError, NonFiniteError, ArgumentError for malformed problems and options, naming field and index, before any work
 * @returns a result; not converging, infeasible and unbounded are statuses
 * @example quadraticProgram({ P: [[2]], q: [0], G: [[-1]], h: [-3] }).x // [3], multiplier 6
 */
export function quadraticProgram(problem: QuadraticProgram, options: QuadraticOptions = {}): QuadraticResult {
  return solveOnce(problem, options, null).result;
}

function solveOnce(
  problem: QuadraticProgram,
  options: QuadraticOptions,
  earlier: Earlier | null,
): { readonly result: QuadraticResult; readonly earlier: Earlier | null } {
  const started = performance.now();
  requireOptions('quadraticProgram', options, OPTIONS);
  const { program, layout } = rowProgram(problem);
  const solution = solveRows(program, options, options.warmStart === undefined ? null : warmAnswer(options.warmStart, layout), earlier);
  const { status, answer } = solution;
  const found = publicMultipliers(answer.y, answer.w, layout);
  const measured = solution.measured ?? measures(program, answer);
  const x = adoptBuffer(answer.x);
  let known: boolean | null = null;
  const convex = (): boolean => (known ??= convexityCheck(program.P).verdict === 'holds');
  const result = withCertificate(
    {
      x,
      objective: measured.primalObjective,
      dualObjective: measured.dualObjective,
      status,
      get advice() {
        return ENDED_BY_ITSELF.has(status) && !convex() ? (status === 'solved' ? STATIONARY : NOT_CONVEX) : ADVICE[status];
      },
      multipliers: found,
      ...(status === 'primal-infeasible' ? { ray: found } : null),
      ...(status === 'dual-infeasible' ? { direction: x } : null),
      iterations: solution.iterations,
      trace: solution.trace,
      stats: { time: (performance.now() - started) / 1000, factorEntries: solution.factorEntries },
    },
    (): Certificate =>
      status === 'primal-infeasible'
        ? certifyInfeasible(problem, found)
        : status === 'dual-infeasible'
          ? certifyInfeasible(problem, { direction: x })
          : certifyQuadratic(problem, x, found, convex() ? 'global-minimum' : 'kkt-point', options.tolerance),
  );
  return { result, earlier: solution.earlier };
}

/** Where a solve starts: an earlier answer to a similar program. */
function warmAnswer(start: NonNullable<QuadraticOptions['warmStart']>, layout: RowLayout): RowAnswer {
  const z = splitMultipliers(start.multipliers ?? {}, layout);
  return {
    x: vectorInput('warmStart.x', start.x, layout.variables),
    y: z.rowUpper.map((v, i) => v - z.rowLower[i]),
    w: z.upper.map((v, j) => v - z.lower[j]),
  };
}

/**
 * A family of programs of one sparsity pattern: each solve reuses the symbolic factorisation and starts from the last
 * answer. Changes that alter the pattern are allowed, and analysed anew.
 *
 * @example const step = parametricProgram(mpc); step({ b: state0 }); step({ b: state1 })
 */
export function parametricProgram(
  problem: QuadraticProgram,
  options: SolverOptions = {},
): (changes?: Partial<QuadraticProgram>) => QuadraticResult {
  let earlier: Earlier | null = null;
  let last: QuadraticResult | null = null;
  return (changes = {}) => {
    const solved = solveOnce({ ...problem, ...changes }, last?.status === 'solved' ? { ...options, warmStart: last } : options, earlier);
    ({ earlier } = solved);
    last = solved.result;
    return last;
  };
}

const OPTIONS = [...COMMON_OPTIONS, 'correctors', 'presolve', 'polish', 'warmStart'];
/** Of these a matrix P that is not convex is the likely cause. */
const ENDED_BY_ITSELF: ReadonlySet<SolveStatus> = new Set<SolveStatus>(['solved', 'almost', 'numerical']);
const STATIONARY = 'P is not positive semidefinite: the answer satisfies the first-order conditions, and nothing says that it is a minimum';
const NOT_CONVEX = 'P is not positive semidefinite: the program is not convex, and this solver is for convex ones';

/** Minimises qᵀx under linear constraints: see `quadraticProgram`. */
export const linearProgram = (problem: LinearProgram, options: QuadraticOptions = {}): QuadraticResult =>
  quadraticProgram(problem, options);
