import type { FloatDType, Shape, Tensor } from '@adjoint/tensor';
import type { Key } from '@adjoint/random';

/** What an initialiser is told of the weights it makes. */
export interface Fans {
  /** How many inputs meet in one output. */
  readonly fanIn: number;
  /** How many outputs one input reaches. */
  readonly fanOut: number;
  readonly dtype: FloatDType;
}

/** Makes initial weights; pure. */
export type Initialiser = (key: Key, shape: Shape, fans: Fans) => Tensor;
