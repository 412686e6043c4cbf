/** F distribution: the ratio (X/m)/(Y/n) of chi-squared variables; F(x) = I_w(m/2, n/2), w = mx/(mx + n). */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type Tensor, type TensorLike, digamma, exp, log, log1p, where } from '@adjoint/tensor';
import { betaWeight } from '../special/beta-weight.ts';
import { gammaEntropy } from '../special/gamma-entropy.ts';
import { logWeight } from '../special/gamma-weight.ts';
import { betaTails } from '../special/incomplete-beta.ts';
import { lgamma1p } from '../special/lgamma1p.ts';
import { EVERYTHING, NOTHING, type Tails, UNDEFINED, swapTails, tailsFromLog, tailsFromLower } from '../special/tails.ts';
import { type Wide, multiplyWide, shares } from '../special/wide.ts';
import { positive } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import type { Family } from './core/family.ts';
import { implicitDraw } from './core/implicit.ts';
import { fromTails } from './core/standard-tails.ts';
import { betaGuess, betaVelocity } from './beta.ts';

/** w = mx/(mx + n) and 1 − w, each with all its digits */
function share(x: number, m: number, n: number): readonly [Wide, Wide] {
  const odds = (m / n) * x;
  if (m * x < 1e290) return shares(multiplyWide([m, 0], [x, 0]), [n, 0]);
  return [
    [odds === Infinity ? 1 : odds / (1 + odds), 0],
    [1 / (1 + odds), 0],
  ];
}
/** I_w(a, b) ≈ w^a/(a·B(a, b)) of a w too small to be written */
function powerLaw(a: number, b: number, logW: number): Tails {
  const l = a * logW - lgamma1p(a) + (math.lgamma(a + b) - math.lgamma(b));
  return l < -0.36 ? tailsFromLower(math.exp(l), l) : tailsFromLog(l);
}
function tails(x: number, m: number, n: number): Tails {
  if (!(x > 0 && x < Infinity)) return x !== x ? UNDEFINED : x > 0 ? EVERYTHING : NOTHING;
  const logOdds = math.log(m) - math.log(n) + math.log(x);
  if (logOdds > 640) return swapTails(powerLaw(n / 2, m / 2, -logOdds));
  if (logOdds < -640) return powerLaw(m / 2, n / 2, logOdds);
  return betaTails(m / 2, n / 2, ...share(x, m, n));
}

function logpdf(x: number, m: number, n: number): number {
  if (!(x > 0 && x < Infinity)) return x !== x ? NaN : x !== 0 || m > 2 ? -Infinity : m < 2 ? Infinity : 0;
  const [w, v] = share(x, m, n);
  if (w[0] === 0 || v[0] === 0)
    return (
      0.5 * m * (math.log(m / n) + math.log(x)) -
      0.5 * (m + n) * math.log1p((m / n) * x) -
      math.log(x) -
      math.lgamma(m / 2) -
      math.lgamma(n / 2) +
      math.lgamma((m + n) / 2)
    );
  return logWeight(betaWeight(m / 2, n / 2, w, v)) - math.log(x);
}
/** The odds of a beta quantile, from whichever of it and its complement is small. */
function guess(p: number, q: number, m: number, n: number): number {
  const w = betaGuess(p, q, m / 2, n / 2);
  const v = betaGuess(q, p, n / 2, m / 2);
  return (n / m) * (w < 0.5 ? w / (1 - w) : (1 - v) / v);
}
/** x = (n/m)·w/(1 − w): by w through the beta quantile, and by m and n themselves */
const velocity = (x: Tensor, [m, n]: readonly Tensor[], i: number): Tensor => {
  const r = m.mul(x).div(n);
  const v = r.add(1).reciprocal();
  const w = r.mul(v);
  const moved = betaVelocity(w, [m.mul(0.5), n.mul(0.5)], i)
    .mul(0.5)
    .mul(n.div(m))
    .div(v.square());
  return i === 1 ? moved.sub(x.div(m)) : moved.add(x.div(n));
};
const implicit = implicitDraw('fisherF', velocity);

export const fisherFFamily: Family = {
  name: 'fisherF',
  discrete: false,
  parameters: [
    { name: 'numerator', constraint: positive },
    { name: 'denominator', constraint: positive },
  ],
  ...fromTails({ tails, logpdf, lower: () => 0, upper: () => Infinity, guess }),
  score: (x, [m, n], i) => {
    const r = m.mul(x).div(n);
    const half = m.add(n).mul(0.5);
    const w = r.div(r.add(1));
    if (i === 0) return m.mul(0.5).sub(1).sub(half.mul(w)).div(x);
    const common = digamma(half).sub(log1p(r)).mul(0.5);
    return i === 1
      ? log(r)
          .add(1)
          .sub(digamma(m.mul(0.5)))
          .mul(0.5)
          .add(common)
          .sub(half.mul(w).div(m))
      : m
          .div(n)
          .mul(-0.5)
          .sub(digamma(n.mul(0.5)).mul(0.5))
          .add(common)
          .add(half.mul(w).div(n));
  },
  velocity,
  mean: (_m, n) => where(n.greater(2), n.div(n.sub(2)), Infinity),
  variance: (m, n) =>
    where(
      n.greater(4),
      n
        .square()
        .mul(m.add(n).sub(2))
        .mul(2)
        .div(m.mul(n.sub(2).square()).mul(n.sub(4))),
      Infinity,
    ),
  entropy: (m, n) => {
    const a = m.mul(0.5);
    const b = n.mul(0.5);
    const s = a.add(b);
    return log(n.div(m)).add(gammaEntropy(a)).add(gammaEntropy(b)).sub(gammaEntropy(s)).add(digamma(s)).sub(digamma(b).mul(2));
  },
  draw: (key, shape, θ) => {
    const [first, second] = random.split(key);
    return implicit(
      ([m, n]) => exp(random.logGamma(first, m.mul(0.5), shape).sub(random.logGamma(second, n.mul(0.5), shape))).mul(n.div(m)),
      θ,
    );
  },
};

/**
 * Fisher's F distribution with these degrees of freedom.
 *
 * @throws ArgumentError unless both are finite and > 0
 */
export const fisherF = (parameters: { readonly numerator: TensorLike; readonly denominator: TensorLike }): Distribution =>
  distribution(fisherFFamily, parameters);
