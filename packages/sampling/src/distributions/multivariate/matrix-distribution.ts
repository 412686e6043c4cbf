import type { Key, ShapeLike } from '@adjoint/random';
import type { Shape, Tensor } from '@adjoint/tensor';

/** A distribution of matrices: the last two axes of a value are one draw. */
export interface MatrixDistribution {
  readonly name: string;
  /** [k, k], or [n, k] */
  readonly eventShape: Shape;
  /** Draws of shape [...shape, ...eventShape]. */
  sample(key: Key, shape?: ShapeLike): Tensor;
  /** log density of values of shape [..., ...eventShape], shape [...]; symmetric ones where the family is one of symmetric matrices. */
  logpdf(x: Tensor): Tensor;
  pdf(x: Tensor): Tensor;
  /** of shape eventShape */
  mean(): Tensor;
}
