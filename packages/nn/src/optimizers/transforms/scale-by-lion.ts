/**
 * The sign of an interpolated momentum:  u = sign(β₁m + (1 − β₁)g),   m′ = β₂m + (1 − β₂)g.
 *
 * Chen, Liang, Huang et al. (2023), "Symbolic discovery of optimization algorithms", algorithm 2.
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { treeMap } from '@adjoint/tensor';
import { runningMean, zerosOf } from './moments.ts';
import { requireFraction } from './require-range.ts';

export interface LionDirectionOptions {
  /** β₁ (default 0.9) */
  readonly beta1?: number;
  /** β₂ (default 0.99) */
  readonly beta2?: number;
}
export interface LionState {
  readonly momentum: Tree;
}

/** @throws ArgumentError unless 0 ≤ β₁, β₂ < 1 */
export function scaleByLion(options: LionDirectionOptions = {}): OptimizerV1<LionState> {
  const { beta1 = 0.9, beta2 = 0.99 } = options;
  requireFraction('beta1', beta1);
  requireFraction('beta2', beta2);
  return {
    traceable: true,
    init: (params) => ({ momentum: zerosOf(params) }),
    update: ({ grads, state }) => ({
      updates: treeMap((u) => u.sign(), runningMean(state.momentum, grads, beta1)),
      state: { momentum: runningMean(state.momentum, grads, beta2) },
    }),
  };
}
