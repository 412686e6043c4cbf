import type { Tensor } from '@adjoint/tensor';
import type { Tree } from '../../shared/tree.ts';
import type { ValueAndGradient } from '../../shared/value-and-gradient.ts';

/** What an optimizer is told at each step. */
export interface OptimizerInput<State = Tree> {
  /** Gradient of the loss at `params`; its structure. */
  readonly grads: Tree;
  readonly params: Tree;
  /** Of `init`, or of the step before. */
  readonly state: State;
  /** How many steps were made before this one, from 0; rank 0. A tensor, so that a compiled step does not bake it in. */
  readonly step: Tensor;
  /** The loss at `params`; rank 0. */
  readonly value: Tensor;
  /** The loss and its gradient elsewhere, for optimizers that search along a line. Absent where the loss cannot be asked again. */
  readonly valueAndGrad?: ValueAndGradient;
}
