import type { Key, ShapeLike } from '@adjoint/random';
import type { Shape, Tensor } from '@adjoint/tensor';

/** A distribution of matrices: the last two axes of a value are one draw. */
export interface MatrixDistribution {
  readonly name: string;
  /** [k, k] */
  readonly eventShape: Shape;
  /** Draws of shape [...shape, k, k]. */
  sample(key: Key, shape?: ShapeLike): Tensor;
  /** log density of symmetric matrices of shape [..., k, k], shape [...]. */
  logpdf(x: Tensor): Tensor;
  pdf(x: Tensor): Tensor;
  /** shape [k, k] */
  mean(): Tensor;
}
