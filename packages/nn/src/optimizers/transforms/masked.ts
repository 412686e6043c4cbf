import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { treeMap, where } from '@adjoint/tensor';

/**
 * A transform that acts on some leaves only; the gradients of others pass through unchanged.
 *
 * @param mask a tree of `params`' structure: 1 where the transform acts, 0 where not
 * @example masked(addDecayedWeights(0.1), [{ W: 1, b: 0 }, {}, { W: 1, b: 0 }])
 */
export function masked<S>(transform: OptimizerV1<S>, mask: Tree): OptimizerV1<S> {
  return {
    traceable: transform.traceable === true,
    init: (params) => transform.init(params),
    update(input) {
      const { updates, state } = transform.update(input);
      return { updates: treeMap((u, g, m) => where(m.notEqual(0), u, g), updates, input.grads, mask), state };
    },
  };
}
