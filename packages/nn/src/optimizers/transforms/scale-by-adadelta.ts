/**
 * Steps in the unit of the parameters:
 *
 *   v′ = ρv + (1 − ρ)g²,   u = √(d + ε)/√(v′ + ε)·g,   d′ = ρd + (1 − ρ)u²
 *
 * Zeiler (2012), "ADADELTA: an adaptive learning rate method", algorithm 1.
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { treeMap } from '@adjoint/tensor';
import { runningSquare, zerosOf } from './moments.ts';
import { requireFraction, requirePositive } from './require-range.ts';

export interface AdadeltaDirectionOptions {
  /** ρ (default 0.9) */
  readonly decay?: number;
  /** Default 1e-6; without it no step is ever made. */
  readonly epsilon?: number;
}
export interface AdadeltaState {
  readonly squares: Tree;
  readonly steps: Tree;
}

/** @throws ArgumentError unless 0 ≤ ρ < 1 and ε > 0 */
export function scaleByAdadelta(options: AdadeltaDirectionOptions = {}): OptimizerV1<AdadeltaState> {
  const { decay = 0.9, epsilon = 1e-6 } = options;
  requireFraction('decay', decay);
  requirePositive('epsilon', epsilon);
  return {
    traceable: true,
    init: (params) => ({ squares: zerosOf(params), steps: zerosOf(params) }),
    update({ grads, state }) {
      const squares = runningSquare(state.squares, grads, decay);
      const updates = treeMap((g, v, d) => d.add(epsilon).sqrt().div(v.add(epsilon).sqrt()).mul(g), grads, squares, state.steps);
      return { updates, state: { squares, steps: runningSquare(state.steps, updates, decay) } };
    },
  };
}
