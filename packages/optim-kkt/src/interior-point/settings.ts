/** Settings of the interior point, all with defaults, and the ways in which it can end. */
import { ArgumentError } from '@adjoint/tensor';

/**
 * How a solve ended. Only `solved` met the tolerance; `almost` met a thousandfold looser one and never counts as solved.
 */
export type SolveStatus =
  'solved' | 'almost' | 'primal-infeasible' | 'dual-infeasible' | 'iteration-limit' | 'time-limit' | 'aborted' | 'numerical';

/** One line of progress. */
export interface IterationInfo {
  readonly iteration: number;
  readonly primalObjective: number;
  readonly dualObjective: number;
  /** Largest violation of a row, in the units of the problem. */
  readonly primalResidual: number;
  readonly dualResidual: number;
  readonly gap: number;
  readonly μ: number;
  readonly stepLength: number;
}

export interface SolverOptions {
  /** Relative tolerance ε of residuals and gap (default 1e-8), in the norms of `certifyKkt`. */
  readonly tolerance?: number;
  /** Iterations (default 200). */
  readonly maxIterations?: number;
  /** Seconds (default: none). */
  readonly timeLimit?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (info: IterationInfo) => void;
  /** Centrality correctors a step, at most (default: by what a factorisation costs against a solution with its factors). */
  readonly correctors?: number;
  /** Simplify before, and take that back exactly after (default true): see `presolve`. */
  readonly presolve?: boolean;
  /** Sharpen the multipliers by solving for the active set at the end (default true). */
  readonly polish?: boolean;
}

export interface InteriorPointSettings {
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Milliseconds since the epoch of `performance.now()` at which to stop. */
  readonly deadline: number;
  readonly signal: AbortSignal | null;
  readonly onProgress: ((info: IterationInfo) => void) | null;
  /** Fraction of the way to the boundary that a step may go. */
  readonly boundaryFraction: number;
  /** Static regularisation of the linear system, in equilibrated units. */
  readonly regularization: number;
  readonly patient: boolean;
  /** Whether the linear system turns the rows of second-order and semidefinite cones: more accurate near the end, and denser. */
  readonly turns: boolean;
  /** Centrality correctors a step, at most; null: what the linear system recommends. */
  readonly correctors: number | null;
}

/**
 * Attempts in turn until one solves: little regularisation is exact but fragile, much is robust but blurs flat problems.
 * An impatient attempt gives up when the linear systems are no longer solved to INACCURATE and nothing is gained; one that
 * resumes goes on from the best point of such an attempt.
 */
export const ATTEMPTS: readonly Attempt[] = [
  { regularization: 1e-8, patient: false, resumes: false, turns: false },
  { regularization: 1e-8, patient: true, resumes: false, turns: true },
  { regularization: 1e-10, patient: true, resumes: true, turns: false },
  { regularization: 1e-13, patient: true, resumes: false, turns: false },
  { regularization: 1e-8, patient: true, resumes: false, turns: false },
  { regularization: 1e-10, patient: true, resumes: false, turns: false },
];

export interface Attempt {
  readonly regularization: number;
  readonly patient: boolean;
  readonly resumes: boolean;
  /** Of use for cones that are neither products of half-lines nor turned in any case. */
  readonly turns: boolean;
}

/** @throws ArgumentError when `correctors` is not a count */
export function interiorPointSettings(options: SolverOptions): InteriorPointSettings {
  const { correctors } = options;
  if (correctors !== undefined && !(Number.isSafeInteger(correctors) && correctors >= 0))
    throw new ArgumentError(`correctors is ${correctors}`, 'give a whole number ≥ 0, or leave it out');
  return {
    tolerance: 0.5 * (options.tolerance ?? 1e-8), // room for what collecting two-sided multipliers adds
    maxIterations: options.maxIterations ?? 200,
    deadline: options.timeLimit === undefined ? Infinity : performance.now() + 1000 * options.timeLimit,
    signal: options.signal ?? null,
    onProgress: options.onProgress ?? null,
    boundaryFraction: 0.99,
    correctors: correctors ?? null,
    ...ATTEMPTS[0],
  };
}
