import { expect, test } from 'vitest';
import { key, uniform } from '@adjoint/random';
import { type Tensor, tensor, treeMap } from '@adjoint/tensor';
import {
  attention,
  certifyGradients,
  embedding,
  flatten,
  gru,
  learnedPositions,
  linear,
  lstm,
  meanSquaredError,
  selfAttention,
  sequential,
  sinusoidalPositions,
  sinusoids,
  transformerBlock,
  type Module,
} from '../index.ts';
import { relativeError } from '../../test/reference-case.ts';

const draw = (seed: number, ...shape: number[]): Tensor => uniform(key(seed), shape, { low: -1 });
const σ = (v: number): number => 1 / (1 + Math.exp(-v));
const rowsOf = (x: Tensor): number[][] => x.toArray() as number[][];
/** (W x + b)_k */
const affine = (W: number[][], x: readonly number[], b: readonly number[], k: number): number =>
  W[k].reduce((s, w, j) => s + w * x[j], b[k]);

test('GRU: every gate written out in numbers', () => {
  const model = gru(2, 3);
  const { params } = model.init(key(1), [4, 2], { dtype: 'float64' });
  const x = draw(2, 1, 4, 2);
  const W = rowsOf(params.W);
  const U = rowsOf(params.U);
  const b = [...params.b.data()];
  const c = [...params.c.data()];
  let h = [0, 0, 0];
  const expected = (x.at(0).toArray() as number[][]).map(
    (v) =>
      (h = h.map((old, i) => {
        const r = σ(affine(W, v, b, i) + affine(U, h, c, i));
        const z = σ(affine(W, v, b, 3 + i) + affine(U, h, c, 3 + i));
        return (1 - z) * Math.tanh(affine(W, v, b, 6 + i) + r * affine(U, h, c, 6 + i)) + z * old;
      })),
  );
  expect(relativeError(model.apply(params, {}, x).y, tensor([expected]))).toBeLessThan(1e-13);
  expect(relativeError(gru(2, 3, { last: true }).apply(params, {}, x).y, tensor([expected[3]]))).toBeLessThan(1e-13);
});

test('LSTM: every gate written out in numbers', () => {
  const model = lstm(2, 3);
  const { params } = model.init(key(1), [4, 2], { dtype: 'float64' });
  const x = draw(2, 1, 4, 2);
  const W = rowsOf(params.W);
  const U = rowsOf(params.U);
  const b = [...params.b.data()];
  const c = [...params.c.data()];
  let h = [0, 0, 0];
  let memory = [0, 0, 0];
  const expected = (x.at(0).toArray() as number[][]).map((v) => {
    const gate = (k: number, i: number): number => affine(W, v, b, 3 * k + i) + affine(U, h, c, 3 * k + i);
    memory = memory.map((m, i) => σ(gate(1, i)) * m + σ(gate(0, i)) * Math.tanh(gate(2, i)));
    return (h = memory.map((m, i) => σ(gate(3, i)) * Math.tanh(m)));
  });
  expect(relativeError(model.apply(params, {}, x).y, tensor([expected]))).toBeLessThan(1e-13);
});

test('reversed, a recurrent layer reads from the end', () => {
  const forward = gru(2, 3);
  const { params } = forward.init(key(1), [4, 2], { dtype: 'float64' });
  const x = draw(2, 2, 4, 2);
  expect(relativeError(gru(2, 3, { reverse: true }).apply(params, {}, x.flip(1)).y, forward.apply(params, {}, x).y.flip(1))).toBe(0);
});

test('attention: a mean of the values weighted by softmax', () => {
  const q = draw(1, 2, 3);
  const k = draw(2, 4, 3);
  const v = draw(3, 4, 2);
  const y = attention(q, k, v);
  const Q = rowsOf(q);
  const K = rowsOf(k);
  const V = rowsOf(v);
  const expected = Q.map((a) => {
    const e = K.map((b) => Math.exp(a.reduce((s, t, i) => s + t * b[i], 0) / Math.sqrt(3)));
    const total = e.reduce((s, t) => s + t, 0);
    return [0, 1].map((j) => V.reduce((s, row, i) => s + (e[i] / total) * row[j], 0));
  });
  expect(relativeError(y, tensor(expected))).toBeLessThan(1e-14);
});

