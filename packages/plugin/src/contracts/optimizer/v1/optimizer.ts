/**
 * Optimizer, contract v1: two pure functions; the state is data.
 *
 *   (updates, state′) = update(grads, params, state, …),   params′ = params + updates
 *
 * Because the state is a tree of tensors it can be saved, sent to a worker, compared, and kept inside a compiled step.
 * After optax (DeepMind 2020), "gradient transformations".
 */
import type { Tree } from '../../shared/tree.ts';
import type { OptimizerInput } from './optimizer-input.ts';
import type { OptimizerOutput } from './optimizer-output.ts';

export interface OptimizerV1<State = Tree> {
  /**
   * Whether `update` can be captured by `jit`: it calls tensor operations only and never reads a value. Absent means no;
   * such an optimizer runs eagerly. Equal to `supports.traceable` of the plugin.
   */
  readonly traceable?: boolean;
  /** The state before the first step; a tree of tensors. Does not change `params`. */
  init(params: Tree): State;
  /** What to add to the parameters. Pure: the same input gives the same output, and no argument is changed. */
  update(input: OptimizerInput<State>): OptimizerOutput<State>;
}
