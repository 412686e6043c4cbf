import { ShapeError } from '@adjoint/tensor';
import { type Loss, reduceLoss } from './loss.ts';

/**
 * A loss of classes applied at every position of a sequence; the loss of an example is the mean over its positions.
 *
 * @param loss takes [M, C] and [M]
 * @returns a loss of outputs [N, T, C] and targets [N, T]
 * @throws ShapeError when the shapes do not fit
 * @example perPosition(softmaxCrossEntropy)
 */
export function perPosition(loss: Loss): Loss {
  return (outputs, targets, options) => {
    if (outputs.rank !== 3 || targets.rank !== 2 || outputs.shape[0] !== targets.shape[0] || outputs.shape[1] !== targets.shape[1]) {
      throw new ShapeError(`perPosition: outputs [${outputs.shape.join(', ')}], targets [${targets.shape.join(', ')}]`, 'give outputs [N, T, C] and targets [N, T]');
    }
    const [N, T, C] = outputs.shape, each = loss(outputs.reshape([N * T, C]), targets.reshape([N * T]), { reduction: 'none' });
    return reduceLoss(each.reshape([N, T]).mean(1), options);
  };
}
