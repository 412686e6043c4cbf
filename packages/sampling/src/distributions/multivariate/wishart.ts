/**
 * Wishart distribution of random covariance matrices, and that of their inverses.
 *
 *   log f(X) = ½(ν − k − 1)·log|X| − ½tr(V⁻¹X) − ½νk·log 2 − ½ν·log|V| − log Γₖ(½ν)
 *   X = (LA)(LA)ᵀ, V = LLᵀ, A lower triangular: Aᵢᵢ² ~ χ²(ν − i), i = 0 … k − 1, below it standard normal
 *
 * Bartlett (1933); Smith and Hocking (1972), "Wishart variate generator", algorithm AS 53.
 */
import { cholesky, triangularSolve } from '@adjoint/linalg';
import * as random from '@adjoint/random';
import {
  ArgumentError,
  ShapeError,
  type Tensor,
  type TensorLike,
  arange,
  asTensor,
  diagonal,
  diagonalMatrix,
  interpreterOf,
  lgamma,
  lowerTriangle,
  mT,
  matmul,
  showShape,
  where,
} from '@adjoint/tensor';
import { LOG_PI, LOG_TWO } from '../../special/constants.ts';
import { gammaFamily } from '../gamma.ts';
import type { MatrixDistribution } from './matrix-distribution.ts';

interface Checked {
  readonly ν: Tensor;
  readonly k: number;
  readonly L: Tensor;
}
function checked(name: string, degreesOfFreedom: TensorLike, scale: Tensor): Checked {
  const ν = asTensor(degreesOfFreedom).astype('float64');
  const k = scale.shape[0];
  if (scale.rank !== 2 || scale.shape[1] !== k || ν.rank !== 0)
    throw new ShapeError(
      `${name}: scale ${showShape(scale.shape)}, degrees of freedom ${showShape(ν.shape)}`,
      'a scale of shape [k, k] and one number',
    );
  if (interpreterOf(ν) === null && !(ν.item() > k - 1 && ν.item() < Infinity))
    throw new ArgumentError(`${name}: degreesOfFreedom is ${ν.item()} for ${k} dimensions`, `it is finite and > k − 1 = ${k - 1}`);
  return { ν, k, L: cholesky(scale) };
}
/** log Γₖ(a) */
const logMultivariateGamma = (a: Tensor, k: number): Tensor =>
  lgamma(a.sub(arange(k).mul(0.5)))
    .sum()
    .add(((k * (k - 1)) / 4) * LOG_PI);
const logDeterminant = (L: Tensor): Tensor => diagonal(L).log().sum(-1).mul(2);

/** Bartlett's factor A, [...front, k, k] */
function bartlett(key: random.Key, ν: Tensor, k: number, front: readonly number[]): Tensor {
  const [forDiagonal, forRest] = random.split(key);
  const half = ν.sub(arange(k)).mul(0.5);
  const χ2 = gammaFamily.draw(forDiagonal, [...front, k], [half, half.mul(0).add(0.5)]);
  return lowerTriangle(random.normal(forRest, [...front, k, k]), -1).add(diagonalMatrix(χ2.sqrt()));
}
const frontOf = (shape: random.ShapeLike): readonly number[] => (typeof shape === 'number' ? [shape] : shape);

function requireMatrices(name: string, x: Tensor, k: number): Tensor {
  if (x.rank < 2 || x.shape[x.rank - 1] !== k || x.shape[x.rank - 2] !== k)
    throw new ShapeError(`${name}: a value of shape ${showShape(x.shape)}`, `the last two axes hold a ${k} × ${k} matrix`);
  return x;
}

/**
 * The Wishart distribution: of Σ zzᵀ over ν normal vectors with covariance `scale`; ν need not be an integer.
 *
 * @param scale V, shape [k, k], symmetric positive definite; the mean is νV
 * @throws ShapeError; ArgumentError unless ν > k − 1; NotPositiveDefiniteError for the scale, or for a value whose density is asked for
 * @example wishart({ degreesOfFreedom: 5, scale: eye(2) }).sample(key(0))
 */
export function wishart({
  degreesOfFreedom,
  scale,
}: {
  readonly degreesOfFreedom: TensorLike;
  readonly scale: Tensor;
}): MatrixDistribution {
  const { ν, k, L } = checked('wishart', degreesOfFreedom, scale);
  return {
    name: 'wishart',
    eventShape: [k, k],
    sample: (key, shape = []) => {
      const F = matmul(L, bartlett(key, ν, k, frontOf(shape)));
      return matmul(F, mT(F));
    },
    logpdf: (x) => {
      const C = cholesky(requireMatrices('wishart', x, k));
      const whitened = triangularSolve(L, C);
      return logDeterminant(C)
        .mul(ν.sub(k + 1))
        .sub(whitened.square().sum([-2, -1]))
        .sub(ν.mul(k * LOG_TWO))
        .sub(ν.mul(logDeterminant(L)))
        .mul(0.5)
        .sub(logMultivariateGamma(ν.mul(0.5), k));
    },
    pdf(x) {
      return this.logpdf(x).exp();
    },
    mean: () => scale.mul(ν),
  };
}

/**
 * The inverse Wishart distribution: of X⁻¹ for a Wishart variable X with scale Ψ⁻¹.
 *
 * @param scale Ψ, shape [k, k], symmetric positive definite; the mean is Ψ/(ν − k − 1) for ν > k + 1
 * @throws ShapeError; ArgumentError unless ν > k − 1; NotPositiveDefiniteError
 */
export function inverseWishart({
  degreesOfFreedom,
  scale,
}: {
  readonly degreesOfFreedom: TensorLike;
  readonly scale: Tensor;
}): MatrixDistribution {
  const { ν, k, L } = checked('inverseWishart', degreesOfFreedom, scale);
  return {
    name: 'inverseWishart',
    eventShape: [k, k],
    // Ψ⁻¹ = L⁻ᵀL⁻¹: X⁻¹ = L·(AAᵀ)⁻¹·Lᵀ = (A⁻¹Lᵀ)ᵀ(A⁻¹Lᵀ)
    sample: (key, shape = []) => {
      const front = frontOf(shape);
      const A = bartlett(key, ν, k, front);
      const F = triangularSolve(A, mT(L).broadcastTo([...front, k, k]));
      return matmul(mT(F), F);
    },
    logpdf: (x) => {
      const C = cholesky(requireMatrices('inverseWishart', x, k));
      const whitened = triangularSolve(C, L.broadcastTo(x.shape));
      return logDeterminant(C)
        .mul(ν.add(k + 1))
        .neg()
        .sub(whitened.square().sum([-2, -1]))
        .sub(ν.mul(k * LOG_TWO))
        .add(ν.mul(logDeterminant(L)))
        .mul(0.5)
        .sub(logMultivariateGamma(ν.mul(0.5), k));
    },
    pdf(x) {
      return this.logpdf(x).exp();
    },
    mean: () => where(ν.greater(k + 1), scale.div(ν.sub(k + 1)), NaN),
  };
}
