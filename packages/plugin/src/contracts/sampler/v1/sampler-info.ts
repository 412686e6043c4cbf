import type { Tensor } from '@adjoint/tensor';

/** What a transition says of itself. All rank 0. */
export interface SamplerInfo {
  /** Probability with which the proposal is accepted, in [0, 1]; the mean over the trajectory for methods without one proposal. */
  readonly acceptance: Tensor;
  /** 1 where the state moved, 0 where it stayed. */
  readonly accepted: Tensor;
  /** 1 where the numerical trajectory left the level set of the energy. */
  readonly divergent?: Tensor;
  /** Evaluations of the target or of its gradient in this transition. */
  readonly evaluations?: Tensor;
}