test('causal attention sees nothing of what comes later; a mask hides positions', () => {
  const model = selfAttention(8, 2, { causal: true });
  const { params } = model.init(key(0), [5, 8], { dtype: 'float64' });
  const x = draw(1, 1, 5, 8);
  const later = tensor(x.toArray() as never);
  const changed = tensor(Array.from(later.data(), (v, i) => (i >= 3 * 8 ? v + 7 : v))).reshape([1, 5, 8]);
  const one = model.apply(params, {}, x).y;
  const two = model.apply(params, {}, changed).y;
  expect(relativeError(two.slice(null, [0, 3]), one.slice(null, [0, 3]))).toBe(0);
  expect(relativeError(two.slice(null, [3, 5]), one.slice(null, [3, 5]))).toBeGreaterThan(0.01);
  const q = draw(1, 2, 3);
  const k = draw(2, 4, 3);
  const v = draw(3, 4, 2);
  expect(
    relativeError(attention(q, k, v, { mask: tensor([true, true, false, false]) }), attention(q, k.slice([0, 2]), v.slice([0, 2]))),
  ).toBeLessThan(1e-15);
});

test('sinusoids: the first is sin t, and positions differ by a rotation', () => {
  const p = sinusoids(6, 4);
  for (let t = 0; t < 6; t++)
    for (const [j, f] of [
      [0, Math.sin(t)],
      [1, Math.cos(t)],
      [2, Math.sin(t / 100)],
      [3, Math.cos(t / 100)],
    ])
      expect(p.slice(t, j).item()).toBeCloseTo(f, 14);
  expect(sinusoids(3, 5).shape).toEqual([3, 5]);
});

const ends = (model: Module, shape: number[]): Module =>
  sequential(
    model,
    flatten(),
    linear(
      model.outputShape(shape).reduce((a, b) => a * b, 1),
      2,
    ),
  );
test.each([
  ['gru', gru(3, 4), [5, 3]],
  ['lstm backwards, last', lstm(3, 4, { reverse: true, last: true }), [5, 3]],
  ['self-attention', selfAttention(6, 3, { causal: true }), [4, 6]],
  ['positions', sequential(sinusoidalPositions(), learnedPositions(9, 6)), [4, 6]],
  ['transformer block', transformerBlock(6, 2, { causal: true, hidden: 5 }), [4, 6]],
] as const)('gradients through %s are right', (_, layer, shape) => {
  const model = ends(layer, [...shape]);
  const { params, state } = model.init(key(0), shape);
  const c = certifyGradients(model, { params, state, x: draw(1, 3, ...shape), y: draw(2, 3, 2), loss: meanSquaredError });
  // A bias of the keys moves all scores of a row alike: its gradient is 0 but for rounding, which differences cannot decide.
  const decided = c.checks.filter((check) => !check.id.endsWith('.key.b'));
  expect(decided.map((check) => check.verdict).filter((v) => v !== 'holds')).toEqual([]);
  expect(c.verdict).not.toBe('fails');
});

test('an embedding adds up the gradients of repeated indices and leaves the padding row alone', () => {
  const model = sequential(embedding(5, 2, { paddingIndex: 0 }), flatten(), linear(6, 1));
  const { params, state } = model.init(key(0), [3], { dtype: 'float64' });
  const c = certifyGradients(sequential(embedding(5, 2), flatten(), linear(6, 1)), {
    params,
    state,
    x: tensor(
      [
        [1, 1, 4],
        [2, 0, 1],
      ],
      'int32',
    ),
    y: draw(2, 2, 1),
  });
  expect(c.verdict).toBe('holds');
  expect(() => model.apply(params, state, tensor([[1, 5, 0]], 'int32'))).toThrow(/index 5/);
});

test.each([
  ['heads that do not divide the features', () => selfAttention(6, 4), /multiple/],
  ['a sequence longer than its positions', () => learnedPositions(3, 2).outputShape([4, 2]), /at most 3/],
  ['other inputs of a recurrent layer', () => gru(2, 3).outputShape([4, 3]), /positions ≥ 1, 2/],
  ['queries and keys of different length', () => attention(draw(1, 2, 3), draw(2, 4, 2), draw(3, 4, 2)), /attention/],
])('refuses %s', (_, f, message) => {
  expect(f).toThrow(message);
});

test('parameters keep one tree whatever the input length', () => {
  const a = gru(2, 3).init(key(0), [4, 2]).params;
  const b = gru(2, 3).init(key(0), [9, 2]).params;
  treeMap(
    (x, y) => {
      expect(y.toArray()).toEqual(x.toArray());
      return x;
    },
    a,
    b,
  );
});
