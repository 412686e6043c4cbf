/**
 * Distribution of correlation matrices with density ∝ |R|^(η − 1); uniform over all of them at η = 1.
 *
 *   log c = Σ_{j=1}^{k−1} [ (2η − 2 + k − j)(k − j)·log 2 + (k − j)·log B(η + ½(k − j − 1), η + ½(k − j − 1)) ]
 *
 * Draws by the onion: row i of the Cholesky factor is √y·u, y ~ Beta(½i, η + ½(k − 1 − i)), u on the sphere of i
 * dimensions, and √(1 − y) on the diagonal.
 *
 * Lewandowski, Kurowicka, Joe (2009), "Generating random correlation matrices based on vines and extended onion method".
 */
import { cholesky } from '@adjoint/linalg';
import * as random from '@adjoint/random';
import {
  ArgumentError,
  ShapeError,
  type Tensor,
  type TensorLike,
  asTensor,
  concat,
  diagonal,
  eye,
  interpreterOf,
  lgamma,
  mT,
  matmul,
  ones,
  showShape,
  stack,
  where,
  zeros,
} from '@adjoint/tensor';
import { LOG_TWO } from '../../special/constants.ts';
import { positive, requireParameter } from '../core/constraint.ts';
import type { MatrixDistribution } from './matrix-distribution.ts';

const logBeta = (a: Tensor): Tensor =>
  lgamma(a)
    .mul(2)
    .sub(lgamma(a.mul(2)));

/**
 * @param dimension k ≥ 2
 * @param concentration η > 0: above 1 correlations are drawn towards 0
 * @throws ArgumentError for a wrong dimension or concentration; ShapeError; NotPositiveDefiniteError for a value that is no correlation matrix
 * @example lkj({ dimension: 3, concentration: 2 }).sample(key(0))
 */
export function lkj({
  dimension: k,
  concentration = 1,
}: {
  readonly dimension: number;
  readonly concentration?: TensorLike;
}): MatrixDistribution {
  const η = asTensor(concentration).astype('float64');
  if (!Number.isInteger(k) || k < 2) throw new ArgumentError(`lkj: dimension ${k}`, 'the dimension is an integer ≥ 2');
  if (η.rank !== 0) throw new ShapeError(`lkj: concentration of shape ${showShape(η.shape)}`, 'give one number');
  requireParameter('lkj', 'concentration', positive, η);
  let logConstant: Tensor = η.mul(0);
  for (let m = 1; m < k; m++)
    logConstant = logConstant
      .add(
        η
          .mul(2)
          .add(m - 2)
          .mul(m * LOG_TWO),
      )
      .add(logBeta(η.add((m - 1) / 2)).mul(m));
  return {
    name: 'lkj',
    eventShape: [k, k],
    sample: (key, shape = []) => {
      const front = typeof shape === 'number' ? [shape] : shape;
      const rows: Tensor[] = [concat([ones([...front, 1]), zeros([...front, k - 1])], -1)];
      for (let i = 1; i < k; i++) {
        const [forLength, forDirection] = random.split(random.foldIn(key, i));
        const y = random.beta(forLength, i / 2, η.add((k - 1 - i) / 2), front).expandDims(-1);
        const z = random.normal(forDirection, [...front, i]);
        const u = z.div(z.square().sum(-1, { keepDims: true }).sqrt());
        rows.push(concat([u.mul(y.sqrt()), y.neg().add(1).sqrt(), ...(i < k - 1 ? [zeros([...front, k - 1 - i])] : [])], -1));
      }
      const F = stack(rows, -2);
      return where(eye(k).equal(1), 1, matmul(F, mT(F)));
    },
    logpdf: (x) => {
      if (x.rank < 2 || x.shape[x.rank - 1] !== k || x.shape[x.rank - 2] !== k)
        throw new ShapeError(`lkj: a value of shape ${showShape(x.shape)}`, `the last two axes hold a ${k} × ${k} matrix`);
      const off = diagonal(x).sub(1).abs().max();
      if (interpreterOf(off) === null && off.item() > 1e-12)
        throw new ArgumentError(`lkj: a diagonal that is off 1 by ${off.item()}`, 'a correlation matrix has ones on its diagonal');
      return diagonal(cholesky(x)).log().sum(-1).mul(2).mul(η.sub(1)).sub(logConstant);
    },
    pdf(x) {
      return this.logpdf(x).exp();
    },
    mean: () => eye(k),
  };
}
