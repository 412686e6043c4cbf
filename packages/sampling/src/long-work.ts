/** What work that may take longer than a second offers: progress after each of its steps, and an end from outside. */
export interface LongWork {
  /** Looked at before each step. The work is synchronous: `onProgress` is where the signal can be raised meanwhile. */
  readonly signal?: AbortSignal;
  /** Called after each step. */
  readonly onProgress?: (progress: Progress) => void;
}
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/**
 * Runs the steps 0 … total − 1.
 *
 * @throws the reason of the signal once it is aborted
 */
export function runSteps(total: number, { signal, onProgress }: LongWork, step: (t: number) => void): void {
  for (let t = 0; t < total; t++) {
    signal?.throwIfAborted();
    step(t);
    onProgress?.({ done: t + 1, total });
  }
}
