/** Gradients of the models of this package against those of PyTorch in float64: 1e-11, and 2e-4 in float32. */
import { describe, expect, test } from 'vitest';
import { grad } from '@adjoint/calculus';
import { type Tensor, ones, zeros } from '@adjoint/tensor';
import { binaryCrossEntropy } from '../src/losses/binary-cross-entropy.ts';
import { huber } from '../src/losses/huber.ts';
import { meanSquaredError } from '../src/losses/mean-squared-error.ts';
import { softmaxCrossEntropy } from '../src/losses/softmax-cross-entropy.ts';
import { emptyState } from '../src/core/empty-state.ts';
import { averagePool2d } from '../src/convolution/pooling.ts';
import { batchNorm } from '../src/layers/batch-norm.ts';
import { conv2d, convTranspose2d } from '../src/layers/conv.ts';
import { embedding } from '../src/layers/embedding.ts';
import { layerNorm } from '../src/layers/layer-norm.ts';
import { maxPool } from '../src/layers/pool.ts';
import { flatten } from '../src/layers/reshape.ts';
import { gelu, relu, sigmoid, tanh } from '../src/layers/activation.ts';
import { linear } from '../src/layers/linear.ts';
import { sequential } from '../src/layers/sequential.ts';
import { referenceCase, relativeError } from './reference-case.ts';

type Tensors = Readonly<Record<string, Tensor>>;
/** The loss of a case from its parameters and inputs. */
type Formula = (params: Tensors, inputs: Tensors) => Tensor;

const layer = (p: Tensors, i: number | ''): { W: Tensor; b: Tensor } => ({ W: p[`W${i}`], b: p[`b${i}`] });
const perceptron = sequential(linear(4, 6), sigmoid(), linear(6, 3), sigmoid());
const deep = sequential(linear(5, 8), tanh(), linear(8, 8), tanh(), linear(8, 3));
const smooth = sequential(linear(4, 6), gelu(), linear(6, 1));
const images = sequential(conv2d(2, 4, 3, { padding: 1 }), relu(), maxPool(2), flatten(), linear(36, 3));
const apply = (model: { apply(p: never, s: never, x: Tensor): { y: Tensor } }, params: unknown, x: Tensor): Tensor =>
  model.apply(params as never, emptyState(model as never) as never, x).y;

const formulas: Readonly<Record<string, Formula>> = {
  'linear-mse': (p, { x, t }) => meanSquaredError(apply(linear(4, 3), layer(p, ''), x), t),
  'mlp-sigmoid-mse': (p, { x, t }) => meanSquaredError(apply(perceptron, [layer(p, 1), {}, layer(p, 2), {}], x), t).mul(t.shape[1] / 2), // ½Σ over the features
  'mlp3-tanh-softmaxce': (p, { x, y }) => softmaxCrossEntropy(apply(deep, [layer(p, 1), {}, layer(p, 2), {}, layer(p, 3)], x), y),
  'mlp-gelu-huber': (p, { x, t }) => huber(0.7)(apply(smooth, [layer(p, 1), {}, layer(p, 2)], x), t),
  'logistic-bce-l2': (p, { x, t }) => binaryCrossEntropy(apply(linear(6, 1), layer(p, ''), x), t).add(p.W.square().sum().mul(0.01)),
  'conv2d-relu-maxpool-ce': (p, { x, y }) => softmaxCrossEntropy(apply(images, [{ W: p.K, b: p.kb }, {}, {}, {}, layer(p, '')], x), y),
  'convtranspose-avgpool': (p, { x, t }) =>
    meanSquaredError(averagePool2d(apply(convTranspose2d(3, 2, 3, { stride: 2 }), { W: p.K, b: p.kb }, x), 2), t),
  'layernorm-affine': (p, { x, t }) =>
    meanSquaredError(apply(sequential(layerNorm(7), linear(7, 2)), [{ scale: p.g, shift: p.be }, layer(p, '')], x), t),
  'batchnorm2d-train': (p, { x, t }) =>
    meanSquaredError(
      batchNorm(3)
        .apply({ scale: p.g, shift: p.be }, { mean: zeros([3]), variance: ones([3]) }, x, { train: true })
        .y.tanh(),
      t,
    ),
  'embedding-mean-ce': (p, { ids, y }) => {
    const kept = ids.notEqual(0).astype(p.E.dtype).expandDims(2);
    const rows = apply(embedding(10, 4, { paddingIndex: 0 }), { E: p.E }, ids).mul(kept);
    return softmaxCrossEntropy(apply(linear(4, 3), layer(p, ''), rows.sum(1).div(kept.sum(1))), y);
  },
  'softmaxce-extreme': (p, { y }) => softmaxCrossEntropy(p.logits, y),
};

describe.each([
  ['float64', 1e-11],
  ['float32', 2e-4],
] as const)('%s', (dtype, bar) => {
  test.each(Object.keys(formulas))('%s', (name) => {
    const c = referenceCase(name, dtype);
    const f = formulas[name];
    expect(Math.abs(f(c.params, c.inputs).item() - c.loss)).toBeLessThanOrEqual(bar * c.loss);
    const grads = grad((params: Tensors) => f(params, c.inputs))(c.params);
    for (const k of Object.keys(c.grads)) expect(relativeError(grads[k], c.grads[k]), k).toBeLessThanOrEqual(bar);
    for (const k of Object.keys(c.inputGrads)) {
      const g = grad((x: Tensor) => f(c.params, { ...c.inputs, [k]: x }))(c.inputs[k]);
      expect(relativeError(g, c.inputGrads[k]), k).toBeLessThanOrEqual(bar);
    }
  });
});

test('batch normalisation carries the running statistics of the reference on', () => {
  const { inputs, params, outputs } = referenceCase('batchnorm2d-train');
  const { state, y } = batchNorm(3).apply({ scale: params.g, shift: params.be }, { mean: zeros([3]), variance: ones([3]) }, inputs.x, {
    train: true,
  });
  expect(relativeError(y, outputs.out)).toBeLessThanOrEqual(1e-11);
  expect(relativeError(state.mean, outputs.running_mean)).toBeLessThanOrEqual(1e-11);
  expect(relativeError(state.variance, outputs.running_var)).toBeLessThanOrEqual(1e-11);
});
