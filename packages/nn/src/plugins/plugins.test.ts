import { expect, test } from 'vitest';
import { createRegistry } from '@adjoint/plugin';
import { scalar, tensor } from '@adjoint/tensor';
import { adamPlugin, scheduledPlugin, sgdPlugin } from '../plugins.ts';

const registry = createRegistry({ plugins: [sgdPlugin, adamPlugin] });

test('defaults are filled in: sgd steps by 0.1 times the gradient', async () => {
  const optimizer = await registry.create('optimizer', 'sgd');
  const params = { w: tensor([1, 2]) };
  const grads = { w: tensor([10, -10]) };
  const { updates } = optimizer.update({ grads, params, state: optimizer.init(params), step: scalar(0), value: scalar(0) });
  expect((updates as typeof params).w.toArray()).toEqual([-1, 1]);
});

test('an optimizer is rebuilt from a recipe of plain JSON', async () => {
  const recipe = JSON.parse('{"kind":"optimizer","name":"adam","spec":"v1","config":{"learningRate":0.5}}') as never;
  const optimizer = await registry.restore<'optimizer'>(recipe);
  const params = { w: tensor([0]) };
  const { updates } = optimizer.update({
    grads: { w: tensor([3]) },
    params,
    state: optimizer.init(params),
    step: scalar(0),
    value: scalar(0),
  });
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

test('a recipe puts an optimizer under a schedule, with warm-up', async () => {
  const scope = createRegistry({ plugins: [sgdPlugin, scheduledPlugin] });
  const optimizer = await scope.restore<'optimizer'>({
    kind: 'optimizer',
    name: 'scheduled',
    spec: 'v1',
    config: { optimizer: 'sgd', config: { learningRate: 2 }, schedule: 'linear', steps: 10, warmup: 4 },
  } as never);
  const params = { w: tensor([0], 'float32') };
  const at = (step: number): number =>
    (
      optimizer.update({
        grads: { w: tensor([1], 'float32') },
        params,
        state: optimizer.init(params),
        step: scalar(step),
        value: scalar(0),
      }).updates as typeof params
    ).w.item();
  expect([0, 2, 4, 9, 14, 99].map(at).map((u) => u + 0)).toEqual([0, -1, -2, -1, 0, 0]);
});

test.each([
  [{ schedule: 'cosine' }, /optimizer/],
  [{ optimizer: 'sgd', schedule: 'sawtooth' }, /schedule/],
  [{ optimizer: 'sgd', steps: 0 }, /steps/],
  [{ optimizer: 'nobody' }, /nobody/],
])('a schedule refuses %o', async (config, message) => {
  const scope = createRegistry({ plugins: [sgdPlugin, scheduledPlugin] });
  await expect(scope.create('optimizer', 'scheduled', config as never)).rejects.toThrow(message);
});
