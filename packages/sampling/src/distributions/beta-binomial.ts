/**
 * Beta-binomial and hypergeometric distributions.
 *
 * Their probabilities are ratios of binomial and beta weights at any common x, each accurate by itself (Loader 2000):
 *   beta-binomial    P(k) = b(k; n, x)·W(a, b; x)/W(k + a, n − k + b; x)
 *   hypergeometric   P(k) = b(k; K, x)·b(n − k; N − K, x)/b(n; N, x), x = n/N
 * and tails are sums from k outward by the ratios of neighbours.
 */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { ArgumentError, type TensorLike, asTensor, bind1, digamma } from '@adjoint/tensor';
import { betaWeight } from '../special/beta-weight.ts';
import { logWeight, weightValue } from '../special/gamma-weight.ts';
import { velocityOf } from '../special/gamma-sensitivity.ts';
import type { Tails } from '../special/tails.ts';
import { type Wide, divideWide } from '../special/wide.ts';
import { complement } from './beta.ts';
import { binomialLogpmf, binomialPmf } from './binomial.ts';
import { concreteValues, count, positive } from './core/constraint.ts';
import { entropySum, fromCounts, sumByRatios } from './core/counts.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { drawByQuantile } from './core/draw-by-quantile.ts';
import { byDifferences } from './core/by-differences.ts';
import { elementwise } from './core/elementwise.ts';
import type { Family } from './core/family.ts';

function betaBinomialLogpmf(k: number, n: number, a: number, b: number): number {
  const x = (k + a) / (n + a + b);
  const y = complement(x);
  return binomialLogpmf(k, n, [x, 0], y) + (logWeight(betaWeight(a, b, [x, 0], y)) - logWeight(betaWeight(k + a, n - k + b, [x, 0], y)));
}
function betaBinomialPmf(k: number, n: number, a: number, b: number): number {
  const x = (k + a) / (n + a + b);
  const y = complement(x);
  return binomialPmf(k, n, [x, 0], y) * (weightValue(betaWeight(a, b, [x, 0], y)) / weightValue(betaWeight(k + a, n - k + b, [x, 0], y)));
}
const betaBinomialEntropy = byDifferences(
  'betaBinomial.entropy',
  (n, a, b) => {
    let sum = 0;
    for (let k = 0; k <= n; k++) {
      const l = betaBinomialLogpmf(k, n, a, b);
      sum -= l * math.exp(l);
    }
    return sum;
  },
  ([, a, b], i) => (i === 0 ? 0 : i === 1 ? a : b),
);

const betaBinomialTails = (k: number, n: number, a: number, b: number): Tails =>
  sumByRatios(
    k,
    {
      pmf: (j) => betaBinomialPmf(j, n, a, b),
      logpmf: (j) => betaBinomialLogpmf(j, n, a, b),
      up: (j) => ((n - j) / (j + 1)) * ((j + a) / (n - j - 1 + b)),
      down: (j) => (j / (n - j + 1)) * ((n - j + b) / (j - 1 + a)),
    },
    (k + 0.5) / (n + 1) < a / (a + b),
  );
const moved = (k: number, n: number, a: number, b: number): Tails => betaBinomialTails(Math.floor(k), n, a, b);
const inside = (k: number, n: number): boolean => k >= 0 && k < n;
const firstVelocity = elementwise(
  'betaBinomial.velocityA',
  (k, n, a, b) => (inside(k, n) ? velocityOf((t) => moved(k, n, t, b), a, betaBinomialLogpmf(Math.floor(k), n, a, b)) : 0),
  null,
);
const secondVelocity = elementwise(
  'betaBinomial.velocityB',
  (k, n, a, b) => (inside(k, n) ? velocityOf((t) => moved(k, n, a, t), b, betaBinomialLogpmf(Math.floor(k), n, a, b)) : 0),
  null,
);

export const betaBinomialFamily: Family = {
  name: 'betaBinomial',
  parameters: [
    { name: 'trials', constraint: count },
    { name: 'a', constraint: positive },
    { name: 'b', constraint: positive },
  ],
  ...fromCounts({
    lower: () => 0,
    upper: (n) => n,
    logpmf: betaBinomialLogpmf,
    tails: betaBinomialTails,
    guess: (_p, n, a, b) => (n * a) / (a + b),
  }),
  score: (k, [n, a, b], i) => {
    if (i < 2) return null;
    const s = a.add(b);
    const common = digamma(s).sub(digamma(s.add(n)));
    return common.add(i === 2 ? digamma(k.add(a)).sub(digamma(a)) : digamma(n.sub(k).add(b)).sub(digamma(b)));
  },
  velocity: (k, [n, a, b], i) => (i < 2 ? null : bind1(i === 2 ? firstVelocity : secondVelocity, [k, n, a, b], undefined)),
  mean: (n, a, b) => n.mul(a).div(a.add(b)),
  variance: (n, a, b) => {
    const s = a.add(b);
    return n.mul(a.div(s)).mul(b.div(s)).mul(s.add(n)).div(s.add(1));
  },
  entropy: (n, a, b) => bind1(betaBinomialEntropy, [n, a, b], undefined),
  draw: (key, shape, [n, a, b]) => {
    const [first, second] = random.split(key);
    return random.binomial(second, n, random.beta(first, a, b, shape), shape).astype('float64');
  },
};

