import { valueAndGradWithAux } from '@adjoint/calculus';
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import type { Key } from '@adjoint/random';
import { ShapeError, type Tensor, adoptBuffer, scalar, treeLeaves } from '@adjoint/tensor';
import type { Module } from '../core/module.ts';
import type { Loss } from '../losses/loss.ts';
import { applyUpdates } from '../optimizers/apply-updates.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Examples } from './examples.ts';

export interface StepOptions<P, S> {
  readonly model: Module<P, S>;
  readonly loss: Loss;
  readonly optimizer: OptimizerV1;
  readonly gradientNorm?: boolean;
}

export interface StepResult<P, S> {
  readonly loss: number;
  readonly gradientNorm?: number;
  readonly next: { readonly params: P; readonly state: S; readonly optimizer: unknown };
}

/** One step: gradient of the batch's loss, update of the optimizer, new parameters. Pure. */
export function trainStep<P, S>(options: StepOptions<P, S>, at: Checkpoint<P, S>, batch: Examples, weights: Float64Array | undefined, key: Key): StepResult<P, S> {
  const { model, loss, optimizer } = options;
  const weight = weights === undefined ? undefined : adoptBuffer(Float64Array.from(weights));
  const lossAndState = valueAndGradWithAux((params: P) => {
    const { y, state } = model.apply(params, at.state, batch.x, { key, train: true });
    return [requireScalar(weight === undefined ? loss(y, batch.y) : weightedLoss(loss, y, batch.y, weight)), state] as const;
  });
  const { value, gradient: grads, aux: state } = lossAndState(at.params);
  const valueAndGradient = (params: Tree): { value: Tensor; grads: Tree } => {
    const other = lossAndState(params as P);
    return { value: other.value, grads: other.gradient };
  };
  const { updates, state: optimizerState } = optimizer.update({ grads, params: at.params, state: at.optimizer, step: scalar(at.step), value, valueAndGrad: valueAndGradient });
  return {
    loss: value.item(),
    ...options.gradientNorm === true ? { gradientNorm: normOf(grads) } : null,
    next: { params: applyUpdates(at.params, updates), state, optimizer: optimizerState },
  };
}

/** Σₖ wₖ ℓₖ; the loss must be able to give one number for each example. */
function weightedLoss(loss: Loss, outputs: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const perExample = loss(outputs, targets, { reduction: 'none' });
  if (perExample.rank !== 1 || perExample.shape[0] !== weights.shape[0]) {
    throw new ShapeError(`loss: shape [${perExample.shape.join(', ')}] where one number for each of ${weights.shape[0]} examples is needed`,
      "this batch sampler weights its examples: the loss must heed { reduction: 'none' }");
  }
  return perExample.mul(weights.astype(perExample.dtype)).sum();
}

function requireScalar(loss: Tensor): Tensor {
  if (loss.rank !== 0) throw new ShapeError(`loss of shape [${loss.shape.join(', ')}]`, 'a loss is one number: take its mean');
  return loss;
}

/** ‖g‖₂ over all leaves. */
function normOf(grads: unknown): number {
  const leaves = treeLeaves(grads).filter((g) => g.size > 0);
  const top = leaves.reduce((most, g) => Math.max(most, g.abs().max().item()), 0);
  if (top === 0 || !Number.isFinite(top)) return top;
  return top * Math.sqrt(leaves.reduce((sum, g) => sum + g.astype('float64').div(top).square().sum().item(), 0)); // scaled: squares cannot overflow
}
