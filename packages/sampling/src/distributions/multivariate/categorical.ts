/** Categorical and multinomial distributions over k categories. */
import * as random from '@adjoint/random';
import type { Key, ShapeLike } from '@adjoint/random';
import {
  ArgumentError,
  ShapeError,
  type Tensor,
  arange,
  diagonalMatrix,
  gather,
  lgamma,
  log,
  logSoftmax,
  outer,
  showShape,
  where,
  xlogy,
} from '@adjoint/tensor';
import { concreteValues, count, nonNegative, requireParameter } from '../core/constraint.ts';
import { math } from '@adjoint/kernels';
import type { MultivariateDistribution } from './multivariate-distribution.ts';
import { requireEvent } from './multivariate-normal.ts';

export interface CategoricalDistribution {
  readonly name: 'categorical';
  /** log probabilities, shape [k] */
  readonly logits: Tensor;
  /** int32 categories of this shape. */
  sample(key: Key, shape?: ShapeLike): Tensor<'int32'>;
  /** log probability of integer categories; −∞ is impossible, an index outside of 0 … k − 1 an error. */
  logpdf(category: Tensor): Tensor;
  probabilities(): Tensor;
  entropy(): Tensor;
}
interface Chances {
  readonly probabilities?: Tensor;
  readonly logits?: Tensor;
}

/** log probabilities of shape [k] from probabilities up to a factor, or from logits up to a term. */
function logProbabilities(name: string, { probabilities, logits }: Chances): Tensor {
  const x = probabilities ?? logits;
  if (x === undefined || (probabilities !== undefined && logits !== undefined))
    throw new ArgumentError(`${name}: probabilities and logits`, 'give one of them');
  if (x.rank !== 1 || x.shape[0] === 0)
    throw new ShapeError(
      `${name}: ${probabilities ? 'probabilities' : 'logits'} of shape ${showShape(x.shape)}`,
      'one number per category: shape [k]',
    );
  if (probabilities === undefined) return logSoftmax(x);
  requireParameter(name, 'probabilities', nonNegative, x);
  const total = concreteValues(x.sum());
  if (total !== null && !(total[0] > 0))
    throw new ArgumentError(`${name}: probabilities that sum to ${total[0]}`, 'at least one is positive');
  return log(x).sub(log(x.sum()));
}

/**
 * One of k categories, by probabilities (up to a factor) or logits (up to a term).
 *
 * @throws ArgumentError for negative or vanishing probabilities; ShapeError unless of shape [k]
 * @example categorical({ probabilities: tensor([1, 2, 5]) }).sample(key(0), 10)
 */
export function categorical(chances: Chances): CategoricalDistribution {
  const logits = logProbabilities('categorical', chances);
  return {
    name: 'categorical',
    logits,
    sample: (key, shape = []) => random.categorical(key, logits, shape),
    logpdf: (category) => gather(logits, category.astype('int32'), 0),
    probabilities: () => logits.exp(),
    entropy: () => xlogy(logits.exp(), logits.exp()).sum().neg(),
  };
}

/**
 * Counts of k categories in `trials` independent trials.
 *
 * @throws ArgumentError unless `trials` is an integer ≥ 0; otherwise as `categorical`
 */
export function multinomial({ trials, ...chances }: { readonly trials: number } & Chances): MultivariateDistribution {
  if (!count.holds(trials)) throw new ArgumentError(`multinomial: trials is ${trials}`, `trials is ${count.says}`);
  const logits = logProbabilities('multinomial', chances);
  const k = logits.shape[0];
  const p = logits.exp();
  return {
    name: 'multinomial',
    eventShape: [k],
    sample: (key, shape = []) => random.multinomial(key, trials, p, shape).astype('float64'),
    logpdf: (x) => {
      requireEvent('multinomial', x, k);
      const counts = x.astype('float64');
      const fits = counts.greaterEqual(0).all(-1);
      const whole = counts.floor().equal(counts).all(-1);
      const sums = counts.sum(-1).equal(trials);
      const l = where(counts.equal(0), 0, counts.mul(logits))
        .sub(lgamma(counts.maximum(0).add(1)))
        .sum(-1)
        .add(math.lgamma(trials + 1));
      return where(fits, where(whole, where(sums, l, -Infinity), -Infinity), -Infinity);
    },
    pdf(x) {
      return this.logpdf(x).exp();
    },
    mean: () => p.mul(trials),
    covariance: () => diagonalMatrix(p).sub(outer(p, p)).mul(trials),
    /** Σ over the binomial margins: −log n! − n Σ p log p + Σᵢ E log xᵢ! */
    entropy: () => {
      const x = arange(trials + 1);
      const choose = lgamma(x.add(1))
        .neg()
        .sub(lgamma(x.neg().add(trials + 1)))
        .add(math.lgamma(trials + 1));
      const margins = logits.reshape([k, 1]);
      const q = p.reshape([k, 1]).neg().add(1);
      const weights = choose
        .add(where(x.equal(0), 0, x.mul(margins)))
        .add(xlogy(x.neg().add(trials), q))
        .exp();
      return weights
        .mul(lgamma(x.add(1)))
        .sum()
        .sub(math.lgamma(trials + 1))
        .sub(xlogy(p, p).sum().mul(trials));
    },
  };
}
