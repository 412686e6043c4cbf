import type { OptimizerInput, OptimizerV1, Tree } from '@adjoint/plugin';

/** A transform without memory, from what it does to the gradients. */
export function stateless(transform: (input: OptimizerInput) => Tree): OptimizerV1<null> {
  return { traceable: true, init: () => null, update: (input) => ({ updates: transform(input), state: null }) };
}
