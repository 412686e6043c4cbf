import type { Tensor } from '@adjoint/tensor';
import type { Tree } from '../../shared/tree.ts';
import type { ValueAndGradient } from '../../shared/value-and-gradient.ts';

/** A distribution known up to its constant. */
export interface Target {
  /** log p(position) + const, rank 0; −∞ outside the support. */
  logDensity(position: Tree): Tensor;
  /** The same with its gradient. */
  readonly valueAndGrad?: ValueAndGradient;
}
