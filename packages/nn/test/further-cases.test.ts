/** All other layers, losses, optimizers and schedules against PyTorch in float64: values and gradients 1e-11, trajectories 1e-9. */
import { describe, expect, test } from 'vitest';
import { grad, valueAndGrad } from '@adjoint/calculus';
import type { OptimizerV1 } from '@adjoint/plugin';
import { readReference } from '@adjoint/reference-data';
import { type Tensor, scalar, tensor, treeMap } from '@adjoint/tensor';
import {
  adadelta,
  adagrad,
  adam,
  adamw,
  applyUpdates,
  averagePool,
  averagePool1d,
  batchNorm,
  binaryCrossEntropy,
  chain,
  clipByGlobalNorm,
  clipByValue,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  cosineDecay,
  cosineDistance,
  crossEntropy,
  elu,
  embedding,
  exponentialDecay,
  gelu,
  globalAveragePool,
  groupNorm,
  gru,
  huber,
  klDivergence,
  layerNorm,
  leakyRelu,
  linearDecay,
  lstm,
  maxPool,
  maxPool1d,
  meanAbsoluteError,
  meanSquaredError,
  multiclassHinge,
  nadam,
  oneCycle,
  radam,
  reduceOnPlateau,
  rmsNorm,
  rmsprop,
  selfAttention,
  sgd,
  silu,
  softplus,
  stepDecay,
  type Loss,
  type Module,
} from '../src/index.ts';
import { emptyState } from '../src/core/empty-state.ts';
import { relativeError } from './reference-case.ts';

interface Stored {
  readonly shape: readonly number[];
  readonly integers: boolean;
  readonly data: readonly number[];
}
type StoredTensors = Readonly<Record<string, Stored>>;
interface LayerCase {
  readonly x: Stored;
  readonly params: StoredTensors;
  readonly weight: Stored;
  readonly y: Stored;
  readonly grads: StoredTensors;
  readonly xGrad: Stored | null;
}
interface Cases {
  readonly layers: Readonly<Record<string, LayerCase>>;
  readonly losses: Readonly<Record<string, { readonly x: Stored; readonly target: Stored; readonly loss: number; readonly xGrad: Stored }>>;
  readonly training: {
    readonly x: Stored;
    readonly target: Stored;
    readonly start: StoredTensors;
    readonly optimizers: Readonly<Record<string, { readonly losses: readonly number[]; readonly finalParams: StoredTensors }>>;
  };
}
type Tensors = Readonly<Record<string, Tensor>>;
const cases = readReference<Cases>('nn/further-cases.json');
const one = ({ shape, integers, data }: Stored): Tensor => tensor([...data], integers ? 'int32' : 'float64').reshape(shape);
const all = (stored: StoredTensors): Tensors => Object.fromEntries(Object.entries(stored).map(([k, v]) => [k, one(v)]));
const near = (x: Tensor, y: Tensor, what: string): void => {
  expect(x.shape, what).toEqual(y.shape);
  expect(relativeError(x, y), what).toBeLessThanOrEqual(1e-11);
};

