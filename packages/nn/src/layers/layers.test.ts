import { expect, test } from 'vitest';
import { jit } from '@adjoint/jit';
import { key, uniform } from '@adjoint/random';
import { type Tensor, ones, tensor, zeros } from '@adjoint/tensor';
import {
  activation,
  backpropTrace,
  batchNorm,
  certifyGradients,
  conv2d,
  convTranspose2d,
  dropout,
  elu,
  embedding,
  flatten,
  gelu,
  gru,
  maxPool,
  selfAttention,
  globalAveragePool,
  glorotUniform,
  groupNorm,
  heNormal,
  identity,
  layerNorm,
  leakyRelu,
  linear,
  meanSquaredError,
  orthogonal,
  parallel,
  relu,
  repeat,
  residual,
  rmsNorm,
  sequential,
  sigmoid,
  silu,
  softplus,
  tanh,
  truncatedNormal,
  type Module,
} from '../index.ts';
import { relativeError } from '../../test/reference-case.ts';

const draw = (seed: number, ...shape: number[]): Tensor => uniform(key(seed), shape, { low: -2, high: 2 });

test.each(
  [relu(), tanh(), sigmoid(), softplus(), silu(), leakyRelu(0.1), elu(0.5), gelu(), gelu({ approximate: true }), identity()].map(
    (a) => [a.kind, a] as const,
  ),
)('%s: the written derivative is the one of differences', (_, a) => {
  const z = tensor([-3, -1.1, -0.2, 0.3, 1.7, 4]);
  const h = 1e-5;
  const f = (t: Tensor): Tensor => a.apply({}, {}, t).y;
  const difference = f(z.add(h))
    .sub(f(z.sub(h)))
    .div(2 * h);
  expect(relativeError(a.derivative(z, f(z)), difference)).toBeLessThan(1e-8);
});

test.each([
  ['layer norm over two axes', layerNorm([2, 3]), [2, 3]],
  ['group norm', groupNorm(2, 4), [4, 3]],
  ['rms norm', rmsNorm(5), [5]],
  ['batch norm in use', batchNorm(3), [3, 2]],
  ['residual', residual(sequential(linear(4, 4), tanh())), [4]],
  ['parallel, side by side', parallel([linear(3, 2), linear(3, 4)]), [3]],
  ['parallel, added', parallel([linear(3, 2), linear(3, 2)], 'sum'), [3]],
  ['repeat', repeat(2, sequential(linear(3, 3), tanh())), [3]],
  ['global average', globalAveragePool(), [2, 3, 2]],
] as const)('gradients through %s are right, and the output shape is as said', (_, layer, shape) => {
  const flat = layer.outputShape(shape).reduce((a, b) => a * b, 1);
  const model = sequential(layer as Module, flatten(), linear(flat, 2));
  const { params, state } = model.init(key(0), shape);
  const x = draw(1, 6, ...shape);
  expect((layer as Module).apply(params[0], state[0], x).y.shape).toEqual([6, ...layer.outputShape(shape)]);
  expect(certifyGradients(model, { params, state, x, y: draw(2, 6, 2), loss: meanSquaredError }).verdict).toBe('holds');
});

test('group norm with one group is layer norm without position, with as many groups as channels instance norm', () => {
  const x = draw(3, 2, 4, 5);
  const at = (m: Module): Tensor => m.apply(m.init(key(0), [4, 5], { dtype: 'float64' }).params, {}, x).y;
  expect(relativeError(at(groupNorm(1, 4)), at(layerNorm([4, 5])))).toBeLessThan(1e-14);
  expect(relativeError(at(groupNorm(4, 4)), at(layerNorm(5)))).toBeLessThan(1e-14);
});

test('batch norm in use takes the running statistics, and a batch of one is refused in training', () => {
  const model = batchNorm(2);
  const params = { scale: tensor([2, 3]), shift: tensor([0, 1]) };
  const state = { mean: tensor([1, -1]), variance: tensor([4, 9]) };
  const { y, state: same } = model.apply(params, state, tensor([[3, 2]]));
  expect(relativeError(y, tensor([[2, 4]]))).toBeLessThan(1e-5); // ε = 1e-5 beside a variance of 4
  expect(same).toBe(state);
  expect(() => model.apply(params, state, tensor([[3, 2]]), { train: true })).toThrow(/at least two/);
});

test('dropout keeps the mean in training, does nothing in use, and needs a key', () => {
  const x = tensor(new Float64Array(40_000).fill(1)).reshape([200, 200]);
  const model = dropout(0.3);
  const y = model.apply({}, {}, x, { train: true, key: key(0) }).y;
  const kept = y.greater(0).astype('float64').mean().item();
  expect(Math.abs(kept - 0.7)).toBeLessThan(4 * Math.sqrt((0.7 * 0.3) / 40_000)); // four standard errors
  expect(y.max().item()).toBeCloseTo(1 / 0.7, 14);
  expect(model.apply({}, {}, x).y).toBe(x);
  expect(() => model.apply({}, {}, x, { train: true })).toThrow(/key/);
});

test('layers of a model draw from their own paths: one added at the end changes none before it', () => {
  const short = sequential(linear(4, 8), relu(), linear(8, 2)).init(key(5), [4]);
  const long = sequential(linear(4, 8), relu(), linear(8, 2), tanh(), linear(2, 2)).init(key(5), [4]);
  expect(long.params[2].W.toArray()).toEqual(short.params[2].W.toArray());
  expect(short.params[0].W.slice([0, 2], [0, 4]).toArray()).not.toEqual(short.params[2].W.slice(null, [0, 4]).toArray());
});

