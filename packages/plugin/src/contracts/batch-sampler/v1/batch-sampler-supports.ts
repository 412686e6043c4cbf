/** What every batch sampler plugin says of itself. */
export interface BatchSamplerSupports {
  /** Whether it claims E_key[g_t] = ∇F at every step t. */
  readonly unbiased: boolean;
  /** What `BatchData` must carry beyond sizes. Absent: nothing. */
  readonly needs?: readonly ('labels' | 'importance')[];
}