interface Layer {
  readonly module: Module;
  readonly params?: (p: Tensors) => unknown;
}
const plain = (module: unknown): Layer => ({ module: module as Module });
const mapped = (p: Tensors, k: string): unknown => ({ W: p[k], b: p[`${k} b`] });
const heads = (p: Tensors): unknown => ({
  query: mapped(p, 'query'),
  key: mapped(p, 'key'),
  value: mapped(p, 'value'),
  output: mapped(p, 'output'),
});
const layers: Readonly<Record<string, Layer>> = {
  'conv2d groups dilation stride': plain(conv2d(4, 6, [3, 2], { stride: [2, 1], padding: [1, 2], dilation: [1, 2], groups: 2 })),
  'conv2d depthwise': plain(conv2d(3, 6, 3, { padding: 1, groups: 3 })),
  'conv2d kernel 1': plain(conv2d(3, 5, 1)),
  'conv1d dilation': plain(conv1d(3, 4, 3, { stride: 2, padding: 2, dilation: 2 })),
  'conv1d groups': plain(conv1d(4, 4, 2, { groups: 4 })),
  'convTranspose2d stride': plain(convTranspose2d(4, 3, [3, 2], { stride: [2, 3], padding: [1, 0], outputPadding: [1, 2] })),
  'convTranspose2d groups dilation': plain(convTranspose2d(4, 6, 3, { stride: 2, padding: 2, dilation: 2, groups: 2 })),
  'convTranspose1d': plain(convTranspose1d(3, 2, 4, { stride: 2, padding: 1 })),
  'maxPool 3 stride 2 padding 1': plain(maxPool(3, { stride: 2, padding: 1 })),
  'maxPool dilation': plain(maxPool(2, { stride: 1, dilation: 2 })),
  'maxPool1d': plain(maxPool1d(3, { stride: 2 })),
  'averagePool padding counts zeros': plain(averagePool(3, { stride: 2, padding: 1 })),
  'averagePool1d': plain(averagePool1d(2)),
  'globalAveragePool': plain(globalAveragePool()),
  'silu': plain(silu()),
  'softplus': plain(softplus()),
  'elu': plain(elu(0.7)),
  'leakyRelu': plain(leakyRelu(0.2)),
  'gelu tanh': plain(gelu({ approximate: true })),
  'gelu': plain(gelu()),
  'groupNorm': plain(groupNorm(2, 6)),
  'layerNorm last': plain(layerNorm(5, { epsilon: 1e-3 })),
  'batchNorm of features': plain(batchNorm(4)),
  'batchNorm of sequences': plain(batchNorm(4)),
  'rmsNorm': plain(rmsNorm(5, { epsilon: 1e-6 })),
  'gru': plain(gru(3, 4)),
  'gru reversed': plain(gru(3, 4, { reverse: true })),
  'gru last': plain(gru(3, 4, { last: true })),
  'lstm': plain(lstm(3, 4)),
  'lstm reversed': plain(lstm(3, 4, { reverse: true })),
  'lstm last': plain(lstm(3, 4, { last: true })),
  'selfAttention': { module: selfAttention(6, 3), params: heads },
  'selfAttention causal': { module: selfAttention(6, 3, { causal: true }), params: heads },
  'embedding': plain(embedding(6, 3)),
};

describe('layers', () => {
  test('every case has its layer', () => {
    expect(Object.keys(layers).sort()).toEqual(Object.keys(cases.layers).sort());
  });
  test.each(Object.entries(layers))('%s', (name, { module, params: arrange = (p) => p }) => {
    const c = cases.layers[name];
    const x = one(c.x);
    const params = all(c.params);
    const weight = one(c.weight);
    const normal = name.startsWith('batchNorm') ? { mean: tensor([0, 0, 0, 0]), variance: tensor([1, 1, 1, 1]) } : emptyState(module);
    const y = (p: Tensors, input: Tensor): Tensor => module.apply(arrange(p), normal, input, { train: true }).y;
    near(y(params, x), one(c.y), 'y');
    const grads = grad((p: Tensors) => y(p, x).mul(weight).sum())(params);
    // Softmax does not see a shift of all keys: the gradient of their b is rounding only, so it is held against the largest of the others.
    const exact = all(c.grads);
    const most = Math.max(0, ...Object.values(exact).map((g) => g.abs().max().item()));
    for (const [k, g] of Object.entries(exact))
      if (k === 'key b') expect(grads[k].abs().max().item()).toBeLessThanOrEqual(1e-11 * most);
      else near(grads[k], g, k);
    if (c.xGrad) near(grad((v: Tensor) => y(params, v).mul(weight).sum())(x), one(c.xGrad), 'x');
  });
});

const classWeights = tensor([1, 0.5, 2, 3]);
const losses: Readonly<Record<string, Loss>> = {
  'crossEntropy': crossEntropy(),
  'crossEntropy soft': crossEntropy(),
  'crossEntropy weights': crossEntropy({ classWeights }),
  'crossEntropy smoothing': crossEntropy({ smoothing: 0.1 }),
  'crossEntropy smoothing and weights': crossEntropy({ smoothing: 0.2, classWeights }),
  'crossEntropy soft, smoothing and weights': crossEntropy({ smoothing: 0.2, classWeights }),
  'klDivergence': (z, t) => klDivergence(z.sub(z.logSumExp(-1, { keepDims: true })), t),
  multiclassHinge,
  cosineDistance,
  meanAbsoluteError,
  'huber': huber(0.6),
  binaryCrossEntropy,
};
describe('losses', () => {
  test('every case has its loss', () => {
    expect(Object.keys(losses).sort()).toEqual(Object.keys(cases.losses).sort());
  });
  test.each(Object.entries(losses))('%s', (name, loss) => {
    const c = cases.losses[name];
    const target = one(c.target);
    const { value, gradient } = valueAndGrad((z: Tensor) => loss(z, target))(one(c.x));
    expect(Math.abs(value.item() - c.loss)).toBeLessThanOrEqual(1e-11 * c.loss);
    near(gradient, one(c.xGrad), 'gradient');
  });
});

