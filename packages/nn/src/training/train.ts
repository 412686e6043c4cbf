/**
 * Training by stochastic gradients, as an async generator of events.
 *
 *   g_t = ∇ L(batch_t),   params′ = params + updates(g_t)
 *
 * Everything random comes from `key`: initial parameters, the order of batches, draws inside layers. Every event
 * carries a checkpoint; training that is resumed from one goes on bit for bit as if it had never stopped.
 */
import { type Key, foldIn } from '@adjoint/random';
import type { BatchSamplerV1, KernelsV1, OptimizerV1 } from '@adjoint/plugin';
import { ArgumentError, type FloatDType, isFinite, treeLeaves } from '@adjoint/tensor';
import type { Module } from '../core/module.ts';
import { pathKey } from '../core/path-key.ts';
import { requireSize } from '../core/require-size.ts';
import type { Loss } from '../losses/loss.ts';
import type { Metric } from '../metrics/metric.ts';
import { makeBreath } from './breathe.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import type { EndEvent, EndReason, TrainEvent } from './events.ts';
import { type ExampleSource, type Examples, exampleSource } from './examples.ts';
import { requireBatch, requireBatches } from './require-batches.ts';
import { requireResumable, requireSameBatches } from './require-resumable.ts';
import { reusedRows } from './reused-rows.ts';
import { makeTrainStep } from './train-step.ts';
import { withTier } from './with-tier.ts';

export interface TrainOptions<P, S> {
  readonly model: Module<P, S>;
  readonly loss: Loss;
  readonly data: Examples | ExampleSource;
  readonly optimizer: OptimizerV1;
  readonly batchSampler: BatchSamplerV1;
  readonly key: Key;
  /** How many passes in all; a resumed run makes those that are left. */
  readonly epochs: number;
  /** Default 128. */
  readonly batchSize?: number;
  /** Of the parameters (default float32). */
  readonly dtype?: FloatDType;
  /** Start from these instead of new ones. */
  readonly initial?: { readonly params: P; readonly state: S };
  /** Go on from here; `key` and `initial` are then taken from it. */
  readonly resume?: Checkpoint<P, S>;
  readonly validation?: Examples | ExampleSource;
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** End when the validation loss has not fallen for so many epochs (default: never). */
  readonly patience?: number;
  /** Report ‖∇L‖ with each step (default false). */
  readonly gradientNorm?: boolean;
  /**
   * Capture the step once for each batch shape and run it as a program (default false). The optimizer must be traceable;
   * layers and losses of one's own must not read values. The results are the same to the bit.
   */
  readonly compile?: boolean;
  /** Faster kernels for the steps and the validation, such as the WebAssembly tier (default: those in force). */
  readonly kernels?: KernelsV1;
  readonly signal?: AbortSignal;
}

/** Milliseconds of work between two pauses for the surroundings. */
const BREATH = 30;

/**
 * @returns events; the last, of type 'end', is also the return value. Aborting is an end, not an error
 * @throws ShapeError, ArgumentError, TreeError  before the first step, when model, data, checkpoint and options do not fit; before an epoch, when the
 *   sampler gives batches that are none; TreeError, ShapeError when the optimizer gives updates of another form
 * @example for await (const e of train({ model, loss: softmaxCrossEntropy, data, optimizer: sgd(), batchSampler, key, epochs: 3 })) …
 */
