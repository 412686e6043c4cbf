import { expect, test } from 'vitest';
import { iris } from '@adjoint/datasets';
import { accuracy, evaluate, linear, relu, sequential, softmaxCrossEntropy, train } from '@adjoint/nn';
import { adamPlugin, sgdPlugin } from '@adjoint/nn/plugins';
import { createRegistry } from '@adjoint/plugin';
import { key } from '@adjoint/random';
import { sequentialPlugin, shuffleOncePlugin, shufflePlugin, sortedPlugin, withReplacementPlugin } from '@adjoint/sampling/plugins';

const registry = createRegistry({
  plugins: [adamPlugin, sgdPlugin, shufflePlugin, shuffleOncePlugin, withReplacementPlugin, sequentialPlugin, sortedPlugin],
});
const { features, labels } = iris();
const data = { x: features.sub(features.mean(0)), y: labels };
const model = sequential(linear(4, 16), relu(), linear(16, 3));

async function trained(batchSampler: string, epochs: number): Promise<number> {
  const training = train({
    model,
    data,
    loss: softmaxCrossEntropy,
    key: key(3),
    epochs,
    batchSize: 10,
    optimizer: await registry.create('optimizer', 'adam', { learningRate: 0.02 }),
    batchSampler: await registry.create('batch-sampler', batchSampler, {}),
  });
  for (;;) {
    const { value } = await training.next();
    if (value.type === 'end')
      return (await evaluate({ model, params: value.params, state: value.state, data, loss: softmaxCrossEntropy, metrics: { accuracy } }))
        .metrics.accuracy;
  }
}

test.each(['shuffle', 'shuffle-once', 'with-replacement'])('a network learns iris when its batches come by %s', async (name) => {
  expect(await trained(name, 30)).toBeGreaterThan(0.93);
});

test('every batch sampler of the registry trains, by its recipe too', async () => {
  for (const p of registry.list('batch-sampler')) {
    const recipe = await registry.recipe('batch-sampler', p.name, {});
    const sampler = await registry.restore(JSON.parse(JSON.stringify(recipe)) as typeof recipe);
    expect(sampler.batches({ size: 150, batchSize: 10, labels: labels.data(), key: key(1) })).toHaveLength(15);
    expect(sampler.claim === 'unbiased').toBe(p.supports.unbiased);
  }
});
