/**
 * Negative binomial distribution: failures before success number r; P(k) = Γ(r + k)/(k! Γ(r))·p^r q^k,
 * P(X ≤ k) = I_p(r, k + 1).
 */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type TensorLike, bind1, digamma, log } from '@adjoint/tensor';
import { betaWeight } from '../special/beta-weight.ts';
import { velocityOf } from '../special/gamma-sensitivity.ts';
import { logWeight } from '../special/gamma-weight.ts';
import { betaTails } from '../special/incomplete-beta.ts';
import { complement } from './beta.ts';
import { positive, positiveProbability } from './core/constraint.ts';
import { entropySum, fromCounts } from './core/counts.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { byDifferences } from './core/by-differences.ts';
import { elementwise } from './core/elementwise.ts';
import type { Family } from './core/family.ts';

/** The beta weight of (r, k + 1) over q(r + k). */
function logpmf(k: number, r: number, p: number): number {
  if (k === 0) return r * math.log(p);
  return p === 1 ? -Infinity : logWeight(betaWeight(r, k + 1, [p, 0], complement(p))) - math.log((1 - p) * (r + k));
}
const successesVelocity = elementwise(
  'negativeBinomial.successesVelocity',
  (x, r, p) => {
    const k = Math.floor(x);
    return k < 0 || p === 1 ? 0 : velocityOf((s) => betaTails(s, k + 1, [p, 0], complement(p)), r, logpmf(k, r, p));
  },
  null,
);
const entropy = byDifferences(
  'negativeBinomial.entropy',
  (r, p) => entropySum(Math.max(0, Math.floor(((r - 1) * (1 - p)) / p)), 0, Infinity, (k) => logpmf(k, r, p)),
  ([r, p], i) => (i === 0 ? r : Math.min(p, 1 - p)),
);

export const negativeBinomialFamily: Family = {
  name: 'negativeBinomial',
  parameters: [
    { name: 'successes', constraint: positive },
    { name: 'probability', constraint: positiveProbability },
  ],
  ...fromCounts({
    lower: () => 0,
    upper: () => Infinity,
    logpmf,
    tails: (k, r, p) => betaTails(r, k + 1, [p, 0], complement(p)),
    guess: (u, r, p) => (r * (1 - p)) / p + ((u > 0 && u < 1 ? math.ndtri(u) : 0) * Math.sqrt(r * (1 - p))) / p,
  }),
  score: (k, [r, p], i) => (i === 0 ? null : i === 1 ? digamma(k.add(r)).sub(digamma(r)).add(log(p)) : r.div(p).sub(k.div(p.neg().add(1)))),
  /** ∂F/∂p = p^(r−1) q^k/B(r, k+1) = f·(r + k)/p */
  velocity: (k, [r, p], i) => (i === 2 ? k.floor().add(r).div(p).neg() : bind1(successesVelocity, [k, r, p], undefined)),
  mean: (r, p) => r.mul(p.neg().add(1)).div(p),
  variance: (r, p) => r.mul(p.neg().add(1)).div(p.square()),
  entropy: (r, p) => bind1(entropy, [r, p], undefined),
  draw: (key, shape, [r, p]) => {
    const [first, second] = random.split(key);
    return random.poisson(second, random.gamma(first, r, shape).mul(p.neg().add(1)).div(p), shape);
  },
};

/**
 * The number of failures before success number `successes`, which need not be an integer.
 *
 * @throws ArgumentError unless `successes` > 0 is finite and `probability` lies in (0, 1]
 */
export const negativeBinomial = (parameters: { readonly successes: TensorLike; readonly probability: TensorLike }): Distribution =>
  distribution(negativeBinomialFamily, parameters);
