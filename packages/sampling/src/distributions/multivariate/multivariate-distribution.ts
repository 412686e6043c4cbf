import type { Key, ShapeLike } from '@adjoint/random';
import type { Shape, Tensor } from '@adjoint/tensor';

/** A distribution of vectors: the last axis of a value is one draw. */
export interface MultivariateDistribution {
  readonly name: string;
  /** [k] */
  readonly eventShape: Shape;
  /** Draws of shape [...shape, k]. */
  sample(key: Key, shape?: ShapeLike): Tensor;
  /** log density or log probability of values of shape [..., k], shape [...]; −∞ outside of the support. */
  logpdf(x: Tensor): Tensor;
  pdf(x: Tensor): Tensor;
  /** shape [k] */
  mean(): Tensor;
  /** shape [k, k] */
  covariance(): Tensor;
  /** In nats. */
  entropy(): Tensor;
}
