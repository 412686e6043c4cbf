/** What networks learn of all 60,000 digits, in the mean over three seeds: as good as PyTorch's, less what a seed may change. */
import { expect, test } from 'vitest';
import { mnist } from '@adjoint/datasets/node';
import { wasmKernels } from '@adjoint/kernels/wasm';
import {
  type Module,
  accuracy,
  adam,
  conv2d,
  evaluate,
  flatten,
  linear,
  maxPool,
  relu,
  sequential,
  softmaxCrossEntropy,
  train,
} from '@adjoint/nn';
import { key } from '@adjoint/random';
import { shuffle } from '@adjoint/sampling';

const perceptron = sequential(linear(784, 128), relu(), linear(128, 10)) as Module;
const convolutional = sequential(
  conv2d(1, 8, 3),
  relu(),
  maxPool(2),
  conv2d(8, 16, 3),
  relu(),
  maxPool(2),
  flatten(),
  linear(400, 10),
) as Module;

test.each([
  ['a perceptron 784-128-10, ten epochs', perceptron, [784], 10, 0.973], // PyTorch 0.9765
  ['a convolutional network, three epochs', convolutional, [1, 28, 28], 3, 0.977],
])('%s of Adam', async (_, model, shape, epochs, least) => {
  const digits = await mnist();
  const kernels = wasmKernels();
  const as = (set: typeof digits.train): { x: typeof set.images; y: typeof set.labels } => ({
    x: set.images.reshape([-1, ...shape]),
    y: set.labels,
  });
  const found: number[] = [];
  for (const seed of [0, 1, 2]) {
    for await (const event of train({
      model,
      loss: softmaxCrossEntropy,
      data: as(digits.train),
      optimizer: adam({ learningRate: 0.001 }),
      batchSampler: shuffle(),
      key: key(seed),
      epochs,
      batchSize: 128,
      kernels,
      compile: true,
    })) {
      if (event.type !== 'end') continue;
      expect(event.reason).toBe('finished');
      const { metrics } = await evaluate({
        model,
        params: event.params,
        state: event.state,
        data: as(digits.test),
        loss: softmaxCrossEntropy,
        metrics: { accuracy },
        kernels,
      });
      found.push(metrics.accuracy);
    }
  }
  expect(found).toHaveLength(3);
  expect(found.reduce((a, b) => a + b, 0) / 3, found.join(', ')).toBeGreaterThanOrEqual(least);
});
