/**
 * Softmax and cross-entropy in one, from logits.
 *
 *   ℓ = −log softmax(z)_y = (m − z_y) + log1p(Σ_{j≠argmax} e^{z_j − m}),   m = max z
 *   ∂ℓ/∂z_j = p_j for j ≠ y,   ∂ℓ/∂z_y = −Σ_{j≠y} p_j
 *
 * No exponential overflows, a tiny loss keeps all its digits, and the gradient at y does not cancel as p_y − 1 would.
 */
import { DTypeError, type Maybe, type Primitive, ShapeError, type Tensor, arange, bind1, isFloat, stopGradient, where } from '@adjoint/tensor';
import { type LossOptions, reduceLoss } from './loss.ts';

/**
 * @param logits [N, C], float
 * @param labels [N], integers in [0, C)
 * @returns the mean loss, rank 0; see `options` for sums, weights, or one loss for each example
 * @throws ShapeError when the shapes do not fit or a label is outside [0, C); DTypeError when labels are no integers
 * @example softmaxCrossEntropy(tensor([[0, 0]]), tensor([1], 'int32')).item() // log 2
 */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor, options?: LossOptions): Tensor {
  return reduceLoss(bind1(crossEntropy, [logits, labels], undefined), options);
}

/** Per-example losses [N] of logits [N, C] and labels [N]. */
const crossEntropy: Primitive = {
  name: 'softmaxCrossEntropy',
  abstract([logits, labels]) {
    if (logits.shape.length !== 2 || labels.shape.length !== 1 || labels.shape[0] !== logits.shape[0] || logits.shape[1] === 0) {
      throw new ShapeError(`softmaxCrossEntropy: logits [${logits.shape.join(', ')}], labels [${labels.shape.join(', ')}]`, 'give logits [N, C] and labels [N]');
    }
    if (!isFloat(logits.dtype)) throw new DTypeError(`softmaxCrossEntropy: logits of dtype ${logits.dtype}`, 'logits are floats');
    if (labels.dtype !== 'int32' && labels.dtype !== 'uint32') throw new DTypeError(`softmaxCrossEntropy: labels of dtype ${labels.dtype}`, "labels are indices: convert them with astype('int32')");
    return [{ shape: [logits.shape[0]], dtype: logits.dtype }];
  },
  evaluate([logits, labels]) {
    crossEntropy.abstract([logits, labels], undefined);
    const classes = logits.shape[1], wrong = labels.packed().findIndex((y) => !(y >= 0 && y < classes));
    if (wrong >= 0) throw new ShapeError(`softmaxCrossEntropy: label ${labels.packed()[wrong]} of example ${wrong}`, `labels are in [0, ${classes})`);
    return [lossOfRows(logits, labels)];
  },
  expand: ([logits, labels]) => [lossOfRows(logits, labels)],
  jvp: ([dz], [logits, labels]) => [dz === null ? null : gradientOfRows(logits, labels).mul(dz).sum(1)],
  vjp: ([ct], [logits, labels]): readonly Maybe[] => [ct === null ? null : gradientOfRows(logits, labels).mul(ct.expandDims(1)), null],
};

/** ℓₙ, [N]. */
function lossOfRows(logits: Tensor, labels: Tensor): Tensor {
  const top = logits.max(1, { keepDims: true }), shifted = logits.sub(top);
  const first = isIndex(logits.argmax(1), logits.shape[1]);
  const others = where(first, 0, shifted.exp()).sum(1);
  const own = where(isIndex(labels, logits.shape[1]), shifted, 0).sum(1);
  return others.log1p().sub(own);
}

/** [N, C]: whether j is the index of row n. */
const isIndex = (indices: Tensor, classes: number): Tensor => indices.expandDims(1).equal(arange(0, classes, 1, 'int32'));

/** ∂ℓₙ/∂z, [N, C]. */
function gradientOfRows(logits: Tensor, labels: Tensor): Tensor {
  const own = isIndex(labels, logits.shape[1]);
  const shifted = logits.sub(stopGradient(logits.max(1, { keepDims: true }))).exp(); // any shift gives the same result
  const others = where(own, 0, shifted);
  const total = shifted.sum(1, { keepDims: true });
  const apart = others.div(total);
  return where(own, apart.sum(1, { keepDims: true }).neg(), apart);
}
