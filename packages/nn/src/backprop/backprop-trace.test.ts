import { expect, test } from 'vitest';
import { grad } from '@adjoint/calculus';
import { key, uniform } from '@adjoint/random';
import { type Tensor, tensor, treeLeaves } from '@adjoint/tensor';
import {
  backpropTrace,
  backpropTraceJson,
  conv2d,
  embedding,
  flatten,
  formatBackpropTrace,
  linear,
  maxPool,
  meanSquaredError,
  relu,
  sequential,
  sigmoid,
  softmaxCrossEntropy,
  tanh,
} from '../index.ts';
import { referenceCase, relativeError } from '../../test/reference-case.ts';

test('agrees with PyTorch on the sigmoid network of the usual derivation: every z, a, dW, db', () => {
  const {
    inputs: { x, t },
    params: p,
    outputs,
    grads,
  } = referenceCase('mlp-sigmoid-mse');
  const model = sequential(linear(4, 6), sigmoid(), linear(6, 3), sigmoid());
  // C = ½ Σ (a − t)² / N is 3/2 of the mean over 3 features
  const trace = backpropTrace(model, [{ W: p.W1, b: p.b1 }, {}, { W: p.W2, b: p.b2 }, {}], x, t, {
    loss: (a, y) => meanSquaredError(a, y).mul(1.5),
  });
  const [one, two] = trace.layers;
  expect(trace.layers).toHaveLength(2);
  for (const [mine, theirs] of [
    [one.z, outputs.z1],
    [one.a, outputs.a1],
    [two.z, outputs.z2],
    [two.a, outputs.a2],
    [one.dW!, grads.W1],
    [one.db!, grads.b1],
    [two.dW!, grads.W2],
    [two.db!, grads.b2],
  ]) {
    expect(relativeError(mine, theirs)).toBeLessThanOrEqual(1e-11);
  }
  // δ₂ = (a₂ − t) ⊙ a₂(1 − a₂), written out
  const a2 = two.a;
  expect(relativeError(two.delta, a2.sub(t).mul(a2).mul(a2.neg().add(1)))).toBeLessThanOrEqual(1e-14);
  expect(trace.certificate.verdict).toBe('holds');
  expect(trace.certificate.checks).toHaveLength(4);
});

test('for one example dW is the outer product δ aᵀ and db is δ', () => {
  const model = sequential(linear(3, 2), tanh(), linear(2, 2));
  const { params } = model.init(key(3), [3], { dtype: 'float64' });
  const { layers } = backpropTrace(model, params, tensor([[0.3, -1.2, 2]]), tensor([1], 'int32'));
  for (const { dW, db, delta, input } of layers) {
    expect(dW!.toArray()).toEqual(delta.mT().matmul(input).toArray());
    expect(db!.toArray()).toEqual(delta.at(0).toArray());
  }
});

test('δ of softmax cross-entropy is p − y', () => {
  const model = linear(2, 3);
  const x = tensor([
    [1, 2],
    [0.5, -1],
  ]);
  const y = tensor([2, 0], 'int32');
  const { params } = model.init(key(0), [2], { dtype: 'float64' });
  const [layer] = backpropTrace(model, params, x, y).layers;
  const p = layer.z.sub(layer.z.logSumExp(1, { keepDims: true })).exp();
  const target = tensor([
    [0, 0, 1],
    [1, 0, 0],
  ]);
  expect(relativeError(layer.delta, p.sub(target))).toBeLessThan(1e-14);
});

test('equals grad in float32 too, and through layers without a formula of their own', () => {
  const block = { ...sequential(linear(4, 4), tanh()), kind: 'block' }; // not opened: goes by differentiation
  const model = sequential(linear(5, 4), relu(), block, linear(4, 3));
  const { params, state } = model.init(key(5), [5]);
  const x = uniform(key(1), [7, 5], { low: -2, high: 2 });
  const y = tensor([0, 1, 2, 0, 1, 2, 0], 'int32');
  const trace = backpropTrace(model, params, x, y, { state });
  const grads = grad((p: typeof params) => softmaxCrossEntropy(model.apply(p, state, x).y, y))(params);
  for (const [i, g] of treeLeaves(trace.grads).entries()) expect(relativeError(g, treeLeaves(grads)[i])).toBeLessThan(1e-5);
  expect(trace.layers.map((l) => l.kind)).toEqual(['linear', 'block', 'linear']);
  expect(trace.certificate.verdict).toBe('holds');
});

