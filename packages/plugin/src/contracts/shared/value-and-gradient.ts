import type { Tensor } from '@adjoint/tensor';
import type { Tree } from './tree.ts';

/** A scalar function together with its gradient, which has the structure of the point. */
export type ValueAndGradient = (point: Tree) => { readonly value: Tensor; readonly grads: Tree };