function hypergeometricLogpmf(k: number, N: number, K: number, n: number): number {
  if (n === 0 || n === N) return 0; // one value only
  const x: Wide = divideWide([n, 0], [N, 0]);
  const y: Wide = divideWide([N - n, 0], [N, 0]);
  return binomialLogpmf(k, K, x, y) + binomialLogpmf(n - k, N - K, x, y) - binomialLogpmf(n, N, x, y);
}
function hypergeometricPmf(k: number, N: number, K: number, n: number): number {
  if (n === 0 || n === N) return 1;
  const x: Wide = divideWide([n, 0], [N, 0]);
  const y: Wide = divideWide([N - n, 0], [N, 0]);
  return binomialPmf(k, K, x, y) * (binomialPmf(n - k, N - K, x, y) / binomialPmf(n, N, x, y));
}
const least = (N: number, K: number, n: number): number => Math.max(0, n - (N - K));
const hypergeometricEntropy = elementwise(
  'hypergeometric.entropy',
  (N, K, n) =>
    entropySum(Math.floor(((n + 1) * (K + 1)) / (N + 2)), least(N, K, n), Math.min(K, n), (k) => hypergeometricLogpmf(k, N, K, n)),
  null,
);

export const hypergeometricFamily: Family = {
  name: 'hypergeometric',
  parameters: [
    { name: 'population', constraint: count },
    { name: 'marked', constraint: count },
    { name: 'drawn', constraint: count },
  ],
  ...fromCounts({
    lower: least,
    upper: (_N, K, n) => Math.min(K, n),
    logpmf: hypergeometricLogpmf,
    tails: (k, N, K, n) =>
      sumByRatios(
        k,
        {
          pmf: (j) => hypergeometricPmf(j, N, K, n),
          logpmf: (j) => hypergeometricLogpmf(j, N, K, n),
          up: (j) => ((K - j) / (j + 1)) * ((n - j) / (N - K - n + j + 1)),
          down: (j) => (j / (K - j + 1)) * ((N - K - n + j) / (n - j + 1)),
        },
        (k + 0.5) * N < n * K,
      ),
    guess: (_p, N, K, n) => (N === 0 ? 0 : (n * K) / N),
  }),
  mean: (N, K, n) => n.mul(K).div(N),
  variance: (N, K, n) =>
    n
      .mul(K.div(N))
      .mul(N.sub(K).div(N))
      .mul(N.sub(n).div(N.sub(1).maximum(1))),
  entropy: (N, K, n) => bind1(hypergeometricEntropy, [N, K, n], undefined),
  draw: drawByQuantile(() => hypergeometricFamily),
};

/**
 * Binomial counts whose probability is a beta variable with exponents a and b.
 *
 * @throws ArgumentError unless `trials` is an integer ≥ 0, a and b finite and > 0
 */
export const betaBinomial = (parameters: { readonly trials: TensorLike; readonly a: TensorLike; readonly b: TensorLike }): Distribution =>
  distribution(betaBinomialFamily, parameters);

/**
 * The number of marked ones among `drawn` of a population, without replacement.
 *
 * @throws ArgumentError unless all are integers ≥ 0, `marked` and `drawn` at most `population`
 */
export function hypergeometric({
  population,
  marked,
  drawn,
  ...others
}: {
  readonly population: TensorLike;
  readonly marked: TensorLike;
  readonly drawn: TensorLike;
}): Distribution {
  const spare = concreteValues(asTensor(population).sub(asTensor(marked).maximum(drawn)));
  if (spare !== null)
    for (let i = 0; i < spare.length; i++) {
      if (spare[i] < 0)
        throw new ArgumentError(
          `hypergeometric: population − max(marked, drawn) is ${spare[i]}`,
          'neither marked nor drawn exceeds the population',
        );
    }
  return distribution(hypergeometricFamily, { population, marked, drawn, ...others });
}
