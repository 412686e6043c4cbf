/**
 * Division by the root of the sum of all squares so far:  G′ = G + g²,   u = g/(√G′ + ε).
 *
 * Duchi, Hazan, Singer (2011), "Adaptive subgradient methods for online learning and stochastic optimization".
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { treeMap, zerosLike } from '@adjoint/tensor';
import { requireNonNegative } from './require-range.ts';

export interface AdagradDirectionOptions {
  /** G at the start (default 0). */
  readonly initial?: number;
  /** Default 1e-10. */
  readonly epsilon?: number;
}
export interface AdagradState {
  readonly sum: Tree;
}

/** @throws ArgumentError unless both options are ≥ 0 */
export function scaleByAdagrad(options: AdagradDirectionOptions = {}): OptimizerV1<AdagradState> {
  const { initial = 0, epsilon = 1e-10 } = options;
  requireNonNegative('initial', initial);
  requireNonNegative('epsilon', epsilon);
  return {
    traceable: true,
    init: (params) => ({ sum: treeMap((p) => zerosLike(p).add(initial), params) }),
    update({ grads, state }) {
      const sum = treeMap((s, g) => s.add(g.square()), state.sum, grads);
      return { updates: treeMap((g, s) => g.div(s.sqrt().add(epsilon)), grads, sum), state: { sum } };
    },
  };
}
