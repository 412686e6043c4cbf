/** Between the results of this package and the `solver` contract. */
import type { SolverAnswer, SolverRun } from '@adjoint/plugin';
import type { QuadraticMultipliers } from '../problem/quadratic-program.ts';
import type { OptimizationResult } from '../result.ts';

export const answerOf = <I>(r: OptimizationResult<QuadraticMultipliers, I>): SolverAnswer => ({
  status: r.status,
  x: r.x,
  multipliers: r.multipliers,
  iterations: r.iterations,
});

interface RunOptions<I> {
  readonly signal?: AbortSignal;
  readonly maxIterations?: number;
  readonly timeLimit?: number;
  readonly onProgress?: (info: I) => void;
}

export function runOptions<I extends { readonly iteration: number }>(
  run: SolverRun | undefined,
  look: (info: I) => { readonly objective: number; readonly residual: number },
): RunOptions<I> {
  const { signal, maxIterations, timeLimit, onProgress } = run ?? {};
  return {
    ...(signal === undefined ? null : { signal }),
    ...(maxIterations === undefined ? null : { maxIterations }),
    ...(timeLimit === undefined ? null : { timeLimit }),
    ...(onProgress === undefined
      ? null
      : {
          onProgress: (info: I): void => {
            onProgress({ iteration: info.iteration, ...look(info) });
          },
        }),
  };
}
