/** What every sampler plugin says of itself. */
export interface SamplerSupports {
  /** Whether the target must offer `valueAndGrad`. */
  readonly gradient: boolean;
}
