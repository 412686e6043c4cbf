/** How long a solver may work, and who hears of it. */
export interface SolverRun {
  readonly signal?: AbortSignal;
  readonly maxIterations?: number;
  /** Seconds. */
  readonly timeLimit?: number;
  readonly onProgress?: (progress: { readonly iteration: number; readonly objective: number; readonly residual: number }) => void;
}
