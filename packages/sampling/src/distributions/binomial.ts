/**
 * Binomial distribution: P(k) = C(n, k) p^k q^(n−k), q = 1 − p; P(X ≤ k) = I_q(n − k, k + 1).
 * Bernoulli: n = 1.
 */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type TensorLike, bind1, log1p, xlogy } from '@adjoint/tensor';
import { betaWeight } from '../special/beta-weight.ts';
import { logWeight, weightValue } from '../special/gamma-weight.ts';
import { betaTails } from '../special/incomplete-beta.ts';
import { complement } from './beta.ts';
import { count, probability } from './core/constraint.ts';
import { entropySum, fromCounts } from './core/counts.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { byDifferences } from './core/by-differences.ts';
import type { Family } from './core/family.ts';
import { EVERYTHING } from '../special/tails.ts';
import { type Wide, expWide, logOfWide, timesWide } from '../special/wide.ts';

/** log C(n, k) p^k q^(n−k): the beta weight of (k + 1, n − k + 1) over (n + 1)pq. p in two doubles. */
export function binomialLogpmf(k: number, n: number, p: Wide, q: Wide): number {
  if (k === 0) return n === 0 ? 0 : n * (p[0] < 0.5 ? math.log1p(-p[0]) : math.log(q[0]));
  if (k === n) return n * (q[0] < 0.5 ? math.log1p(-q[0]) : math.log(p[0]));
  return p[0] === 0 || q[0] === 0 ? -Infinity : logWeight(betaWeight(k + 1, n - k + 1, p, q)) - math.log((n + 1) * p[0] * q[0]);
}
export function binomialPmf(k: number, n: number, p: Wide, q: Wide): number {
  if (k === 0 || k === n || p[0] === 0 || q[0] === 0) return math.exp(binomialLogpmf(k, n, p, q));
  return weightValue(betaWeight(k + 1, n - k + 1, p, q)) / ((n + 1) * p[0] * q[0]);
}
const logpmf = (k: number, n: number, p: number): number => binomialLogpmf(k, n, [p, 0], complement(p));
const entropy = byDifferences(
  'binomial.entropy',
  (n, p) => entropySum(Math.floor(n * p), 0, n, (k) => logpmf(k, n, p)),
  ([, p], i) => (i === 1 ? Math.min(p, 1 - p) : 0),
);

export const binomialFamily: Family = {
  name: 'binomial',
  parameters: [
    { name: 'trials', constraint: count },
    { name: 'probability', constraint: probability },
  ],
  ...fromCounts({
    lower: () => 0,
    upper: (n) => n,
    logpmf,
    tails: (k, n, p) => betaTails(n - k, k + 1, complement(p), [p, 0]),
    guess: (u, n, p) => n * p + (u > 0 && u < 1 ? math.ndtri(u) : 0) * Math.sqrt(n * p * (1 - p)),
  }),
  score: (k, [n, p], i) => (i === 2 ? k.div(p).sub(n.sub(k).div(p.neg().add(1))) : null),
  velocity: (k, [n, p], i) => (i === 2 ? n.sub(k.floor()).div(p.neg().add(1)) : null),
  mean: (n, p) => n.mul(p),
  variance: (n, p) => n.mul(p).mul(p.neg().add(1)),
  entropy: (n, p) => bind1(entropy, [n, p], undefined),
  draw: (key, shape, [n, p]) => random.binomial(key, n, p, shape).astype('float64'),
};

export const bernoulliFamily: Family = {
  name: 'bernoulli',
  parameters: [{ name: 'probability', constraint: probability }],
  ...fromCounts({
    lower: () => 0,
    upper: () => 1,
    logpmf: (k, p) => (k === 1 ? math.log(p) : math.log1p(-p)),
    tails: (_k, p) => ({ lower: 1 - p, upper: p, logLower: math.log1p(-p), logUpper: math.log(p) }),
    guess: (_u, p) => p,
  }),
  score: (k, [p], i) => (i === 0 ? null : k.div(p).sub(k.neg().add(1).div(p.neg().add(1)))),
  velocity: (k, [p]) => k.floor().neg().add(1).div(p.neg().add(1)),
  mean: (p) => p,
  variance: (p) => p.mul(p.neg().add(1)),
  entropy: (p) => {
    const q = p.neg().add(1);
    return xlogy(p, p).add(xlogy(q, q)).neg();
  },
  draw: (key, shape, [p]) => random.bernoulli(key, p, shape).astype('float64'),
};

export const geometricFamily: Family = {
  name: 'geometric',
  parameters: [{ name: 'probability', constraint: { says: 'a number in (0, 1]', holds: (x) => x > 0 && x <= 1 } }],
  ...fromCounts({
    lower: () => 1,
    upper: () => Infinity,
    logpmf: (k, p) => (k === 1 ? math.log(p) : (k - 1) * math.log1p(-p) + math.log(p)),
    tails: (k, p) => {
      if (p === 1) return EVERYTHING;
      const l = k * math.log1p(-p);
      const lower = -math.expm1(l);
      return {
        lower,
        upper: expWide(timesWide(logOfWide(complement(p)), k)),
        logLower: l > -0.6931471805599453 ? math.log(lower) : math.log1p(-math.exp(l)),
        logUpper: l,
      };
    },
    guess: (u, p) => (u < 1 ? Math.ceil(math.log1p(-u) / math.log1p(-p)) : 1 / p),
  }),
  score: (k, [p], i) => (i === 0 ? null : p.reciprocal().sub(k.sub(1).div(p.neg().add(1)))),
  /** S = q^k: ∂F/∂p = k·q^(k−1) = f·k/p */
  velocity: (k, [p]) => k.floor().div(p).neg(),
  mean: (p) => p.reciprocal(),
  variance: (p) => p.neg().add(1).div(p.square()),
  entropy: (p) => {
    const q = p.neg().add(1);
    return xlogy(q, q).add(xlogy(p, p)).div(p).neg();
  },
  draw: (key, shape, [p]) => {
    const trials = random.exponential(key, shape).div(log1p(p.neg()).neg()).floor().add(1);
    return trials.maximum(1);
  },
};

/**
 * The number of successes in `trials` independent trials.
 *
 * @throws ArgumentError unless `trials` is an integer ≥ 0 and `probability` in [0, 1]
 */
export const binomial = (parameters: { readonly trials: TensorLike; readonly probability: TensorLike }): Distribution =>
  distribution(binomialFamily, parameters);

/**
 * 1 with this probability, else 0.
 *
 * @throws ArgumentError unless `probability` lies in [0, 1]
 */
export const bernoulli = (parameters: { readonly probability: TensorLike }): Distribution => distribution(bernoulliFamily, parameters);

/**
 * The number of trials until the first success, the success counted: 1, 2, …
 *
 * @throws ArgumentError unless `probability` lies in (0, 1]
 */
export const geometric = (parameters: { readonly probability: TensorLike }): Distribution => distribution(geometricFamily, parameters);
