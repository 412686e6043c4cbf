import { expect, test } from 'vitest';
import { grad } from '@adjoint/calculus';
import { key, uniform } from '@adjoint/random';
import { type Primitive, type Tensor, bind1, tensor, treeMap } from '@adjoint/tensor';
import {
  activation,
  certifyGradients,
  linear,
  meanSquaredError,
  relu,
  selfAttention,
  sequential,
  sigmoid,
  softmaxCrossEntropy,
  tanh,
} from '../index.ts';

const x = uniform(key(1), [12, 5], { low: -2, high: 2 });
const y = tensor([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 'int32');
const model = sequential(linear(5, 7), tanh(), linear(7, 6), sigmoid(), linear(6, 3));

test('a right gradient holds, every parameter by name', () => {
  const { params } = model.init(key(0), [5]);
  const c = certifyGradients(model, { params, x, y });
  expect(c.verdict).toBe('holds');
  expect(c.strength).toBe('evidence');
  expect(new Set(c.checks.map((check) => check.id.split(':')[1]))).toEqual(
    new Set(['params[0].W', 'params[0].b', 'params[2].W', 'params[2].b', 'params[4].W', 'params[4].b']),
  );
});

test('a network with kinks is decided too', () => {
  const kinked = sequential(linear(5, 16), relu(), linear(16, 8), relu(), linear(8, 3));
  const { params } = kinked.init(key(4), [5]);
  expect(certifyGradients(kinked, { params, x, y }).verdict).toBe('holds');
});

test('a wrong sign in one layer is refused, and only that layer is blamed', () => {
  const { params } = model.init(key(0), [5], { dtype: 'float64' });
  const right = grad((p: typeof params) => softmaxCrossEntropy(model.apply(p, [{}, {}, {}, {}, {}] as never, x).y, y))(params);
  const wrong = right.map((g, i) => (i === 2 ? treeMap((t: Tensor) => t.neg(), g) : g)) as unknown as typeof params;
  const c = certifyGradients(model, { params, x, y }, { grads: wrong });
  expect(c.verdict).toBe('fails');
  expect(c.checks.filter((check) => check.verdict === 'fails').every((check) => check.id.includes('params[2]'))).toBe(true);
});

test('an error of one part in a thousand in a gradient is refused', () => {
  const { params } = model.init(key(0), [5], { dtype: 'float64' });
  const right = grad((p: typeof params) => softmaxCrossEntropy(model.apply(p, [{}, {}, {}, {}, {}] as never, x).y, y))(params);
  const wrong = treeMap((t: Tensor) => t.mul(1.001), right) as unknown as typeof params;
  expect(certifyGradients(model, { params, x, y }, { grads: wrong }).verdict).toBe('fails');
  expect(certifyGradients(model, { params, x, y }, { grads: right as unknown as typeof params }).verdict).toBe('holds');
});

test('a layer with a wrong backward rule is found', () => {
  const cubePrimitive: Primitive = {
    name: 'cube',
    abstract: ([a]) => [a],
    evaluate: ([a]) => [a.mul(a).mul(a)],
    vjp: ([ct], [a]) => [ct!.mul(a.square().mul(2))],
  };
  const cube = activation(
    'cube',
    (z) => bind1(cubePrimitive, [z], undefined),
    (z) => z.square().mul(2),
  );
  const broken = sequential(linear(5, 4), cube, linear(4, 1));
  const { params } = broken.init(key(3), [5]);
  const c = certifyGradients(broken, { params, x, y: uniform(key(9), [12, 1]), loss: meanSquaredError });
  expect(c.checks.filter((check) => check.verdict === 'fails').map((check) => check.id)).toEqual([
    'difference-0:params[0].W',
    'difference-1:params[0].W',
    'difference-0:params[0].b',
    'difference-1:params[0].b',
  ]);
});

test('a gradient of zero, of a dead network, holds; grads of another structure are refused', () => {
  const dead = sequential(linear(1, 2), relu(), linear(2, 1));
  const params = [{ W: tensor([[1], [1]]), b: tensor([-100, -100]) }, {}, { W: tensor([[1, 1]]), b: tensor([0]) }] as never;
  const c = certifyGradients(dead, { params, x: tensor([[1], [2]]), y: tensor([[1], [2]]) });
  expect(c.verdict).toBe('holds');
  expect(() => certifyGradients(dead, { params, x: tensor([[1]]), y: tensor([[1]]) }, { grads: [] as never })).toThrow(/params\[0\]\.W/);
});

test('a parameter to which the loss does not react, as the b of the keys of attention, is decided too', () => {
  const attention = selfAttention(4, 2, { causal: true });
  const sequences = uniform(key(5), [3, 5, 4], { low: -1 });
  const targets = uniform(key(6), [3, 5, 4], { low: -1 });
  const { params, state } = attention.init(key(2), [5, 4], { dtype: 'float64' });
  const batch = { params, state, x: sequences, y: targets, loss: meanSquaredError };
  const c = certifyGradients(attention, batch);
  expect(c.checks.filter(({ id }) => id.includes('key.b')).map(({ verdict }) => verdict)).toEqual(['holds', 'holds']);
  expect(c.verdict).toBe('holds');

  const right = grad((p: typeof params) => meanSquaredError(attention.apply(p, state, sequences).y, targets))(params);
  const grads = { ...right, key: { ...right.key, b: right.key.b!.add(1e-6) } };
  const wrong = certifyGradients(attention, batch, { grads });
  expect(
    wrong.checks.filter(({ verdict }) => verdict !== 'holds').every(({ id, verdict }) => id.includes('key.b') && verdict === 'fails'),
  ).toBe(true);
  expect(wrong.verdict).toBe('fails');
});
