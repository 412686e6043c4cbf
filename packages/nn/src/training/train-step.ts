/**
 * One step of training as a pure function of tensors: gradient of the batch's loss, update of the optimizer, new
 * parameters. Run as it is, or captured once for each batch shape and replayed as a program.
 */
import { valueAndGradWithAux } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import type { OptimizerV1, Tree, ValueAndGradient } from '@adjoint/plugin';
import type { Key } from '@adjoint/random';
import { ArgumentError, ShapeError, type Tensor, adoptBuffer, isTensor, scalar } from '@adjoint/tensor';
import type { Module } from '../core/module.ts';
import type { Loss } from '../losses/loss.ts';
import { applyUpdates } from '../optimizers/apply-updates.ts';
import { globalNorm } from '../optimizers/transforms/clip.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Examples } from './examples.ts';

export interface StepOptions<P, S> {
  readonly model: Module<P, S>;
  readonly loss: Loss;
  readonly optimizer: OptimizerV1;
  readonly gradientNorm?: boolean;
  readonly compile?: boolean;
}

export interface StepResult<P, S> {
  readonly loss: number;
  readonly gradientNorm?: number;
  readonly next: { readonly params: P; readonly state: S; readonly optimizer: unknown };
}

interface Learned<P, S> {
  readonly params: P;
  readonly state: S;
  readonly optimizer: unknown;
}
interface WeightedBatch extends Examples {
  readonly weights: Tensor | null;
}

export type TrainStep<P, S> = (at: Checkpoint<P, S>, batch: Examples, weights: Float64Array | undefined, key: Key) => StepResult<P, S>;

/** @throws ArgumentError when a step is to be compiled whose optimizer reads values */
export function makeTrainStep<P, S>(options: StepOptions<P, S>): TrainStep<P, S> {
  const { gradientNorm = false, compile = false, optimizer } = options;
  if (compile && optimizer.traceable !== true)
    throw new ArgumentError(
      'train: compile with an optimizer that is not traceable',
      'it reads values, so it runs eagerly: leave compile out',
    );
  const eager = (at: Learned<P, S>, batch: WeightedBatch, key: Key, step: Tensor): ReturnType<typeof tensorStep<P, S>> =>
    tensorStep(options, at, batch, key, step);
  const run = compile ? (jit(eager) as unknown as typeof eager) : eager;
  return (at, { x, y }, weights, key) => {
    const w = weights === undefined ? null : adoptBuffer(Float64Array.from(weights));
    const { value, norm, next } = run(
      { params: at.params, state: at.state, optimizer: at.optimizer },
      { x, y, weights: w },
      key,
      scalar(at.step),
    );
    return { loss: value.item(), next, ...(gradientNorm ? { gradientNorm: norm!.item() } : null) };
  };
}

function tensorStep<P, S>(
  options: StepOptions<P, S>,
  at: Learned<P, S>,
  { x, y, weights }: WeightedBatch,
  key: Key,
  step: Tensor,
): { readonly value: Tensor; readonly norm: Tensor | null; readonly next: Learned<P, S> } {
  const { model, loss, optimizer } = options;
  const lossAndState = valueAndGradWithAux((params: P) => {
    const applied = model.apply(params, at.state, x, { key, train: true });
    return [requireScalar(weights === null ? loss(applied.y, y) : weightedLoss(loss, applied.y, y, weights)), applied.state] as const;
  });
  const { value, gradient: grads, aux: state } = lossAndState(at.params);
  const valueAndGrad: ValueAndGradient = (params: Tree) => {
    const other = lossAndState(params as P);
    return { value: other.value, grads: other.gradient };
  };
  const output = requireOutput(optimizer.update({ grads, params: at.params, state: at.optimizer, step, value, valueAndGrad }));
  return {
    value,
    norm: options.gradientNorm === true ? globalNorm(grads) : null,
    next: { params: applyUpdates(at.params, output.updates), state, optimizer: output.state },
  };
}

/** It may come from anyone. */
function requireOutput(output: ReturnType<OptimizerV1['update']>): ReturnType<OptimizerV1['update']> {
  if (typeof output !== 'object' || output === null || !('updates' in output) || !('state' in output))
    throw new ArgumentError('optimizer: update gave no { updates, state }', 'return both; a state that there is not is null');
  return output;
}

/** Σₖ wₖ ℓₖ; the loss must be able to give one number for each example. */
function weightedLoss(loss: Loss, outputs: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const perExample = loss(outputs, targets, { reduction: 'none' });
  if (perExample.rank !== 1 || perExample.shape[0] !== weights.shape[0]) {
    throw new ShapeError(
      `loss: shape [${perExample.shape.join(', ')}] where one number for each of ${weights.shape[0]} examples is needed`,
      "this batch sampler weights its examples: the loss must heed { reduction: 'none' }",
    );
  }
  return perExample.mul(weights.astype(perExample.dtype)).sum();
}

function requireScalar(loss: Tensor): Tensor {
  if (!isTensor(loss))
    throw new ArgumentError(`loss: ${String(loss)} is no tensor`, 'a loss is a tensor, so that it has a derivative: do not read its value');
  if (loss.rank !== 0) throw new ShapeError(`loss of shape [${loss.shape.join(', ')}]`, 'a loss is one number: take its mean');
  return loss;
}
