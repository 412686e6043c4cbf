import type { Tensor } from '@adjoint/tensor';
import { type LossOptions, reduceLoss } from './loss.ts';
import { meanOverFeatures, requireSameShape } from './mean-squared-error.ts';

/**
 * Binary cross-entropy from logits:  ℓ = −t log σ(z) − (1 − t) log(1 − σ(z)) = softplus(z) − t·z, mean over the features.
 *
 * Written as max(z, 0) − t·z + log1p(e^{−|z|}), it neither overflows nor loses a small loss of a sure answer.
 *
 * @param logits  [N, …]
 * @param targets of the same shape, probabilities in [0, 1]
 * @throws ShapeError when the shapes differ
 */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor, options?: LossOptions): Tensor {
  requireSameShape('binaryCrossEntropy', logits, targets);
  // (1 − t)·softplus(z) + t·softplus(−z): each term is ≥ 0, so nothing cancels
  const ones = targets.neg().add(1);
  const loss = ones.mul(logits.softplus()).add(targets.mul(logits.neg().softplus()));
  return reduceLoss(meanOverFeatures(loss), options);
}
