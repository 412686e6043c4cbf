/** Beta distribution: f(x) = x^(a−1) (1 − x)^(b−1)/B(a, b) on [0, 1]. */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type Tensor, type TensorLike, bind1, digamma, log, log1p } from '@adjoint/tensor';
import { betaWeight } from '../special/beta-weight.ts';
import { sumError } from '../special/double-double.ts';
import { velocityOf } from '../special/gamma-sensitivity.ts';
import { gammaEntropy } from '../special/gamma-entropy.ts';
import { logWeight } from '../special/gamma-weight.ts';
import { betaTails } from '../special/incomplete-beta.ts';
import type { Tails } from '../special/tails.ts';
import type { Wide } from '../special/wide.ts';
import { positive } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { elementwise } from './core/elementwise.ts';
import type { Family } from './core/family.ts';
import { implicitDraw } from './core/implicit.ts';
import { fromTails, normalDeviate } from './core/standard-tails.ts';

/** 1 − x in two doubles */
export const complement = (x: number): Wide => [1 - x, sumError(1, -x)];

export function betaLogpdf(x: number, a: number, b: number): number {
  if (!(x > 0 && x < 1)) {
    if (x !== x) return NaN;
    const e = x === 0 ? a : x === 1 ? b : Infinity;
    return e > 1 ? -Infinity : e < 1 ? Infinity : math.log(x === 0 ? b : a);
  }
  return logWeight(betaWeight(a, b, [x, 0], complement(x))) - math.log(x) - math.log1p(-x);
}
const tails = (x: number, a: number, b: number): Tails => betaTails(a, b, [x, 0], complement(x));

/** Lower power law while the result is small, upper one near 1, else a normal deviate on the logit scale. */
export function betaGuess(p: number, q: number, a: number, b: number): number {
  const logBeta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b);
  const low = math.exp((math.log(p) + math.log(a) + logBeta) / a);
  const high = math.exp((math.log(q) + math.log(b) + logBeta) / b);
  if (low < (0.2 * a) / (a + b)) return low;
  if (high < (0.2 * b) / (a + b)) return 1 - high;
  return math.sigmoid(math.log(a / b) + normalDeviate(p, q) * Math.sqrt(1 / a + 1 / b));
}

const tailFunctions = fromTails({ tails, logpdf: betaLogpdf, lower: () => 0, upper: () => 1, guess: betaGuess });
const underflow = (p: number, a: number, b: number): number =>
  math.exp((math.log(p) + math.log(a) + math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)) / a);
const firstVelocity = elementwise('beta.velocityA', (x, a, b) => velocityOf((α) => tails(x, α, b), a, betaLogpdf(x, a, b)), null);
const secondVelocity = elementwise('beta.velocityB', (x, a, b) => velocityOf((β) => tails(x, a, β), b, betaLogpdf(x, a, b)), null);
export const betaVelocity = (x: Tensor, θ: readonly Tensor[], i: number): Tensor =>
  bind1(i === 1 ? firstVelocity : secondVelocity, [x, ...θ], undefined);
const implicit = implicitDraw('beta', betaVelocity);

export const betaFamily: Family = {
  name: 'beta',
  discrete: false,
  parameters: [
    { name: 'a', constraint: positive },
    { name: 'b', constraint: positive },
  ],
  ...tailFunctions,
  quantile: (p, a, b) => {
    const x = p > 0 && p < 0.5 ? underflow(p, a, b) : 1;
    return x < 1e-307 ? x : tailFunctions.quantile(p, a, b);
  },
  score: (x, [a, b], i) => {
    if (i === 0)
      return a
        .sub(1)
        .div(x)
        .sub(b.sub(1).div(x.neg().add(1)));
    return (i === 1 ? log(x).sub(digamma(a)) : log1p(x.neg()).sub(digamma(b))).add(digamma(a.add(b)));
  },
  velocity: betaVelocity,
  mean: (a, b) => a.div(a.add(b)),
  variance: (a, b) => {
    const n = a.add(b);
    return a.div(n).mul(b.div(n)).div(n.add(1));
  },
  entropy: (a, b) => {
    const n = a.add(b);
    return gammaEntropy(a).add(gammaEntropy(b)).sub(gammaEntropy(n)).sub(digamma(n));
  },
  draw: (key, shape, θ) => implicit(([a, b]) => random.beta(key, a, b, shape), θ),
};

/**
 * The beta distribution with exponents a and b.
 *
 * @throws ArgumentError unless both are finite and > 0
 * @example beta({ a: 2, b: 3 }).quantile(1e-300)
 */
export const beta = (parameters: { readonly a: TensorLike; readonly b: TensorLike }): Distribution => distribution(betaFamily, parameters);
