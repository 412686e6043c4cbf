/**
 * Matrix normal distribution: rows with covariance U, columns with covariance V, vec X ~ N(vec M, V ⊗ U).
 *
 *   log f = −½‖A⁻¹(X − M)B⁻ᵀ‖² − ½nk·log 2π − k·Σ log Aᵢᵢ − n·Σ log Bᵢᵢ,   U = AAᵀ, V = BBᵀ
 *
 * Gupta and Nagar (2000), "Matrix variate distributions", definition 2.2.1.
 */
import { cholesky, triangularSolve } from '@adjoint/linalg';
import * as random from '@adjoint/random';
import { ShapeError, type Tensor, diagonal, mT, matmul, showShape } from '@adjoint/tensor';
import { HALF_LOG_TWO_PI } from '../../special/constants.ts';
import type { MatrixDistribution } from './matrix-distribution.ts';

/**
 * @param mean M, shape [n, k]
 * @param rows U, shape [n, n], symmetric positive definite
 * @param columns V, shape [k, k], symmetric positive definite
 * @throws ShapeError when the shapes do not fit; NotPositiveDefiniteError
 * @example matrixNormal({ mean: zeros([3, 2]), rows: eye(3), columns: eye(2) }).sample(key(0))
 */
export function matrixNormal({
  mean,
  rows,
  columns,
}: {
  readonly mean: Tensor;
  readonly rows: Tensor;
  readonly columns: Tensor;
}): MatrixDistribution {
  const [n, k] = mean.shape;
  const isSquare = (x: Tensor, m: number): boolean => x.rank === 2 && x.shape[0] === m && x.shape[1] === m;
  if (mean.rank !== 2 || !isSquare(rows, n) || !isSquare(columns, k)) {
    throw new ShapeError(
      `matrixNormal: mean ${showShape(mean.shape)}, rows ${showShape(rows.shape)}, columns ${showShape(columns.shape)}`,
      'a mean of shape [n, k] with covariances of shape [n, n] and [k, k]',
    );
  }
  const A = cholesky(rows);
  const B = cholesky(columns);
  const constant = diagonal(A)
    .log()
    .sum()
    .mul(k)
    .add(diagonal(B).log().sum().mul(n))
    .add(n * k * HALF_LOG_TWO_PI);
  return {
    name: 'matrixNormal',
    eventShape: [n, k],
    sample: (key, shape = []) =>
      matmul(matmul(A, random.normal(key, [...(typeof shape === 'number' ? [shape] : shape), n, k])), mT(B)).add(mean),
    logpdf: (x) => {
      if (x.rank < 2 || x.shape[x.rank - 2] !== n || x.shape[x.rank - 1] !== k)
        throw new ShapeError(`matrixNormal: a value of shape ${showShape(x.shape)}`, `the last two axes hold a ${n} × ${k} matrix`);
      const inner = triangularSolve(A, x.sub(mean));
      const z = triangularSolve(B, mT(inner));
      return z.square().sum([-2, -1]).mul(-0.5).sub(constant);
    },
    pdf(x) {
      return this.logpdf(x).exp();
    },
    mean: () => mean,
  };
}
