/**
 * Adam with Nesterov's look ahead.
 *
 *   μₜ = β₁(1 − ½·0.96^{tψ}),   πₜ = Π μᵢ
 *   u = [ (1 − μₜ)/(1 − πₜ)·g + μₜ₊₁/(1 − πₜμₜ₊₁)·m′ ] / (√v̂ + ε)
 *
 * Dozat (2016), "Incorporating Nesterov momentum into Adam", with the decay ψ of its section on schedules.
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { type Tensor, ones, scalar, treeMap } from '@adjoint/tensor';
import { correction, like, runningMean, runningSquare, stepNumber, zerosOf } from './moments.ts';
import { requireNonNegative } from './require-range.ts';
import { type AdamDirectionOptions, requireAdam } from './scale-by-adam.ts';

export interface NadamDirectionOptions extends Omit<AdamDirectionOptions, 'amsgrad'> {
  /** ψ (default 0.004) */
  readonly momentumDecay?: number;
}
export interface NadamState {
  readonly first: Tree;
  readonly second: Tree;
  readonly product: Tensor;
}

/** @throws ArgumentError for an option outside its range */
export function scaleByNadam(options: NadamDirectionOptions = {}): OptimizerV1<NadamState> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentumDecay = 0.004 } = options;
  requireAdam(beta1, beta2, epsilon);
  requireNonNegative('momentumDecay', momentumDecay);
  const mu = (t: Tensor): Tensor => t.mul(scalar(0.96).log().mul(momentumDecay)).exp().mul(-0.5).add(1).mul(beta1);
  return {
    traceable: true,
    init: (params) => ({ first: zerosOf(params), second: zerosOf(params), product: ones([]) }),
    update({ grads, state, step }) {
      const t = stepNumber(step);
      const now = mu(t);
      const next = mu(t.add(1));
      const product = state.product.mul(now);
      const first = runningMean(state.first, grads, beta1);
      const second = runningSquare(state.second, grads, beta2);
      const ofGradient = now.neg().add(1).div(product.neg().add(1));
      const ofMoment = next.div(product.mul(next).neg().add(1));
      const root = correction(beta2, t).sqrt();
      const updates = treeMap(
        (g, m, v) =>
          g
            .mul(like(ofGradient, g))
            .add(m.mul(like(ofMoment, m)))
            .div(v.sqrt().div(like(root, v)).add(epsilon)),
        grads,
        first,
        second,
      );
      return { updates, state: { first, second, product } };
    },
  };
}
