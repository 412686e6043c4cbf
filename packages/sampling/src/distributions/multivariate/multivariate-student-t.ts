/**
 * Student's t vectors: a normal vector over the root of an independent χ²/ν.
 *
 *   log f = log Γ((ν + k)/2) − log Γ(ν/2) − ½k·log(νπ) − Σ log Lᵢᵢ − ½(ν + k)·log(1 + |L⁻¹(x − μ)|²/ν)
 *
 * Kotz and Nadarajah (2004), "Multivariate t distributions and their applications", equation 1.1.
 */
import { cholesky, triangularSolve } from '@adjoint/linalg';
import * as random from '@adjoint/random';
import { math } from '@adjoint/kernels';
import {
  type Primitive,
  ShapeError,
  type Tensor,
  type TensorLike,
  asTensor,
  bind1,
  diagonal,
  log1p,
  mT,
  matmul,
  showShape,
  where,
} from '@adjoint/tensor';
import { digammaStep } from '../../special/digamma-step.ts';
import { positive, requireParameter } from '../core/constraint.ts';
import { elementwise } from '../core/elementwise.ts';
import { gammaFamily } from '../gamma.ts';
import { logConstant } from '../student-t.ts';
import type { MultivariateDistribution } from './multivariate-distribution.ts';
import { requireEvent } from './multivariate-normal.ts';

/** log Γ((ν + k)/2) − log Γ(ν/2) − ½k·log(νπ), dimension by dimension, so that nothing cancels for large ν. */
/* @__NO_SIDE_EFFECTS__ */
const normalizer = (k: number): Primitive =>
  elementwise(
    'multivariateStudentT.constant',
    (ν) => {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += logConstant(ν + j) + 0.5 * math.log1p(j / ν);
      return sum;
    },
    ([ν]) => digammaStep(ν, k).sub(ν.reciprocal().mul(k)).mul(0.5),
  );

/**
 * The multivariate t distribution, by its scale matrix or by a lower triangular factor L of it.
 *
 * @param degreesOfFreedom a number, or a tensor of rank 0; draws are differentiable by all parameters
 * @param location shape [k]
 * @param scale shape [k, k], symmetric positive definite; or `factor`, lower triangular with a positive diagonal. The covariance is scale·ν/(ν − 2)
 * @throws ShapeError when the shapes do not fit or not one of scale and factor is given; ArgumentError unless ν is finite and > 0; NotPositiveDefiniteError
 * @example multivariateStudentT({ degreesOfFreedom: 4, location: tensor([0, 0]), scale: tensor([[2, 1], [1, 2]]) }).logpdf(tensor([1, 0]))
 */
export function multivariateStudentT({
  degreesOfFreedom,
  location,
  scale,
  factor,
}: {
  readonly degreesOfFreedom: TensorLike;
  readonly location: Tensor;
  readonly scale?: Tensor;
  readonly factor?: Tensor;
}): MultivariateDistribution {
  const square = factor ?? scale;
  const k = location.shape[0];
  const ν = asTensor(degreesOfFreedom).astype('float64');
  if (square === undefined || (factor !== undefined && scale !== undefined))
    throw new ShapeError('multivariateStudentT: scale and factor', 'give one of them');
  if (location.rank !== 1 || square.rank !== 2 || square.shape[0] !== k || square.shape[1] !== k || ν.rank !== 0) {
    throw new ShapeError(
      `multivariateStudentT: location ${showShape(location.shape)}, scale or factor ${showShape(square.shape)}, degrees of freedom ${showShape(ν.shape)}`,
      'a location of shape [k], a matrix of shape [k, k] and one number',
    );
  }
  requireParameter('multivariateStudentT', 'degreesOfFreedom', positive, ν);
  const L = factor ?? cholesky(square);
  const logDeterminant = diagonal(L).log().sum();
  const constant = bind1(normalizer(k), [ν], undefined);
  return {
    name: 'multivariateStudentT',
    eventShape: [k],
    sample: (key, shape = []) => {
      const [forNormal, forScale] = random.split(key);
      const front = typeof shape === 'number' ? [shape] : shape;
      const z = random.multivariateNormal(forNormal, location.mul(0), L, front);
      const χ2 = gammaFamily.draw(forScale, front, [ν.mul(0.5), ν.mul(0).add(0.5)]);
      return z.mul(ν.div(χ2).sqrt().expandDims(-1)).add(location);
    },
    logpdf: (x) => {
      requireEvent('multivariateStudentT', x, k);
      const front = x.shape.slice(0, -1);
      const z = triangularSolve(L, mT(x.sub(location).reshape([-1, k])));
      return log1p(z.square().sum(0).div(ν)).mul(ν.add(k).mul(-0.5)).add(constant).sub(logDeterminant).reshape(front);
    },
    pdf(x) {
      return this.logpdf(x).exp();
    },
    mean: () => where(ν.greater(1), location, NaN),
    covariance: () => where(ν.greater(2), (scale ?? matmul(L, mT(L))).mul(ν.div(ν.sub(2))), where(ν.greater(1), Infinity, NaN)),
    entropy: () => ν.add(k).mul(0.5).mul(digammaStep(ν, k)).sub(constant).add(logDeterminant),
  };
}
