import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { treeMap } from '@adjoint/tensor';
import { like } from './moments.ts';
import { requireNonNegative } from './require-range.ts';
import { stateless } from './stateless.ts';

/**
 * u = g + decay·params: the gradient of ½·decay·‖params‖² before an adaptive transform, decoupled weight decay after it.
 *
 * Loshchilov, Hutter (2019), "Decoupled weight decay regularization".
 *
 * @param mask a tree of `params`' structure with 1 where weights decay and 0 where they do not; default all
 * @throws ArgumentError unless decay is finite and ≥ 0
 */
export function addDecayedWeights(decay: number, mask?: Tree): OptimizerV1<null> {
  requireNonNegative('weight decay', decay);
  return stateless(({ grads, params }) =>
    mask === undefined
      ? treeMap((g, p) => g.add(p.mul(decay)), grads, params)
      : treeMap((g, p, m) => g.add(p.mul(like(m.mul(decay), p))), grads, params, mask),
  );
}
