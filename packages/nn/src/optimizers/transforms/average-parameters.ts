/**
 * An exponential moving average of the parameters beside any optimizer: often better than the last ones.
 *
 *   p̄′ = βp̄ + (1 − β)p′,   p̄₀ = the initial parameters
 *
 * Polyak, Juditsky (1992), "Acceleration of stochastic approximation by averaging".
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { applyUpdates } from '../apply-updates.ts';
import { runningMean } from './moments.ts';
import { requireFraction } from './require-range.ts';

export interface AverageState {
  /** The averaged parameters: use these after training. */
  readonly average: Tree;
  readonly inner: Tree;
}

/** @throws ArgumentError unless 0 ≤ β < 1 */
export function averageParameters(inner: OptimizerV1, beta = 0.999): OptimizerV1<AverageState> {
  requireFraction('averageParameters: beta', beta);
  return {
    traceable: inner.traceable === true,
    init: (params) => ({ average: params, inner: inner.init(params) }),
    update(input) {
      const { updates, state } = inner.update({ ...input, state: input.state.inner });
      return { updates, state: { average: runningMean(input.state.average, applyUpdates(input.params, updates), beta), inner: state } };
    },
  };
}