test('a certificate fails when the recursion is wrong: relu with a derivative of one', () => {
  const broken = { ...relu(), derivative: (z: Tensor) => z.mul(0).add(1) };
  const model = sequential(linear(3, 4), broken, linear(4, 2));
  const { params } = model.init(key(2), [3], { dtype: 'float64' });
  const { certificate } = backpropTrace(
    model,
    params,
    uniform(key(4), [9, 3], { low: -2, high: 2 }),
    tensor([0, 1, 0, 1, 0, 1, 0, 1, 0], 'int32'),
  );
  expect(certificate.verdict).toBe('fails');
  expect(certificate.checks.filter((c) => c.verdict === 'fails').map((c) => c.id)).toEqual([
    'agreement:grads[0].W',
    'agreement:grads[0].b',
  ]);
});

test('counts dead and saturated units', () => {
  const model = sequential(linear(1, 2, { bias: false }), relu());
  const [{ saturation }] = backpropTrace(
    model,
    [{ W: tensor([[1], [-1]]) }, {}],
    tensor([[1], [2]]),
    tensor([
      [0, 0],
      [0, 0],
    ]),
  ).layers;
  expect(saturation).toBe(0.5);
  const tail = sequential(linear(1, 1, { bias: false }), tanh());
  expect(backpropTrace(tail, [{ W: tensor([[1]]) }, {}], tensor([[0], [5]]), tensor([[0], [0]])).layers[0].saturation).toBe(0.5);
});

test('prints as a table and as JSON', () => {
  const model = sequential(linear(3, 2), tanh(), linear(2, 2));
  const { params } = model.init(key(3), [3], { dtype: 'float64' });
  const trace = backpropTrace(model, params, tensor([[0.3, -1.2, 2]]), tensor([1], 'int32'));
  const text = formatBackpropTrace(trace);
  expect(text).toMatch(/dW = δ a⁻ᵀ per example/);
  expect(text).toMatch(/^1 {2}linear \+ tanh {2}3 → 2/m);
  const json = JSON.parse(JSON.stringify(backpropTraceJson(trace))) as { layers: { z: number[][]; grads: { W: number[][] } }[] };
  expect(json.layers[0].z).toEqual(trace.layers[0].z.toArray());
  expect(json.layers[1].grads.W).toEqual(trace.layers[1].dW!.toArray());
});

test('an empty batch and labels out of range are refused', () => {
  const model = linear(2, 2);
  const { params } = model.init(key(0), [2]);
  expect(() => backpropTrace(model, params, tensor([[1, 2]]).slice([0, 0]), tensor([0], 'int32'))).toThrow(/at least one/);
  expect(() => backpropTrace(model, params, tensor([[1, 2]]), tensor([2], 'int32'))).toThrow(/label 2/);
});

test('a convolutional network is traced too: layers without the form z = W a + b by differentiation', () => {
  const model = sequential(conv2d(1, 3, 3), relu(), maxPool(2), flatten(), linear(27, 4), tanh(), linear(4, 2));
  const { params } = model.init(key(1), [1, 8, 8], { dtype: 'float64' });
  const trace = backpropTrace(model, params, uniform(key(2), [5, 1, 8, 8]), tensor([0, 1, 0, 1, 1], 'int32'));
  expect(trace.layers.map((l) => [l.kind, l.activation])).toEqual([
    ['conv2d', 'relu'],
    ['max-pool', null],
    ['flatten', null],
    ['linear', 'tanh'],
    ['linear', null],
  ]);
  expect(trace.layers[0].delta.shape).toEqual([5, 3, 6, 6]);
  expect(trace.certificate.verdict).toBe('holds');
  expect(formatBackpropTrace(trace)).toMatch(/conv2d \+ relu +\[1×8×8\] → \[3×6×6\]/);
});

test('indices at the front: nothing goes on behind an embedding', () => {
  const model = sequential(embedding(5, 3), flatten(), linear(6, 2));
  const { params } = model.init(key(1), [2], { dtype: 'float64' });
  const trace = backpropTrace(
    model,
    params,
    tensor(
      [
        [0, 4],
        [4, 4],
      ],
      'int32',
    ),
    tensor([0, 1], 'int32'),
  );
  expect(trace.certificate.verdict).toBe('holds');
  expect((trace.layers[0].grads as { E: Tensor }).E.at(1).toArray()).toEqual([0, 0, 0]);
});
