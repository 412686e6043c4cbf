/** Gamma distribution: f(x) = β^α x^(α−1) e^(−βx)/Γ(α), x > 0; chi-squared with ν degrees of freedom has α = ν/2, β = ½. */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type Tensor, type TensorLike, asTensor, bind1, digamma, log } from '@adjoint/tensor';
import { productError } from '../special/double-double.ts';
import { gammaEntropy } from '../special/gamma-entropy.ts';
import { gammaWeight, logWeight } from '../special/gamma-weight.ts';
import { velocityOf } from '../special/gamma-sensitivity.ts';
import { gammaTails } from '../special/incomplete-gamma.ts';
import { lgamma1p } from '../special/lgamma1p.ts';
import type { Tails } from '../special/tails.ts';
import { positive } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { elementwise } from './core/elementwise.ts';
import type { Family } from './core/family.ts';
import { implicitDraw } from './core/implicit.ts';
import { fromTails, normalDeviate } from './core/standard-tails.ts';

export const gammaDistributionTails = (x: number, α: number, β: number): Tails => gammaTails(α, β * x, productError(β, x));

export function gammaLogpdf(x: number, α: number, β: number): number {
  if (!(x > 0 && β * x < Infinity)) return x !== x ? NaN : x !== 0 || α > 1 ? -Infinity : α < 1 ? Infinity : math.log(β);
  if (β * x < 1e-290) return α * (math.log(β) + math.log(x)) - math.log(x) - math.lgamma(α);
  // f = D(α, βx)·α/x
  return logWeight(gammaWeight(α, β * x, productError(β, x))) + math.log(α / x);
}

/** Wilson and Hilferty's cube root; for small probabilities the leading power of the lower tail. */
export function gammaGuess(p: number, q: number, α: number): number {
  const power = math.exp((math.log(p) + lgamma1p(α)) / α);
  if (power < 0.3 * (α + 1)) return power;
  // Q ~ x^(α−1) e^(−x)/Γ(α)
  const l = q < 0.5 && α < 1 ? -math.log(q) - math.lgamma(α) : 0;
  if (l > 2) return l + (α - 1) * math.log(l);
  const c = 1 / (9 * α);
  const t = 1 - c + normalDeviate(p, q) * Math.sqrt(c);
  return t > 0 ? α * t * t * t : power;
}

const tailFunctions = fromTails({
  tails: gammaDistributionTails,
  logpdf: gammaLogpdf,
  lower: () => 0,
  upper: () => Infinity,
  guess: (p, q, α, β) => gammaGuess(p, q, α) / β,
});
const shapeVelocity = elementwise('gamma.shapeVelocity', (x, α) => velocityOf((a) => gammaTails(a, x), α, gammaLogpdf(x, α, 1)), null);
const velocity = (x: Tensor, [α, β]: readonly Tensor[], i: number): Tensor =>
  i === 1 ? bind1(shapeVelocity, [x.mul(β), α], undefined).div(β) : x.div(β).neg();
const implicit = implicitDraw('gamma', velocity);

export const gammaFamily: Family = {
  name: 'gamma',
  discrete: false,
  parameters: [
    { name: 'shape', constraint: positive },
    { name: 'rate', constraint: positive },
  ],
  ...tailFunctions,
  // an exact zero where the quantile underflows
  quantile: (p, α, β) =>
    p > 0 && p < 0.5 && gammaGuess(p, 1 - p, α) / β < 1e-307 ? gammaGuess(p, 1 - p, α) / β : tailFunctions.quantile(p, α, β),
  score: (x, [α, β], i) => (i === 0 ? α.sub(1).div(x).sub(β) : i === 1 ? log(x.mul(β)).sub(digamma(α)) : α.div(β).sub(x)),
  velocity,
  mean: (α, β) => α.div(β),
  variance: (α, β) => α.div(β.square()),
  entropy: (α, β) => gammaEntropy(α).sub(log(β)),
  draw: (key, shape, θ) => implicit(([α, β]) => random.gamma(key, α, shape).div(β), θ),
};

/**
 * The gamma distribution with this shape and rate (the mean is shape/rate).
 *
 * @throws ArgumentError unless both are finite and > 0
 * @example gamma({ shape: 2.5, rate: 2 }).isf(1e-20)
 */
export const gamma = (parameters: { readonly shape: TensorLike; readonly rate?: TensorLike }): Distribution =>
  distribution(gammaFamily, parameters, { rate: 1 });

/**
 * The chi-squared distribution: a gamma distribution of shape ν/2 and rate ½.
 *
 * @throws ArgumentError unless `degreesOfFreedom` is finite and > 0
 */
export const chiSquared = ({ degreesOfFreedom, ...others }: { readonly degreesOfFreedom: TensorLike }): Distribution => ({
  ...distribution(gammaFamily, { shape: asTensor(degreesOfFreedom).mul(0.5), rate: 0.5, ...others }),
  name: 'chiSquared',
});
