/** Further losses: smooth absolute error, divergence, margins, angles. */
import { ShapeError, type Tensor, arange, stopGradient, where, xlogy } from '@adjoint/tensor';
import { checkedLabels } from './checked-labels.ts';
import { type LossOptions, reduceLoss } from './loss.ts';
import { meanOverFeatures, requireSameShape } from './mean-squared-error.ts';

/** Mean absolute error:  ℓ = mean |y − t|. @throws ShapeError when the shapes differ */
export function meanAbsoluteError(outputs: Tensor, targets: Tensor, options?: LossOptions): Tensor {
  requireSameShape('meanAbsoluteError', outputs, targets);
  return reduceLoss(meanOverFeatures(outputs.sub(targets).abs()), options);
}

/** ℓ = mean log cosh(y − t) = mean |e| + log1p(e^{−2|e|}) − log 2: quadratic near 0, absolute far away. @throws ShapeError when the shapes differ */
export function logCosh(outputs: Tensor, targets: Tensor, options?: LossOptions): Tensor {
  requireSameShape('logCosh', outputs, targets);
  const e = outputs.sub(targets);
  const near = e.abs().less(NEAR);
  const size = where(near, 1, e.abs());
  const square = e.square();
  const far = size.add(size.mul(-2).exp().log1p()).sub(Math.LN2);
  // below NEAR the difference to log 2 cancels: e²/2 − e⁴/12 + e⁶/45 − 17e⁸/2520 + 31e¹⁰/14175, whose next term is below 4e-16 relative
  const series = square
    .mul(31 / 14175)
    .sub(17 / 2520)
    .mul(square)
    .add(1 / 45)
    .mul(square)
    .sub(1 / 12)
    .mul(square)
    .add(1 / 2)
    .mul(square);
  return reduceLoss(meanOverFeatures(where(near, series, far)), options);
}
const NEAR = 0.05;

/**
 * Kullback-Leibler divergence of targets t from outputs q given as logarithms:  ℓ = Σ t (log t − log q).
 *
 * @param logOutputs log q, [N, C]
 * @param targets    t, probabilities, [N, C]; 0 log 0 = 0
 * @throws ShapeError when the shapes differ
 */
export function klDivergence(logOutputs: Tensor, targets: Tensor, options?: LossOptions): Tensor {
  requireSameShape('klDivergence', logOutputs, targets);
  const terms = xlogy(targets, targets).sub(where(targets.equal(0), 0, targets.mul(logOutputs)));
  return reduceLoss(terms.reshape([terms.shape[0], -1]).sum(1), options);
}

/** Hinge loss for targets ±1:  ℓ = mean max(0, 1 − t·y). @throws ShapeError when the shapes differ */
export function hinge(outputs: Tensor, targets: Tensor, options?: LossOptions): Tensor {
  requireSameShape('hinge', outputs, targets);
  return reduceLoss(meanOverFeatures(outputs.mul(targets).neg().add(1).relu()), options);
}

/**
 * Hinge loss of classes:  ℓ = Σ_{j≠y} max(0, 1 − z_y + z_j)/C.
 *
 * @param logits [N, C]  @param labels [N], integers
 * @throws ShapeError when the shapes do not fit or a label is outside [0, C); DTypeError unless labels are integers
 */
export function multiclassHinge(logits: Tensor, labels: Tensor, options?: LossOptions): Tensor {
  if (logits.rank !== 2 || labels.rank !== 1 || labels.shape[0] !== logits.shape[0])
    throw new ShapeError(
      `multiclassHinge: logits [${logits.shape.join(', ')}], labels [${labels.shape.join(', ')}]`,
      'give logits [N, C] and labels [N]',
    );
  const own = checkedLabels('multiclassHinge', labels, logits.shape[1])
    .expandDims(1)
    .equal(arange(0, logits.shape[1], 1, 'int32'));
  const right = where(own, logits, 0).sum(1, { keepDims: true });
  return reduceLoss(where(own, 0, logits.sub(right).add(1).relu()).mean(1), options);
}

/**
 * Cosine distance:  ℓ = 1 − y·t/(‖y‖‖t‖) over the last axis; a zero vector has distance 1.
 *
 * @param outputs [N, d]  @param targets [N, d]
 * @throws ShapeError when the shapes differ
 */
export function cosineDistance(outputs: Tensor, targets: Tensor, options?: LossOptions): Tensor {
  requireSameShape('cosineDistance', outputs, targets);
  const a = scaled(outputs);
  const b = scaled(targets);
  const norms = a.square().sum(-1).mul(b.square().sum(-1));
  const zero = norms.equal(0);
  const cosine = a
    .mul(b)
    .sum(-1)
    .div(where(zero, 1, norms).sqrt());
  return reduceLoss(meanOverFeatures(where(zero, 1, cosine.neg().add(1))), options);
}

/** x by its largest entry, which no angle sees and no derivative either, so that squares neither overflow nor vanish. */
function scaled(x: Tensor): Tensor {
  const most = stopGradient(x.abs().max(-1, { keepDims: true }));
  return x.div(where(most.greater(0), most, 1));
}
