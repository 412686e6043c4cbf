/**
 * Division by the root of a running mean of squares.
 *
 *   v′ = αv + (1 − α)g²,   u = g/(√v′ + ε);   centred: √(v′ − ḡ²), ḡ the running mean of g
 *
 * Tieleman, Hinton (2012), lecture 6.5; the centred form is Graves (2013).
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { treeMap } from '@adjoint/tensor';
import { runningMean, runningSquare, zerosOf } from './moments.ts';
import { requireFraction, requireNonNegative } from './require-range.ts';

export interface RootMeanSquareOptions {
  /** α (default 0.99) */
  readonly decay?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  readonly centred?: boolean;
}
export interface RootMeanSquareState {
  readonly second: Tree;
  readonly first: Tree;
}

/** @throws ArgumentError unless 0 ≤ α < 1 and ε ≥ 0 */
export function scaleByRootMeanSquare(options: RootMeanSquareOptions = {}): OptimizerV1<RootMeanSquareState> {
  const { decay = 0.99, epsilon = 1e-8, centred = false } = options;
  requireFraction('decay', decay);
  requireNonNegative('epsilon', epsilon);
  return {
    traceable: true,
    init: (params) => ({ second: zerosOf(params), first: centred ? zerosOf(params) : null }),
    update({ grads, state }) {
      const second = runningSquare(state.second, grads, decay);
      const first = centred ? runningMean(state.first, grads, decay) : null;
      const updates =
        first === null
          ? treeMap((g, v) => g.div(v.sqrt().add(epsilon)), grads, second)
          : treeMap((g, v, m) => g.div(v.sub(m.square()).maximum(0).sqrt().add(epsilon)), grads, second, first); // rounding can make a variance negative
      return { updates, state: { second, first } };
    },
  };
}
