/** The one shape of every result. */
import { type Certificate, type Tensor } from '@adjoint/tensor';
import type { IterationInfo, SolveStatus } from './interior-point/settings.ts';

export interface Stats {
  /** Seconds. */
  readonly time: number;
  /** Nonzeros of the last factor, where there was one. */
  readonly factorEntries?: number;
  /** Evaluations of functions, where there were any. */
  readonly evaluations?: number;
}

export interface OptimizationResult<M, I = IterationInfo> {
  /** The answer; for a dual-infeasible problem the best point before its direction was found. */
  readonly x: Tensor;
  readonly objective: number;
  readonly status: SolveStatus;
  /** What the status means here and what to do about it, in a sentence. */
  readonly advice: string;
  readonly multipliers: M;
  /** Recomputed from the problem when first asked for. */
  readonly certificate: Certificate;
  readonly iterations: number;
  readonly trace: readonly I[];
  readonly stats: Stats;
}

export const ADVICE: Record<SolveStatus, string> = {
  'solved': 'the answer meets the tolerance',
  'almost': 'the answer meets a thousandfold looser tolerance only: scale the problem, or look at the certificate before using it',
  'primal-infeasible': 'no point satisfies the constraints: the ray names rows and bounds that contradict one another',
  'dual-infeasible': 'the objective falls without end along the ray: a bound or a constraint is missing',
  'iteration-limit': 'stopped at the limit of iterations: raise maxIterations, or scale the problem',
  'time-limit': 'stopped at the time limit: raise timeLimit',
  'aborted': 'stopped by the abort signal',
  'numerical': 'no further progress in floating point: scale the problem, remove dependent constraints, or accept a larger tolerance',
};

/** A result whose certificate is computed once, when it is asked for. */
export function withCertificate<R extends object>(result: R, certify: () => Certificate): R & { readonly certificate: Certificate } {
  let known: Certificate | null = null;
  return Object.defineProperty(result, 'certificate', { enumerable: true, get: () => (known ??= certify()) }) as R & {
    readonly certificate: Certificate;
  };
}
