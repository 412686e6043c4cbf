import { expect, test } from 'vitest';
import fc from 'fast-check';
import { grad } from '@adjoint/calculus';
import { key, uniform } from '@adjoint/random';
import { type Tensor, concat, tensor, treeLeaves, where } from '@adjoint/tensor';
import {
  type ApplyContext,
  type Module,
  activation,
  adam,
  advance,
  attention,
  conv1d,
  crossAttention,
  dropout,
  embedding,
  flatten,
  gru,
  layerNorm,
  learnedPositions,
  linear,
  lstm,
  padded,
  parallel,
  perPosition,
  repeat,
  residual,
  rmsNorm,
  selfAttention,
  sequential,
  sinusoidalPositions,
  softmaxCrossEntropy,
  tanh,
  train,
  transformerBlock,
} from '../index.ts';
import { shuffled } from '../../test/batch-samplers.ts';
import { relativeError } from '../../test/reference-case.ts';

const T = 7;
const N = 2;
const draw = (seed: number, ...shape: number[]): Tensor => uniform(key(seed), shape, { low: -1 });
const words = tensor(
  Array.from({ length: N * T }, (_, i) => (i * 5 + 2) % 11),
  'int32',
).reshape([N, T]);
const features = draw(1, N, T, 4);
const memory = draw(2, N, 3, 5);

const models: readonly [string, Module, Tensor, ApplyContext][] = [
  ['a gated recurrent unit', sequential(embedding(11, 4), gru(4, 6), tanh(), linear(6, 11)), words, {}],
  ['two LSTMs, the second giving its last output', sequential(lstm(4, 3), lstm(3, 5, { last: true }), linear(5, 2)), features, {}],
  [
    'a transformer with learned positions',
    sequential(
      embedding(11, 4),
      learnedPositions(T, 4),
      repeat(2, transformerBlock(4, 2, { causal: true, hidden: 5, dropout: 0.5 })),
      layerNorm(4),
      linear(4, 11),
    ),
    words,
    {},
  ],
  [
    'a transformer with sinusoids',
    sequential(sinusoidalPositions(), residual(sequential(rmsNorm(4), selfAttention(4, 4, { causal: true, bias: false })))),
    features,
    {},
  ],
  [
    'a decoder of a memory',
    sequential(transformerBlock(4, 2, { causal: true, cross: true, memoryFeatures: 5, hidden: 3 })),
    features,
    {
      memory,
      memoryMask: tensor([
        [true, true, false],
        [true, false, false],
      ]),
    },
  ],
  [
    'a transformer of sequences filled up in front',
    padded(2, sequential(embedding(11, 4), transformerBlock(4, 2, { causal: true, hidden: 5 }))),
    words,
    {},
  ],
  [
    'branches',
    sequential(parallel([gru(4, 2), sequential(linear(4, 3), dropout(0.1))]), parallel([linear(5, 2), lstm(5, 2)], 'sum')),
    features,
    {},
  ],
];
const lengths = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: T, maxLength: T });

test.each(models)('%s gives position by position what it gives for the whole sequence, in steps of any length', (_, model, x, context) => {
  const { params, state } = model.init(key(3), x.shape.slice(1), { dtype: 'float64' });
  const whole = model.apply(params, state, x, context).y;
  const last = whole.rank === 2;
  fc.assert(
    fc.property(lengths, (steps) => {
      const parts: Tensor[] = [];
      let history: unknown = null;
      for (let from = 0, k = 0; from < T; from += steps[k++]) {
        const advanced = advance(model, params, state, x.slice(null, [from, Math.min(T, from + steps[k])]), history, {
          ...context,
          train: true,
        });
        parts.push(advanced.y);
        history = advanced.history;
      }
      // the same sums, in another order where products of other shapes are made
      expect(relativeError(last ? parts.at(-1)! : concat(parts, 1), whole)).toBeLessThan(1e-13);
    }),
    { numRuns: 10 },
  );
});

