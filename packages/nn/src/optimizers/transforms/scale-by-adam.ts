/**
 * Adam's direction: running moments of the gradient, corrected for their start at zero.
 *
 *   m′ = β₁m + (1 − β₁)g,   v′ = β₂v + (1 − β₂)g²
 *   u = m̂ / (√v̂ + ε),   m̂ = m′/(1 − β₁ᵗ),   v̂ = v′/(1 − β₂ᵗ),   t = step + 1
 *
 * AMSGrad divides by the largest v so far instead, so that the step never grows.
 *
 * Kingma, Ba (2015), "Adam: a method for stochastic optimization", algorithm 1; Reddi, Kale, Kumar (2018), "On the
 * convergence of Adam and beyond", algorithm 2.
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { treeMap } from '@adjoint/tensor';
import { correction, like, runningMean, runningSquare, stepNumber, zerosOf } from './moments.ts';
import { requireFraction, requireNonNegative } from './require-range.ts';

export interface AdamDirectionOptions {
  /** β₁ (default 0.9) */
  readonly beta1?: number;
  /** β₂ (default 0.999) */
  readonly beta2?: number;
  /** Added to √v̂ (default 1e-8). */
  readonly epsilon?: number;
  /** Divide by the largest second moment so far (default false). */
  readonly amsgrad?: boolean;
}

export interface AdamState {
  readonly first: Tree;
  readonly second: Tree;
  /** Of the second moments; null without AMSGrad. */
  readonly largest: Tree;
}

/** @throws ArgumentError unless 0 ≤ β₁, β₂ < 1 and ε ≥ 0 */
export function scaleByAdam(options: AdamDirectionOptions = {}): OptimizerV1<AdamState> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, amsgrad = false } = options;
  requireAdam(beta1, beta2, epsilon);
  return {
    traceable: true,
    init: (params) => ({ first: zerosOf(params), second: zerosOf(params), largest: amsgrad ? zerosOf(params) : null }),
    update({ grads, state, step }) {
      const t = stepNumber(step);
      const first = runningMean(state.first, grads, beta1);
      const second = runningSquare(state.second, grads, beta2);
      const largest = amsgrad ? treeMap((a, b) => a.maximum(b), state.largest, second) : null;
      const c1 = correction(beta1, t);
      const root = correction(beta2, t).sqrt();
      return {
        updates: treeMap((m, v) => m.div(like(c1, m)).div(v.sqrt().div(like(root, v)).add(epsilon)), first, largest ?? second),
        state: { first, second, largest },
      };
    },
  };
}

export function requireAdam(beta1: number, beta2: number, epsilon: number): void {
  requireFraction('beta1', beta1);
  requireFraction('beta2', beta2);
  requireNonNegative('epsilon', epsilon);
}
