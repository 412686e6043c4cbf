/** What a batch sampler knows of the data: how much there is, never the examples themselves. */
export interface BatchData {
  /** n, the number of examples. */
  readonly size: number;
  /** b, the number of examples of a batch, from 1 to n; the last batch of an epoch may be smaller. */
  readonly batchSize: number;
  /** Class or sort key of each example, [n]: for stratified and sorted orders. */
  readonly labels?: ArrayLike<number>;
  /** Positive importance of each example, [n], up to a factor: for importance-weighted draws. */
  readonly importance?: ArrayLike<number>;
}
