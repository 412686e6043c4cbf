import { expect, test } from 'vitest';
import { createRegistry } from '@adjoint/plugin';
import { scalar, tensor } from '@adjoint/tensor';
import { adamPlugin, sgdPlugin } from '../plugins.ts';

const registry = createRegistry({ plugins: [sgdPlugin, adamPlugin] });

test('defaults are filled in: sgd steps by 0.1 times the gradient', async () => {
  const optimizer = await registry.create('optimizer', 'sgd');
  const params = { w: tensor([1, 2]) }, grads = { w: tensor([10, -10]) };
  const { updates } = optimizer.update({ grads, params, state: optimizer.init(params), step: scalar(0), value: scalar(0) });
  expect((updates as typeof params).w.toArray()).toEqual([-1, 1]);
});

test('an optimizer is rebuilt from a recipe of plain JSON', async () => {
  const recipe = JSON.parse('{"kind":"optimizer","name":"adam","spec":"v1","config":{"learningRate":0.5}}') as never;
  const optimizer = await registry.restore<'optimizer'>(recipe);
  const params = { w: tensor([0]) };
  const { updates } = optimizer.update({ grads: { w: tensor([3]) }, params, state: optimizer.init(params), step: scalar(0), value: scalar(0) });
  expect((updates as typeof params).w.item()).toBeCloseTo(-0.5, 8); // the first step of Adam is the rate times the sign
});

test.each([
  ['sgd', { learningRate: -1 }, /learningRate/],
  ['sgd', { momentum: 1 }, /momentum/],
  ['sgd', { learningrate: 0.1 }, /learningrate/],
  ['adam', { beta2: 1.5 }, /beta2/],
  ['adam', { epsilon: NaN }, /epsilon/],
])('%s refuses the configuration %o by its field', async (name, config, message) => {
  await expect(registry.create('optimizer', name, config as never)).rejects.toThrow(message);
});

test('says what it can do', () => {
  expect(registry.list('optimizer', { traceable: true }).map((p) => p.name)).toEqual(['sgd', 'adam']);
});
