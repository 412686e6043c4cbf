/**
 * Optimizers one after another: the updates of each are the gradients of the next.
 *
 *   u₀ = g,   uₖ = transformₖ(uₖ₋₁),   params′ = params + u_K
 *
 * After optax (DeepMind 2020). Every transform is itself an optimizer of contract v1.
 */
import type { OptimizerV1 } from '@adjoint/plugin';

/**
 * @example chain(addDecayedWeights(0.01), momentum(0.9), scaleByLearningRate(0.05))
 */
export function chain(...transforms: readonly OptimizerV1[]): OptimizerV1<readonly unknown[]> {
  return {
    traceable: transforms.every((t) => t.traceable === true),
    init: (params) => transforms.map((t) => t.init(params)),
    update(input) {
      let updates = input.grads;
      const state = transforms.map((t, i) => {
        const output = t.update({ ...input, grads: updates, state: input.state[i] });
        updates = output.updates;
        return output.state;
      });
      return { updates, state };
    },
  };
}
