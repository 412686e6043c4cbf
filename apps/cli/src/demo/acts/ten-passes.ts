/** Ten passes over all 60,000 digits, in one order and sorted: each compiled, on the kernels of WebAssembly, on a thread of its own. */
import { Worker } from 'node:worker_threads';
import type { Mnist } from '@adjoint/datasets';
import { wasmKernels } from '@adjoint/kernels/wasm';
import {
  type RemoteEvent,
  accuracy,
  evaluate,
  linear,
  loadCheckpoint,
  relu,
  sequential,
  softmaxCrossEntropy,
  trainInWorker,
} from '@adjoint/nn';
import type { Json, OptimizerV1, Recipe } from '@adjoint/plugin';
import type { Key, KeyData } from '@adjoint/random';
import type { Progress } from '../act.ts';

export interface Order {
  readonly name: string;
  readonly optimizer: OptimizerV1;
  readonly recipes: { readonly optimizer: Recipe<'optimizer'>; readonly batchSampler: Recipe<'batch-sampler'> };
}
export interface TenPasses {
  readonly accuracy: number;
  readonly seconds: number;
}

/** What crosses to a worker: plain data, from which it makes the same network and the same plugins. */
export interface TenPassesRequest {
  readonly width: number;
  readonly key: KeyData;
  readonly recipes: Order['recipes'];
  readonly pluginFiles: readonly string[];
}

export const PASSES = 10;
export const WIDE_BATCH = 128;

export const network = (width: number) => sequential(linear(784, width), relu(), linear(width, 10));

export interface TenPassesOptions {
  readonly width: number;
  readonly key: Key;
  readonly pluginFiles: readonly string[];
  readonly signal: AbortSignal;
  /** Progress goes from here to 1. */
  readonly from: number;
}

/** Test accuracy after the last pass for each order. */
export async function* tenPasses(
  test: Mnist['test'],
  orders: readonly Order[],
  { width, key, pluginFiles, signal, from }: TenPassesOptions,
): AsyncGenerator<Progress, readonly TenPasses[]> {
  const model = network(width);
  const kernels = wasmKernels();
  const results: TenPasses[] = [];
  const begun = performance.now();
  const script = new URL(`./ten-passes-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
  const workers = orders.map(() => new Worker(script));
  try {
    const events = interleave(
      orders.map(({ recipes }, i) =>
        trainInWorker(workers[i], { width, key: key.toJSON(), recipes, pluginFiles } satisfies TenPassesRequest as unknown as Json, {
          signal,
        }),
      ),
    );
    let passes = 0;
    for await (const [i, event] of events) {
      const { name, optimizer } = orders[i];
      if (event.type === 'epoch')
        yield {
          done: from + ((1 - from) * ++passes) / (PASSES * orders.length),
          note: `${name}, pass ${event.epoch + 1}: ${event.loss.toFixed(3)}`,
        };
      if (event.type !== 'end') continue;
      const seconds = (performance.now() - begun) / 1e3;
      const { params, state } = loadCheckpoint(event.checkpoint, model, optimizer, [784]);
      const { metrics } = await evaluate({
        model,
        params,
        state,
        data: { x: test.images, y: test.labels },
        loss: softmaxCrossEntropy,
        metrics: { accuracy },
        kernels,
        signal,
      });
      results[i] = { accuracy: metrics.accuracy, seconds };
    }
  } finally {
    await Promise.all(workers.map((w) => w.terminate()));
  }
  return results;
}

/** What several sources yield, in the order of arrival, each with the number of its source. */
async function* interleave(sources: readonly AsyncIterator<RemoteEvent, void>[]): AsyncGenerator<readonly [number, RemoteEvent]> {
  const next = async (i: number): Promise<readonly [number, IteratorResult<RemoteEvent, void>]> => [i, await sources[i].next()];
  const waiting = new Map(sources.map((_, i) => [i, next(i)] as const));
  while (waiting.size > 0) {
    const [i, step] = await Promise.race(waiting.values());
    if (step.done === true) {
      waiting.delete(i);
      continue;
    }
    waiting.set(i, next(i));
    yield [i, step.value];
  }
}
