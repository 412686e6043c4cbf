import { ShapeError, type Tensor } from '@adjoint/tensor';
import { type LossOptions, reduceLoss } from './loss.ts';

/**
 * Mean squared error:  ℓ = mean over the features of (y − t)².
 *
 * @param outputs [N, …]
 * @param targets of the same shape
 * @throws ShapeError when the shapes differ: broadcasting a target by accident is a common mistake
 * @example meanSquaredError(tensor([[1], [2]]), tensor([[1], [4]])).item() // 2
 */
export function meanSquaredError(outputs: Tensor, targets: Tensor, options?: LossOptions): Tensor {
  requireSameShape('meanSquaredError', outputs, targets);
  return reduceLoss(meanOverFeatures(outputs.sub(targets).square()), options);
}

/** @throws ShapeError unless outputs and targets have one shape, with a batch axis */
export function requireSameShape(name: string, outputs: Tensor, targets: Tensor): void {
  if (outputs.rank === 0 || outputs.rank !== targets.rank || outputs.shape.some((n, axis) => n !== targets.shape[axis])) {
    throw new ShapeError(
      `${name}: outputs [${outputs.shape.join(', ')}], targets [${targets.shape.join(', ')}]`,
      'give both the same shape with the batch axis first; reshape a column of targets to [N, 1]',
    );
  }
}

/** [N, …] → [N] */
export const meanOverFeatures = (x: Tensor): Tensor => (x.rank === 1 ? x : x.reshape([x.shape[0], -1]).mean(1));