test.each([
  ['glorot', glorotUniform(), 2 / (200 + 300)],
  ['he', heNormal(), 2 / 200],
] as const)('%s weights have the variance of their formula', (_, make, variance) => {
  const W = make(key(1), [300, 200], { fanIn: 200, fanOut: 300, dtype: 'float64' });
  const n = W.size;
  // the variance of a sample variance is at most 2σ⁴/n for these distributions
  expect(Math.abs(W.variance().item() / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(W.mean().item())).toBeLessThan(4 * Math.sqrt(variance / n));
});

test('orthogonal weights are orthogonal, tall or wide; truncated ones stay within two deviations', () => {
  for (const shape of [
    [7, 4],
    [4, 7],
    [5, 5],
  ]) {
    const W = orthogonal(2)(key(0), shape, { fanIn: 1, fanOut: 1, dtype: 'float64' });
    const gram = shape[0] > shape[1] ? W.mT().matmul(W) : W.matmul(W.mT());
    expect(
      gram
        .sub(
          tensor(
            Array.from({ length: 4 + Number(shape[0] === 5) }, (_, i, all = 4 + Number(shape[0] === 5)) =>
              Array.from({ length: all }, (__, j) => (i === j ? 4 : 0)),
            ),
          ),
        )
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-13);
  }
  const t = truncatedNormal(0.5)(key(0), [4000], { fanIn: 1, fanOut: 1, dtype: 'float64' });
  expect(t.abs().max().item()).toBeLessThanOrEqual(1);
  expect(Math.sqrt(t.variance().item()) / 0.5).toBeCloseTo(0.8796, 1); // deviation of a normal cut at ±2
});

test.each([
  ['layers that do not fit', () => sequential(linear(3, 4), linear(5, 2)).init(key(0), [3]), /linear\(5, 2\)/],
  ['a residual that changes the shape', () => residual(linear(3, 4)).outputShape([3]), /one shape/],
  ['parallel sums of different shapes', () => parallel([linear(3, 4), linear(3, 2)], 'sum').outputShape([3]), /one shape/],
  ['no modules side by side', () => parallel([]), /at least one/],
  ['groups that do not divide', () => groupNorm(3, 4), /multiple/],
  ['a layer of no outputs', () => linear(3, 0), /outputs/],
  ['dropping everything', () => dropout(1), /below 1/],
])('refuses %s', (_, f, message) => {
  expect(f).toThrow(message);
});

test("an activation of one's own", () => {
  const cube = activation(
    'cube',
    (z) => z.pow(3),
    (z) => z.square().mul(3),
  );
  expect(
    sequential(cube)
      .apply([{}], [{}], tensor([[2]]))
      .y.item(),
  ).toBe(8);
});

test('layers take a batch of no examples', () => {
  for (const [layer, shape] of [
    [groupNorm(2, 4), [4, 3]],
    [linear(4, 2), [4]],
    [conv2d(1, 2, 3), [1, 5, 5]],
    [maxPool(2), [1, 4, 4]],
    [layerNorm(4), [3, 4]],
    [selfAttention(4, 2), [3, 4]],
    [gru(4, 2), [3, 4]],
  ] as const) {
    const m = layer as Module;
    const { params, state } = m.init(key(0), shape);
    expect(m.apply(params, state, zeros([0, ...shape])).y.shape).toEqual([0, ...m.outputShape(shape)]);
  }
});

test.each<[string, () => unknown, RegExp]>([
  [
    'an embedding of index −1, which a gather would count from the end',
    () => embedding(4, 2).apply(embedding(4, 2).init(key(0), [1]).params, {}, tensor([[-1]], 'int32')),
    /index -1 in a table of 4/,
  ],
  [
    'the same in a compiled function',
    () =>
      jit((x: Tensor) =>
        embedding(4, 2)
          .apply(embedding(4, 2).init(key(0), [1]).params, {}, x)
          .y.sum(),
      )(tensor([[-1]], 'int32')),
    /index -1 in a table of 4/,
  ],
  ['a padding index outside the table', () => embedding(4, 2, { paddingIndex: 4 }), /paddingIndex 4/],
  ['running averages that follow by more than all', () => batchNorm(2, { momentum: 1.5 }), /momentum 1.5/],
  [
    'batch normalisation without its state',
    () => batchNorm(2).apply({ scale: ones([2]), shift: zeros([2]) }, {} as never, zeros([3, 2])),
    /no running averages/,
  ],
  [
    'a model whose normalisation has no state given',
    () => {
      const m = sequential(linear(2, 3), batchNorm(3));
      return backpropTrace(m, m.init(key(0), [2]).params, zeros([4, 2]), zeros([4, 3]));
    },
    /no running averages/,
  ],
  ['parameters of another model', () => sequential(linear(2, 2)).apply([] as never, [{}], zeros([1, 2])), /of 0 layers for 1/],
  [
    'an output padding that is no part of a stride',
    () => convTranspose2d(2, 2, 3, { stride: 2, outputPadding: 2 }),
    /outputPadding 2 with stride 2/,
  ],
  ['a negative output padding', () => convTranspose2d(2, 2, 3, { stride: 2, outputPadding: -1 }), /outputPadding = -1/],
])('refuses %s', (_, f, message) => {
  expect(f).toThrow(message);
});
