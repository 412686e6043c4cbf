/** Normal vectors: log f = −½|L⁻¹(x − μ)|² − Σ log Lᵢᵢ − ½k·log 2π, covariance L·Lᵀ. */
import { cholesky, triangularSolve } from '@adjoint/linalg';
import * as random from '@adjoint/random';
import { ShapeError, type Tensor, diagonal, mT, matmul, showShape } from '@adjoint/tensor';
import { HALF_LOG_TWO_PI } from '../../special/constants.ts';
import type { MultivariateDistribution } from './multivariate-distribution.ts';

/**
 * The multivariate normal distribution, by its covariance or by a lower triangular factor L of it.
 *
 * @param mean shape [k]
 * @param covariance shape [k, k], symmetric positive definite; or `factor`, lower triangular with a positive diagonal
 * @throws ShapeError when the shapes do not fit or neither is given; NotPositiveDefiniteError
 * @example multivariateNormal({ mean: tensor([0, 0]), covariance: tensor([[2, 1], [1, 2]]) }).logpdf(tensor([0, 0]))
 */
export function multivariateNormal({
  mean,
  covariance,
  factor,
}: {
  readonly mean: Tensor;
  readonly covariance?: Tensor;
  readonly factor?: Tensor;
}): MultivariateDistribution {
  const square = factor ?? covariance;
  const k = mean.shape[0];
  if (square === undefined || (factor !== undefined && covariance !== undefined))
    throw new ShapeError('multivariateNormal: covariance and factor', 'give one of them');
  if (mean.rank !== 1 || square.rank !== 2 || square.shape[0] !== k || square.shape[1] !== k) {
    throw new ShapeError(
      `multivariateNormal: mean ${showShape(mean.shape)}, covariance or factor ${showShape(square.shape)}`,
      'a mean of shape [k] and a matrix of shape [k, k]',
    );
  }
  const L = factor ?? cholesky(square);
  const logDeterminant = diagonal(L).log().sum();
  return {
    name: 'multivariateNormal',
    eventShape: [k],
    sample: (key, shape = []) => random.multivariateNormal(key, mean, L, shape),
    logpdf: (x) => {
      requireEvent('multivariateNormal', x, k);
      const front = x.shape.slice(0, -1);
      const z = triangularSolve(L, mT(x.sub(mean).reshape([-1, k])));
      return z
        .square()
        .sum(0)
        .mul(-0.5)
        .sub(logDeterminant)
        .sub(k * HALF_LOG_TWO_PI)
        .reshape(front);
    },
    pdf(x) {
      return this.logpdf(x).exp();
    },
    mean: () => mean,
    covariance: () => covariance ?? matmul(L, mT(L)),
    entropy: () => logDeterminant.add(k * (0.5 + HALF_LOG_TWO_PI)),
  };
}

/** @throws ShapeError unless the last axis of x holds k numbers */
export function requireEvent(name: string, x: Tensor, k: number): void {
  if (x.rank === 0 || x.shape[x.rank - 1] !== k)
    throw new ShapeError(`${name}: a value of shape ${showShape(x.shape)}`, `the last axis holds the ${k} numbers of one draw`);
}