test('attention over many positions gives what it gives for the whole sequence, and two continuations do not see each other', () => {
  const long = 300;
  const model = selfAttention(6, 2, { causal: true });
  const { params, state } = model.init(key(3), [long, 6], { dtype: 'float64' });
  const x = draw(5, 2, long, 6);
  const mask = uniform(key(6), [2, long]).greater(0.2);
  const whole = model.apply(params, state, x, { mask }).y;
  const go = (from: number, to: number, by: number, before: unknown, input = x): { readonly y: Tensor; readonly history: unknown } => {
    const parts: Tensor[] = [];
    let history = before;
    for (let at = from; at < to; at += by) {
      const end = Math.min(to, at + by);
      const advanced = advance(model, params, state, input.slice(null, [at, end]), history, { mask: mask.slice(null, [0, end]) });
      parts.push(advanced.y);
      history = advanced.history;
    }
    return { y: concat(parts, 1), history };
  };
  for (const by of [1, 17, 64, 150]) expect(relativeError(go(0, long, by, null).y, whole)).toBeLessThan(1e-13);
  const { history } = go(0, 130, 13, null);
  const other = draw(7, 2, long, 6);
  go(130, long, 1, history, other);
  expect(relativeError(go(130, long, 1, history).y, whole.slice(null, [130, long]))).toBeLessThan(1e-13);
});

test('what a call does not need again is in the history: the memory of cross-attention is given once', () => {
  const model = crossAttention(4, 2, { memoryFeatures: 5 });
  const { params, state } = model.init(key(3), [T, 4], { dtype: 'float64' });
  const first = advance(model, params, state, features.slice(null, [0, 3]), null, { memory });
  const rest = advance(model, params, state, features.slice(null, [3, T]), first.history);
  expect(relativeError(concat([first.y, rest.y], 1), model.apply(params, state, features, { memory }).y)).toBeLessThan(1e-14);
});

test('a layer made from another one by spreading it advances by its own map', () => {
  const doubled = { ...tanh(), apply: (_p: object, state: object, x: Tensor) => ({ y: x.mul(2), state: state as never }) };
  expect(advance(doubled, {}, {}, features).y.toArray()).toEqual(features.mul(2).toArray());
  expect(
    advance(
      activation(
        'cube',
        (z) => z.mul(z).mul(z),
        (z) => z.square().mul(3),
      ),
      {},
      {},
      features,
    ).y.toArray(),
  ).toEqual(features.mul(features).mul(features).toArray());
});

test.each<[string, Module, RegExp]>([
  ['attention that sees what comes later', sequential(selfAttention(4, 2)), /self-attention must see/],
  ['recurrence backwards', sequential(gru(4, 2, { reverse: true })), /gru must see/],
  ['a convolution', sequential(conv1d(7, 2, 3)), /conv1d must see/],
  ['a flattened sequence', sequential(flatten(), linear(28, 2)), /flatten must see/],
  ['a norm over positions', sequential(layerNorm([7, 4])), /layer-norm must see/],
  ['outputs joined along positions', parallel([linear(4, 2)], 'channels'), /along the positions/],
])('refuses %s', (_, model, message) => {
  const { params, state } = model.init(key(0), [T, 4]);
  expect(() => advance(model, params, state, features)).toThrow(message);
});

test('more positions than were learned are refused, counted from the beginning', () => {
  const model = learnedPositions(5, 4);
  const { params, state } = model.init(key(0), [5, 4]);
  const { history } = advance(model, params, state, features.slice(null, [0, 4]));
  expect(() => advance(model, params, state, features.slice(null, [4, 6]), history)).toThrow(/at most 5 positions/);
});

