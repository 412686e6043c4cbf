/** Cone programs by the interior point. */
import { type Certificate, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { certifyCone, certifyConeInfeasible } from './certificate/certify-cone.ts';
import { type SolverOptions, interiorPointSettings } from './interior-point/settings.ts';
import { type ConeProgram, coneData } from './problem/cone-program.ts';
import { COMMON_OPTIONS, requireOptions } from './problem/require-options.ts';
import { ADVICE, type OptimizationResult, withCertificate } from './result.ts';
import { solveCone } from './solve-rows.ts';

export interface ConeResult extends OptimizationResult<Tensor> {
  /** s = b − A x, [m] */
  readonly slack: Tensor;
  /** With `primal-infeasible`: z ∈ K* with Aᵀz ≈ 0 and bᵀz < 0. With `dual-infeasible`, `x` is the direction. */
  readonly ray?: Tensor;
}

/**
 * Minimises ½ xᵀP x + qᵀx subject to A x + s = b, s in a product of cones; `multipliers` are the z of the rows.
 *
 * @throws ShapeError, NonFiniteError, ArgumentError for malformed problems, before any work
 * @example coneProgram({ q: [1, 0, 0], A: [[-1, 0, 0], [0, -1, 0], [0, 0, -1], [0, 1, 0], [0, 0, 1]], b: [0, 0, 0, 3, 4], cones: [{ kind: 'second-order', size: 3 }, { kind: 'zero', size: 2 }] }).objective // 5
 */
export function coneProgram(problem: ConeProgram, options: SolverOptions = {}): ConeResult {
  const started = performance.now();
  requireOptions('coneProgram', options, [...COMMON_OPTIONS, 'correctors', 'presolve', 'polish']);
  const { data, gather, gatherSlack } = coneData(problem);
  const solution = solveCone(data, interiorPointSettings(options));
  const x = adoptBuffer(solution.x);
  const z = adoptBuffer(gather(solution.z));
  const { status } = solution;
  const objective = objectiveOf(data, solution.x);
  const tolerance = options.tolerance === undefined ? {} : { tolerance: options.tolerance };
  return withCertificate(
    {
      x,
      objective,
      status,
      advice: ADVICE[status],
      multipliers: z,
      slack: adoptBuffer(gatherSlack(solution.s, solution.x)),
      ...(status === 'primal-infeasible' ? { ray: z } : null),
      iterations: solution.iterations,
      trace: solution.trace,
      stats: { time: (performance.now() - started) / 1000, factorEntries: solution.factorEntries },
    },
    (): Certificate =>
      status === 'primal-infeasible'
        ? certifyConeInfeasible(problem, { z })
        : status === 'dual-infeasible'
          ? certifyConeInfeasible(problem, { direction: x })
          : certifyCone(problem, x, z, tolerance),
  );
}

function objectiveOf({ P, q, constant }: ReturnType<typeof coneData>['data'], x: Float64Array): number {
  let sum = constant ?? 0;
  for (let j = 0; j < q.length; j++) {
    sum += q[j] * x[j];
    for (let p = P.columnPointers[j]; p < P.columnPointers[j + 1]; p++)
      sum += P.values[p] * x[j] * x[P.rowIndices[p]] * (P.rowIndices[p] === j ? 0.5 : 1);
  }
  return sum;
}
