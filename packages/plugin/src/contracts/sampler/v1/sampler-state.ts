import type { Tree } from '../../shared/tree.ts';

/** A tree of tensors; a method adds what it carries along (log density, gradient, step size). */
export interface SamplerState {
  readonly position: Tree;
}