const optimizers: Readonly<Record<string, OptimizerV1>> = {
  'nesterov': sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  'nesterov with decay': sgd({ learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.05 }),
  'dampening': sgd({ learningRate: 0.1, momentum: 0.9, dampening: 0.4 }),
  'adam with decay': adam({ learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1 }),
  'amsgrad': adam({ learningRate: 0.3, beta1: 0.5, beta2: 0.6, amsgrad: true }),
  'adamw amsgrad': adamw({ learningRate: 0.3, beta1: 0.5, beta2: 0.6, amsgrad: true, weightDecay: 0.2 }),
  'nadam': nadam({ learningRate: 0.05 }),
  'nadam with decay': nadam({ learningRate: 0.05, weightDecay: 0.1, momentumDecay: 0.01 }),
  'rmsprop': rmsprop({ learningRate: 0.02, decay: 0.9 }),
  'rmsprop centred momentum decay': rmsprop({
    learningRate: 0.01,
    decay: 0.9,
    centred: true,
    momentum: 0.7,
    weightDecay: 0.05,
    epsilon: 1e-6,
  }),
  'adagrad': adagrad({ learningRate: 0.2, initial: 0.1, weightDecay: 0.02 }),
  'adagrad with falling rate': adagrad({ learningRate: (t) => t.mul(0.1).add(1).reciprocal().mul(0.2) }),
  'adadelta': adadelta({ decay: 0.8, epsilon: 1e-4 }),
  'adadelta with decay': adadelta({ learningRate: 0.5, weightDecay: 0.1 }),
  'radam': radam({ learningRate: 0.05, beta2: 0.99 }),
  'radam with decay': radam({ learningRate: 0.05, weightDecay: 0.1 }),
  'stepDecay': sgd({ learningRate: stepDecay(0.3, 6, 0.4) }),
  'exponentialDecay': sgd({ learningRate: exponentialDecay(0.3, 0.9) }),
  'linearDecay': sgd({ learningRate: linearDecay(0.3, 10, 0.03) }),
  'cosineDecay': sgd({ learningRate: cosineDecay(0.3, 30, 0.01) }),
  'oneCycle': sgd({ learningRate: oneCycle(0.5, 25) }),
  // The reference shrinks the rate after the step that failed, so its scale is that of the losses before this one.
  'plateau': delayed(reduceOnPlateau({ factor: 0.5, patience: 1 }), sgd({ learningRate: 1.2 })),
  'clipped by norm': chain(clipByGlobalNorm(0.5), sgd({ learningRate: 0.3 })),
  'clipped by value': chain(clipByValue(0.1), sgd({ learningRate: 0.3 })),
};
function delayed(plateau: OptimizerV1<{ readonly scale: Tensor }>, inner: OptimizerV1): OptimizerV1 {
  return {
    init: (params) => ({ plateau: plateau.init(params), inner: inner.init(params) }),
    update: (input) => {
      const state = input.state as { readonly plateau: { readonly scale: Tensor }; readonly inner: unknown };
      const before = state.plateau.scale;
      const out = inner.update({ ...input, state: state.inner });
      const seen = plateau.update({ ...input, state: state.plateau });
      return { updates: treeMap((u: Tensor) => u.mul(before), out.updates as Tensors), state: { plateau: seen.state, inner: out.state } };
    },
  };
}

describe('optimizers', () => {
  const { training } = cases;
  const x = one(training.x);
  const target = one(training.target);
  test('every case has its optimizer', () => {
    expect(Object.keys(optimizers).sort()).toEqual(Object.keys(training.optimizers).sort());
  });
  test.each(Object.entries(optimizers))('%s', (name, optimizer) => {
    const c = training.optimizers[name];
    const lossAndGradient = valueAndGrad((p: Tensors) =>
      meanSquaredError(x.matmul(p.W1.mT()).add(p.b1).tanh().matmul(p.W2.mT()).add(p.b2), target),
    );
    let params = all(training.start);
    let state = optimizer.init(params);
    for (const [step, expected] of c.losses.entries()) {
      const { value, gradient: grads } = lossAndGradient(params);
      expect(Math.abs(value.item() - expected), String(step)).toBeLessThanOrEqual(1e-9 * expected);
      const next = optimizer.update({ grads, params, state, step: scalar(step), value });
      params = applyUpdates(params, next.updates);
      state = next.state;
    }
    for (const [k, v] of Object.entries(all(c.finalParams))) expect(relativeError(params[k], v), k).toBeLessThanOrEqual(1e-9);
  });
});
