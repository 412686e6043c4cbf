/**
 * Cross-entropy against probabilities, with smoothing and weights of classes.
 *
 *   ℓ = −Σ_j t_j log softmax(z)_j,   smoothing α: t ← (1 − α)t + α/C
 *
 * Szegedy, Vanhoucke, Ioffe et al. (2016), "Rethinking the Inception architecture", section 7 (smoothing).
 */
import { ArgumentError, ShapeError, type Tensor, arange, isFloat, logSoftmax, ones, where } from '@adjoint/tensor';
import { checkedLabels } from './checked-labels.ts';
import { type Loss, reduceLoss } from './loss.ts';
import { requireSameShape } from './mean-squared-error.ts';

export interface CrossEntropyOptions {
  /** α in [0, 1) (default 0). */
  readonly smoothing?: number;
  /** [C]: how much an example of each class counts; the mean is then divided by the weights that occur. */
  readonly classWeights?: Tensor;
  /** Examples with this label do not count, whatever number it is; the mean is over the others (0 where there are none). */
  readonly ignoreIndex?: number;
}

/**
 * Softmax cross-entropy with options: for integer labels [N] or probabilities [N, C].
 *
 * With class weights and labels the mean is Σ w_y ℓ / Σ w_y, as usual; with probabilities ℓ = −Σ w_j t_j log p_j and its plain mean.
 *
 * @throws ArgumentError unless 0 ≤ α < 1; ShapeError when shapes do not fit
 * @example crossEntropy({ smoothing: 0.1 })(logits, labels)
 */
export function crossEntropy(options: CrossEntropyOptions = {}): Loss {
  const { smoothing = 0, classWeights, ignoreIndex } = options;
  if (ignoreIndex !== undefined && !Number.isInteger(ignoreIndex))
    throw new ArgumentError(`crossEntropy: ignoreIndex ${ignoreIndex}`, 'a label is an integer');
  if (!(smoothing >= 0 && smoothing < 1)) throw new ArgumentError(`crossEntropy: smoothing ${smoothing}`, 'it is at least 0 and below 1');
  return (logits, targets, reduce = {}) => {
    if (logits.rank !== 2) throw new ShapeError(`crossEntropy: logits [${logits.shape.join(', ')}]`, 'give logits [N, C]');
    const classes = logits.shape[1];
    const isLabels = !isFloat(targets.dtype);
    if (classWeights !== undefined && (classWeights.rank !== 1 || classWeights.shape[0] !== classes))
      throw new ShapeError(
        `crossEntropy: class weights [${classWeights.shape.join(', ')}] for ${classes} classes`,
        'give one weight for each class',
      );
    const counted = isLabels && ignoreIndex !== undefined ? targets.notEqual(ignoreIndex) : undefined;
    const t = isLabels ? oneHot(counted === undefined ? targets : where(counted, targets, 0), classes).astype(logits.dtype) : targets;
    requireSameShape('crossEntropy', logits, t);
    const smooth = smoothing === 0 ? t : t.mul(1 - smoothing).add(smoothing / classes);
    const weighted = classWeights === undefined ? smooth : smooth.mul(classWeights.astype(logits.dtype));
    const all = where(weighted.equal(0), 0, weighted.mul(logSoftmax(logits, -1)))
      .sum(1)
      .neg(); // 0 · log 0 = 0
    const losses = counted === undefined ? all : where(counted, all, 0);
    const plainMean = (reduce.reduction ?? 'mean') === 'mean' && reduce.weights === undefined;
    if (!isLabels || !plainMean || (classWeights === undefined && counted === undefined)) return reduceLoss(losses, reduce);
    const shares =
      classWeights === undefined ? ones([targets.shape[0]], logits.dtype as 'float64') : t.mul(classWeights.astype(logits.dtype)).sum(1);
    if (counted === undefined) return losses.sum().div(shares.sum());
    const total = where(counted, shares, 0).sum();
    return losses.sum().div(where(total.greater(0), total, 1));
  };
}

/** [N] → [N, C], true at the label. @throws DTypeError unless labels are integers; ShapeError for one outside [0, C) */
export const oneHot = (labels: Tensor, classes: number): Tensor =>
  checkedLabels('oneHot', labels, classes)
    .expandDims(-1)
    .equal(arange(0, classes, 1, 'int32'));
