/** How good a model is on examples it does not learn from. */
import { type Tensor, arange } from '@adjoint/tensor';
import type { KernelsV1 } from '@adjoint/plugin';
import type { Module } from '../core/module.ts';
import { requireSize } from '../core/require-size.ts';
import type { Loss } from '../losses/loss.ts';
import type { Metric } from '../metrics/metric.ts';
import { type ExampleSource, type Examples, exampleSource } from './examples.ts';
import { requireBatch } from './require-batches.ts';
import { withTier } from './with-tier.ts';

export interface EvaluateOptions<P = unknown, S = unknown> {
  readonly model: Module<P, S>;
  readonly params: P;
  readonly state: S;
  readonly data: Examples | ExampleSource;
  readonly loss: Loss;
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** Examples at a time (default 256): memory, not results. */
  readonly batchSize?: number;
  /** Default: those in force. */
  readonly kernels?: KernelsV1;
  readonly signal?: AbortSignal;
}

export interface Evaluation {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * Mean loss and metrics over all examples, with the model as it is used (`train: false`).
 *
 * @throws ShapeError when data, model and loss do not fit; ArgumentError for a batch size that is none
 * @example await evaluate({ model, params, state, data, loss: softmaxCrossEntropy, metrics: { accuracy } })
 */
export async function evaluate<P, S>(options: EvaluateOptions<P, S>): Promise<Evaluation> {
  const { model, params, state, loss, metrics = {}, batchSize = 256, signal } = options;
  requireSize('evaluate: batchSize', batchSize);
  const source = exampleSource(options.data);
  const names = Object.keys(metrics);
  const sums = new Float64Array(names.length + 1);
  for (let start = 0; start < source.size; start += batchSize) {
    signal?.throwIfAborted();
    const indices = Int32Array.from(arange(start, Math.min(start + batchSize, source.size)).data());
    const examples = await source.batch(indices);
    const { x, y } = examples;
    requireBatch(examples, indices.length);
    withTier(options.kernels, () => {
      const outputs: Tensor = model.apply(params, state, x, { train: false }).y;
      sums[0] += loss(outputs, y).item() * indices.length;
      for (const [i, name] of names.entries()) sums[i + 1] += metrics[name](outputs, y) * indices.length;
    });
  }
  const mean = (i: number): number => sums[i] / source.size;
  return { loss: mean(0), metrics: Object.fromEntries(names.map((name, i) => [name, mean(i + 1)])) };
}
