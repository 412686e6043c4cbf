import { ArgumentError, type Tensor, where } from '@adjoint/tensor';
import { type Loss, reduceLoss } from './loss.ts';
import { meanOverFeatures, requireSameShape } from './mean-squared-error.ts';

/**
 * Huber's loss:  ½e² for |e| ≤ δ,  δ(|e| − ½δ) beyond; e = y − t, mean over the features.
 *
 * Huber (1964), "Robust estimation of a location parameter".
 *
 * @throws ArgumentError unless δ > 0
 * @example huber(0.5)(outputs, targets)
 */
export function huber(delta = 1): Loss {
  if (!(delta > 0 && delta < Infinity)) throw new ArgumentError(`huber: δ = ${delta}`, 'it is a positive number');
  return (outputs, targets, options) => {
    requireSameShape('huber', outputs, targets);
    const e: Tensor = outputs.sub(targets);
    const size = e.abs();
    const near = size.lessEqual(delta);
    const small = where(near, e, 0); // the square of a large error, which is not taken, could overflow
    return reduceLoss(meanOverFeatures(where(near, small.square().mul(0.5), size.sub(0.5 * delta).mul(delta))), options);
  };
}
