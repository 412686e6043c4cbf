/** Who hears of a run, and who may stop it. */
export interface ExecutorRun {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}
