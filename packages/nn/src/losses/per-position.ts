import { ArgumentError, ShapeError, where } from '@adjoint/tensor';
import { type Loss, reduceLoss } from './loss.ts';

export interface PerPositionOptions {
  /** Positions with this target do not count, whatever number it is. */
  readonly ignoreIndex?: number;
}

/**
 * A loss of classes applied at every position of a sequence; the loss of an example is the mean over its positions.
 *
 * Where some do not count, it is the mean over those that do, and the mean loss that of all positions that count.
 *
 * @param loss takes [M, C] and [M]
 * @returns a loss of outputs [N, T, C] and targets [N, T]
 * @throws ShapeError when the shapes do not fit
 * @example perPosition(softmaxCrossEntropy)
 */
export function perPosition(loss: Loss, { ignoreIndex }: PerPositionOptions = {}): Loss {
  if (ignoreIndex !== undefined && !Number.isInteger(ignoreIndex))
    throw new ArgumentError(`perPosition: ignoreIndex ${ignoreIndex}`, 'a target is an integer');
  return (outputs, targets, options) => {
    if (outputs.rank !== 3 || targets.rank !== 2 || outputs.shape[0] !== targets.shape[0] || outputs.shape[1] !== targets.shape[1]) {
      throw new ShapeError(
        `perPosition: outputs [${outputs.shape.join(', ')}], targets [${targets.shape.join(', ')}]`,
        'give outputs [N, T, C] and targets [N, T]',
      );
    }
    const [N, T, C] = outputs.shape;
    const counted = ignoreIndex === undefined ? undefined : targets.notEqual(ignoreIndex);
    const each = loss(outputs.reshape([N * T, C]), (counted === undefined ? targets : where(counted, targets, 0)).reshape([N * T]), {
      reduction: 'none',
    }).reshape([N, T]);
    if (counted === undefined) return reduceLoss(each.mean(1), options);
    const sums = where(counted, each, 0).sum(1);
    const counts = counted.astype(each.dtype).sum(1);
    if ((options?.reduction ?? 'mean') === 'mean' && options?.weights === undefined) return sums.sum().div(counts.sum().maximum(1));
    return reduceLoss(sums.div(counts.maximum(1)), options);
  };
}
