/**
 * Losses: how far outputs are from targets, one number for each example, then their mean.
 *
 *   L = (1/N) Σₙ ℓ(yₙ, tₙ),   with weights L = Σₙ wₙ ℓ(yₙ, tₙ)
 *
 * Weights come from batch samplers that draw some examples more often than others.
 */
import { ShapeError, type Tensor } from '@adjoint/tensor';

export interface LossOptions {
  /** [N]: the sum with these weights instead of the mean. */
  readonly weights?: Tensor;
  /** 'mean' (default, rank 0), 'sum' (rank 0), or 'none': one number for each example, [N]. */
  readonly reduction?: 'mean' | 'sum' | 'none';
}

/** @param outputs [N, …]  @param targets [N, …] */
export type Loss = (outputs: Tensor, targets: Tensor, options?: LossOptions) => Tensor;

/** Brings losses of the examples, [N], to what the options ask. @throws ShapeError when weights have another shape */
export function reduceLoss(perExample: Tensor, options: LossOptions = {}): Tensor {
  const { weights, reduction = 'mean' } = options;
  if (weights !== undefined && (weights.rank !== 1 || weights.shape[0] !== perExample.shape[0])) {
    throw new ShapeError(
      `loss: weights of shape [${weights.shape.join(', ')}] for ${perExample.shape[0]} examples`,
      'give one weight for each example',
    );
  }
  const weighted = weights === undefined ? perExample : perExample.mul(weights);
  if (reduction === 'none') return weighted;
  return weights !== undefined || reduction === 'sum' ? weighted.sum() : weighted.mean();
}
