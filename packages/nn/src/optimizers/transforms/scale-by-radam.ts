/**
 * Adam with its early variance rectified.
 *
 *   ρ∞ = 2/(1 − β₂) − 1,   ρₜ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ)
 *   ρₜ > 5:  u = m̂·r·√(1 − β₂ᵗ)/(√v′ + ε),   r² = (ρₜ − 4)(ρₜ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρₜ);   else u = m̂
 *
 * Liu, Jiang, He et al. (2020), "On the variance of the adaptive learning rate and beyond", algorithm 2.
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { treeMap, where } from '@adjoint/tensor';
import { correction, like, runningMean, runningSquare, stepNumber, zerosOf } from './moments.ts';
import { type AdamDirectionOptions, requireAdam } from './scale-by-adam.ts';

export type RadamDirectionOptions = Omit<AdamDirectionOptions, 'amsgrad'>;
export interface RadamState {
  readonly first: Tree;
  readonly second: Tree;
}

/** @throws ArgumentError for an option outside its range */
export function scaleByRadam(options: RadamDirectionOptions = {}): OptimizerV1<RadamState> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  requireAdam(beta1, beta2, epsilon);
  const limit = 2 / (1 - beta2) - 1;
  return {
    traceable: true,
    init: (params) => ({ first: zerosOf(params), second: zerosOf(params) }),
    update({ grads, state, step }) {
      const t = stepNumber(step);
      const first = runningMean(state.first, grads, beta1);
      const second = runningSquare(state.second, grads, beta2);
      const c1 = correction(beta1, t);
      const c2 = correction(beta2, t);
      const rho = t.mul(2).mul(c2.neg().add(1)).div(c2).neg().add(limit);
      const sure = rho.greater(5);
      const bounded = rho.maximum(5);
      const rectified = bounded
        .sub(4)
        .mul(bounded.sub(2))
        .mul(limit)
        .div(bounded.mul((limit - 4) * (limit - 2)))
        .sqrt()
        .mul(c2.sqrt());
      const updates = treeMap(
        (m, v) => {
          const mean = m.div(like(c1, m));
          return where(sure, mean.mul(like(rectified, m)).div(v.sqrt().add(epsilon)), mean);
        },
        first,
        second,
      );
      return { updates, state: { first, second } };
    },
  };
}
