/**
 * Momentum:  v′ = β·v + (1 − dampening)·g,   u = v′,   or Nesterov's u = g + β·v′.
 *
 * Polyak (1964); Nesterov (1983) in the form of Sutskever, Martens, Dahl, Hinton (2013). The first v is the first
 * gradient, undampened.
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { ArgumentError, treeMap, where } from '@adjoint/tensor';
import { zerosOf } from './moments.ts';
import { requireFraction } from './require-range.ts';

export interface MomentumOptions {
  /** 0 (default) to 1 */
  readonly dampening?: number;
  readonly nesterov?: boolean;
}

export interface MomentumState {
  readonly velocity: Tree;
}

/** @throws ArgumentError unless 0 ≤ β < 1 and 0 ≤ dampening ≤ 1, and dampening = 0 with Nesterov */
export function momentum(beta: number, options: MomentumOptions = {}): OptimizerV1<MomentumState> {
  const { dampening = 0, nesterov = false } = options;
  requireFraction('momentum', beta);
  if (!(dampening >= 0 && dampening <= 1)) throw new ArgumentError(`dampening ${dampening}`, 'it is between 0 and 1');
  if (nesterov && dampening !== 0) throw new ArgumentError(`Nesterov momentum with dampening ${dampening}`, 'Nesterov momentum has none');
  return {
    traceable: true,
    init: (params) => ({ velocity: zerosOf(params) }),
    update({ grads, state, step }) {
      const velocity =
        dampening === 0
          ? treeMap((v, g) => v.mul(beta).add(g), state.velocity, grads)
          : treeMap((v, g) => v.mul(beta).add(where(step.equal(0), g, g.mul(1 - dampening))), state.velocity, grads);
      return { updates: nesterov ? treeMap((g, v) => g.add(v.mul(beta)), grads, velocity) : velocity, state: { velocity } };
    },
  };
}