test('a row that sees nothing is 0, with gradients that are numbers', () => {
  const q = draw(4, 1, 2, 3);
  const hidden = tensor([
    [true, true],
    [false, false],
  ]);
  expect(attention(q, q, q, { mask: hidden }).at(0).at(1).toArray()).toEqual([0, 0, 0]);
  const padded = selfAttention(4, 2, { causal: true });
  const { params, state } = padded.init(key(3), [T, 4], { dtype: 'float64' });
  const mask = tensor(Array.from({ length: N * T }, (_, i) => i % T >= 3)).reshape([N, T]);
  const garbage = where(mask.expandDims(2), features, 1e3);
  const y = padded.apply(params, state, features, { mask }).y;
  const other = padded.apply(params, state, garbage, { mask }).y;
  expect(relativeError(other.slice(null, [3, T]), y.slice(null, [3, T]))).toBe(0);
  expect(relativeError(y.slice(null, [3, T]), padded.apply(params, state, features.slice(null, [3, T])).y)).toBeLessThan(1e-14);
});

test('a sequence gives the same however much it is filled up, and the filling is not trained on', async () => {
  const V = 11;
  const model = padded(0, sequential(embedding(V, 4, { paddingIndex: 0 }), repeat(2, transformerBlock(4, 2, { hidden: 6 })), linear(4, V)));
  const { params, state } = model.init(key(5), [3], { dtype: 'float64' });
  const short = tensor([[3, 1, 4]], 'int32');
  const long = tensor([[3, 1, 4, 0, 0, 0]], 'int32');
  const loss = perPosition(softmaxCrossEntropy, { ignoreIndex: 0 });
  const one = model.apply(params, state, short).y;
  const two = model.apply(params, state, long).y;
  expect(relativeError(two.slice(null, [0, 3]), one)).toBeLessThan(1e-14);
  const gradient = (x: Tensor): Tensor[] =>
    treeLeaves((grad((p: object) => loss(model.apply(p as never, state, x).y, x)) as (p: unknown) => unknown)(params));
  const theirs = gradient(long);
  gradient(short).forEach((g, i) => {
    expect(relativeError(theirs[i], g)).toBeLessThan(1e-12);
  });
  const data = {
    x: tensor(
      [
        [1, 2, 3, 0],
        [4, 5, 0, 0],
        [6, 0, 0, 0],
        [7, 8, 9, 10],
      ],
      'int32',
    ),
    y: tensor(
      [
        [2, 3, 1, 0],
        [5, 4, 0, 0],
        [6, 0, 0, 0],
        [8, 9, 10, 7],
      ],
      'int32',
    ),
  };
  const losses: number[] = [];
  for await (const e of train({
    model,
    loss,
    data,
    optimizer: adam({ learningRate: 0.02 }),
    batchSampler: shuffled,
    key: key(1),
    epochs: 30,
    batchSize: 2,
    compile: true,
  }))
    if (e.type === 'epoch') losses.push(e.loss);
  expect(losses.at(-1)).toBeLessThan(losses[0] / 3);
});

test.each<[string, () => unknown, RegExp]>([
  [
    'a mask of another length',
    () => selfAttention(4, 2).apply(selfAttention(4, 2).init(key(0), [T, 4]).params, {}, features, { mask: tensor([[true], [true]]) }),
    /mask of shape \[2, 1\] for 2 sequences of 7/,
  ],
  ['a mask of numbers', () => attention(features, features, features, { mask: tensor([1, 0, 1, 1, 1, 1, 1]) }), /dtype float64/],
  ['no memory', () => crossAttention(4, 2).apply(crossAttention(4, 2).init(key(0), [T, 4]).params, {}, features), /no memory/],
  [
    'a memory of other features',
    () => crossAttention(4, 2).apply(crossAttention(4, 2).init(key(0), [T, 4]).params, {}, features, { memory }),
    /it is \[2, positions, 4\]/,
  ],
  ['heads that do not divide', () => crossAttention(4, 3), /multiple of the heads/],
])('refuses %s', (_, f, message) => {
  expect(f).toThrow(message);
});
