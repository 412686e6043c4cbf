/** The examples of one step. */
export interface Batch {
  /** Indices in [0, n), [b]; an example may occur more than once. */
  readonly indices: Int32Array;
  /** w, [b]: the estimate of ∇F is Σₖ wₖ ∇f_{iₖ}. Absent: 1/b each. */
  readonly weights?: Float64Array;
}
