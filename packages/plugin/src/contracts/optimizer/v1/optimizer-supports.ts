/** What every optimizer plugin says of itself; more may be said beside it. */
export interface OptimizerSupports {
  /** `update` calls tensor operations only and never reads a value, so `jit` can capture it. */
  readonly traceable: boolean;
}
