/**
 * Softmax and cross-entropy in one, from logits.
 *
 *   ℓ = −log softmax(z)_y = (m − z_y) + log1p(Σ_{j≠argmax} e^{z_j − m}),   m = max z
 *   ∂ℓ/∂z_j = p_j for j ≠ y,   ∂ℓ/∂z_y = −Σ_{j≠y} p_j
 *
 * No exponential overflows, a tiny loss keeps all its digits, and the gradient at y does not cancel as p_y − 1 would.
 */
import {
  DTypeError,
  type DenseTensor,
  type Maybe,
  type Primitive,
  ShapeError,
  type Tensor,
  adoptBuffer,
  arange,
  bind,
  isFloat,
  stopGradient,
  where,
  withKernels,
} from '@adjoint/tensor';
import { type LossOptions, reduceLoss } from './loss.ts';

/**
 * @param logits [N, C], float
 * @param labels [N], integers in [0, C)
 * @returns the mean loss, rank 0; see `options` for sums, weights, or one loss for each example
 * @throws ShapeError when the shapes do not fit or a label is outside [0, C); DTypeError when labels are no integers
 * @example softmaxCrossEntropy(tensor([[0, 0]]), tensor([1], 'int32')).item() // log 2
 */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor, options?: LossOptions): Tensor {
  return reduceLoss(bind(crossEntropy, [logits, labels], undefined)[0], options);
}

/**
 * Losses [N] of logits [N, C] and labels [N], and their gradients [N, C], which share every exponential.
 *
 * Both are computed in float64 and rounded once. The derivative of the second result is the symmetric curvature
 * u ↦ p ⊙ (u − Σ p u).
 */
const crossEntropy: Primitive = {
  name: 'softmaxCrossEntropy',
  abstract([logits, labels]) {
    if (logits.shape.length !== 2 || labels.shape.length !== 1 || labels.shape[0] !== logits.shape[0] || logits.shape[1] === 0) {
      throw new ShapeError(
        `softmaxCrossEntropy: logits [${logits.shape.join(', ')}], labels [${labels.shape.join(', ')}]`,
        'give logits [N, C] and labels [N]',
      );
    }
    if (!isFloat(logits.dtype)) throw new DTypeError(`softmaxCrossEntropy: logits of dtype ${logits.dtype}`, 'logits are floats');
    if (labels.dtype !== 'int32' && labels.dtype !== 'uint32')
      throw new DTypeError(`softmaxCrossEntropy: labels of dtype ${labels.dtype}`, "labels are indices: convert them with astype('int32')");
    return [
      { shape: [logits.shape[0]], dtype: logits.dtype },
      { shape: logits.shape, dtype: logits.dtype },
    ];
  },
  evaluate([logits, labels]) {
    crossEntropy.abstract([logits, labels], undefined);
    const classes = logits.shape[1];
    const wrong = labels.packed().findIndex((y) => !(y >= 0 && y < classes));
    if (wrong >= 0)
      throw new ShapeError(`softmaxCrossEntropy: label ${labels.packed()[wrong]} of example ${wrong}`, `labels are in [0, ${classes})`);
    return rowByRow(logits, labels.packed());
  },
  expand: ([logits, labels]) => [lossOfRows(logits, labels), gradientOfRows(logits, labels)],
  jvp: ([dz], [logits], [, gradient]) => [dz && gradient.mul(dz).sum(1), dz && curvature(logits, dz)],
  vjp: ([ct, second], [logits], [, gradient]): readonly Maybe[] => [
    total(ct && gradient.mul(ct.expandDims(1)), second && curvature(logits, second)),
    null,
  ],
  batch([logits, labels], [many, manyLabels], _params, size) {
    const all = (x: Tensor, batched: boolean): Tensor => (batched ? x : x.broadcastTo([size, ...x.shape]));
    const z = all(logits, many);
    const y = all(labels, manyLabels);
    const [losses, gradients] = bind(crossEntropy, [z.reshape([-1, z.shape[2]]), y.reshape([-1])], undefined);
    return [losses.reshape(y.shape), gradients.reshape(z.shape)];
  },
};

function rowByRow(logits: DenseTensor, labels: ArrayLike<number>): readonly Tensor[] {
  const [rows, classes] = logits.shape;
  const z = logits.packed();
  const shifted = new Float64Array(z.length);
  const first = new Int32Array(rows);
  for (let n = 0, at = 0; n < rows; n++, at += classes) {
    let top = z[at];
    for (let j = 1; j < classes; j++)
      if (z[at + j] > top || (z[at + j] !== z[at + j] && top === top)) {
        top = z[at + j];
        first[n] = j;
      }
    for (let j = 0; j < classes; j++) shifted[at + j] = z[at + j] - top;
  }
  const powers = byKernels(z.length, () => adoptBuffer(shifted).exp());
  const gradients = new Float64Array(z.length);
  const others = new Float64Array(rows);
  for (let n = 0, at = 0; n < rows; n++, at += classes) {
    const label = at + labels[n];
    let sum = 0;
    let apart = 0;
    for (let j = 0; j < classes; j++) if (j !== first[n]) sum += powers[at + j];
    others[n] = sum;
    sum += powers[at + first[n]];
    for (let k = at; k < at + classes; k++) if (k !== label) apart += gradients[k] = powers[k] / sum;
    gradients[label] = -apart;
  }
  const losses = byKernels(rows, () => adoptBuffer(others).log1p());
  return [
    adoptBuffer(Float64Array.from(losses, (l, n) => l - shifted[n * classes + labels[n]])),
    adoptBuffer(gradients).reshape([rows, classes]),
  ].map((x) => x.astype(logits.dtype));
}

/** Few numbers are had from the plain kernels before others are compiled. */
const FEW = 4096;
const byKernels = (count: number, f: () => Tensor): ArrayLike<number> => (count > FEW ? f() : withKernels({}, f)).data();

/** ℓₙ, [N]. */
function lossOfRows(logits: Tensor, labels: Tensor): Tensor {
  const top = logits.max(1, { keepDims: true });
  const shifted = logits.sub(top);
  const first = isIndex(logits.argmax(1), logits.shape[1]);
  const others = where(first, 0, shifted.exp()).sum(1);
  const own = where(isIndex(labels, logits.shape[1]), shifted, 0).sum(1);
  return others.log1p().sub(own);
}

/** [N, C]: whether j is the index of row n. */
const isIndex = (indices: Tensor, classes: number): Tensor => indices.expandDims(1).equal(arange(0, classes, 1, 'int32'));
/** Any shift gives the same probabilities. */
const powersOf = (logits: Tensor): Tensor => logits.sub(stopGradient(logits.max(1, { keepDims: true }))).exp();

/** ∂ℓₙ/∂z, [N, C]. */
function gradientOfRows(logits: Tensor, labels: Tensor): Tensor {
  const own = isIndex(labels, logits.shape[1]);
  const powers = powersOf(logits);
  const apart = where(own, 0, powers).div(powers.sum(1, { keepDims: true }));
  return where(own, apart.sum(1, { keepDims: true }).neg(), apart);
}

/** ∂²ℓₙ/∂z² u = p ⊙ (u − Σ p u), the same for every label. */
function curvature(logits: Tensor, u: Tensor): Tensor {
  const powers = powersOf(logits);
  const p = powers.div(powers.sum(1, { keepDims: true }));
  return p.mul(u.sub(p.mul(u).sum(1, { keepDims: true })));
}
const total = (a: Maybe, b: Maybe): Maybe => (a === null ? b : b === null ? a : a.add(b));