export async function* train<P, S>(options: TrainOptions<P, S>): AsyncGenerator<TrainEvent<P, S>, EndEvent<P, S>, undefined> {
  const { data, batchSampler, epochs, batchSize = 128, patience, signal } = options;
  requireSize('epochs', epochs, 0);
  requireSize('batchSize', batchSize);
  if (patience !== undefined) requireSize('patience', patience);
  if (patience !== undefined && options.validation === undefined)
    throw new ArgumentError('train: patience without validation', 'what is waited for is a lower validation loss: give validation');
  const source = exampleSource(data);
  const trainStep = makeTrainStep(options);
  const reused = options.compile === true && !('batch' in data) ? reusedRows(data) : null;
  if (options.resume !== undefined) requireResumable(options.resume, options.model, options.optimizer, source.inputShape);
  let at = options.resume ?? start(options, source);
  let best: Checkpoint<P, S> | undefined;
  let previous = at;
  const applyKey = pathKey(at.key, 'apply');
  const began = performance.now();
  const breathe = makeBreath(BREATH);
  const end = (reason: EndReason): EndEvent<P, S> => ({
    type: 'end',
    reason,
    params: at.params,
    state: at.state,
    checkpoint: at,
    ...(best === undefined ? null : { best }),
  });

  while (at.epoch < epochs) {
    const { epoch } = at;
    const batches = requireBatches(
      batchSampler.batches({
        size: source.size,
        batchSize,
        key: pathKey(at.key, 'batches'),
        epoch,
        ...(source.labels === undefined ? null : { labels: source.labels }),
      }),
      source.size,
    );
    requireSameBatches(at, batches);
    while (at.batch < batches.length) {
      if (signal?.aborted === true) return yield* last(end('aborted'));
      const batch = batches[at.batch];
      const examples = reused === null ? await source.batch(batch.indices) : reused.batch(batch.indices);
      requireBatch(examples, batch.indices.length);
      const { step } = at;
      const done = withTier(options.kernels, () => trainStep(at, examples, batch.weights, foldIn(applyKey, step)));
      if (!Number.isFinite(done.loss)) {
        if (!allFinite(at.params)) at = previous; // the last update did it
        return yield* last(end('not-finite'));
      }
      reused?.keep(done.next);
      previous = at;
      const n = batch.indices.length;
      at = {
        ...at,
        ...done.next,
        step: at.step + 1,
        batch: at.batch + 1,
        lossSum: at.lossSum + n * done.loss,
        lossCount: at.lossCount + n,
      };
      yield {
        type: 'step',
        epoch,
        step: at.step,
        loss: done.loss,
        batch: at.batch,
        batches: batches.length,
        checkpoint: at,
        ...(done.gradientNorm === undefined ? null : { gradientNorm: done.gradientNorm }),
      };
      await breathe();
    }

    if (!allFinite(at.params)) {
      at = previous;
      return yield* last(end('not-finite'));
    }
    const loss = at.lossSum / at.lossCount;
    let validation: Evaluation | undefined;
    try {
      validation =
        options.validation === undefined
          ? undefined
          : await evaluate({
              ...options,
              params: at.params,
              state: at.state,
              data: options.validation,
              batchSize: Math.max(batchSize, 256),
            });
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      return yield* last(end('aborted')); // the epoch is done but for its validation, which a resumed run makes
    }
    const improved = validation !== undefined && validation.loss < at.bestLoss;
    at = {
      ...at,
      epoch: epoch + 1,
      batch: 0,
      lossSum: 0,
      lossCount: 0,
      bestLoss: improved ? validation!.loss : at.bestLoss,
      epochsSinceBest: validation === undefined || improved ? 0 : at.epochsSinceBest + 1,
    };
    if (improved) best = at;
    yield {
      type: 'epoch',
      epoch,
      step: at.step,
      loss,
      seconds: (performance.now() - began) / 1000,
      checkpoint: at,
      ...(validation === undefined ? null : { validation, improved }),
    };
    if (patience !== undefined && at.epochsSinceBest >= patience) return yield* last(end('stopped-early'));
  }
  return yield* last(end('finished'));
}

const allFinite = (params: unknown): boolean => treeLeaves(params).every((p) => isFinite(p).all().item());

/** The end as an event and as the return value. */
function* last<P, S>(event: EndEvent<P, S>): Generator<EndEvent<P, S>, EndEvent<P, S>, undefined> {
  yield event;
  return event;
}

function start<P, S>({ model, key, dtype = 'float32', initial, optimizer }: TrainOptions<P, S>, source: ExampleSource): Checkpoint<P, S> {
  const { params, state } = initial ?? model.init(pathKey(key, 'init'), source.inputShape, { dtype });
  return {
    version: 1,
    params,
    state,
    optimizer: optimizer.init(params),
    key,
    step: 0,
    epoch: 0,
    batch: 0,
    lossSum: 0,
    lossCount: 0,
    bestLoss: Infinity,
    epochsSinceBest: 0,
  };
}
