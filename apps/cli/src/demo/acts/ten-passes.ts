/** Ten passes over all 60,000 digits, in one order and sorted, compiled and on the kernels of WebAssembly. */
import type { Mnist } from '@adjoint/datasets';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { accuracy, evaluate, linear, relu, sequential, softmaxCrossEntropy, train } from '@adjoint/nn';
import type { BatchSamplerV1, OptimizerV1 } from '@adjoint/plugin';
import type { Key } from '@adjoint/random';
import type { Progress } from '../act.ts';

export interface Order { readonly name: string; readonly optimizer: OptimizerV1; readonly batchSampler: BatchSamplerV1 }
export interface TenPasses { readonly accuracy: number; readonly seconds: number }

export const PASSES = 10, WIDE_BATCH = 128;

/** Test accuracy after the last pass for each order; progress from `from` to 1. */
export async function* tenPasses(digits: Mnist, width: number, orders: readonly Order[], key: Key, signal: AbortSignal, from: number): AsyncGenerator<Progress, readonly TenPasses[]> {
  const model = sequential(linear(784, width), relu(), linear(width, 10)), kernels = wasmKernels(), results: TenPasses[] = [];
  const data = { x: digits.train.images, y: digits.train.labels }, test = { x: digits.test.images, y: digits.test.labels };
  for (const [i, { name, optimizer, batchSampler }] of orders.entries()) {
    const start = performance.now();
    let epoch = 0;
    for await (const event of train({ model, loss: softmaxCrossEntropy, data, optimizer, batchSampler, key, epochs: PASSES, batchSize: WIDE_BATCH, kernels, compile: optimizer.traceable === true, signal })) {
      if (event.type === 'epoch') yield { done: from + (1 - from) * (i + ++epoch / PASSES) / orders.length, note: `${name}, pass ${epoch}: ${event.loss.toFixed(3)}` };
      if (event.type !== 'end') continue;
      const seconds = (performance.now() - start) / 1e3, { params, state } = event.checkpoint as { params: Parameters<typeof model.apply>[0]; state: Parameters<typeof model.apply>[1] };
      const { metrics } = await evaluate({ model, params, state, data: test, loss: softmaxCrossEntropy, metrics: { accuracy }, kernels, signal });
      results.push({ accuracy: metrics.accuracy, seconds });
    }
  }
  return results;
}
