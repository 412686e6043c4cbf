import type { Tree } from '../../shared/tree.ts';

/** What an optimizer answers at each step. */
export interface OptimizerOutput<State = Tree> {
  /** To be added to the parameters; their structure, shapes and dtypes. */
  readonly updates: Tree;
  readonly state: State;
}
