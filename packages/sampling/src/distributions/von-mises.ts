/**
 * Von Mises distribution: f(x) = e^(κ cos(x − μ))/(2π I₀(κ)) on [μ − π, μ + π].
 *
 * Tails are integrals of the density from the nearer end, on panels no wider than the density's decay length, scaled by
 * its largest value there: positive terms only, so every digit of a tail is kept.
 */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type Tensor, type TensorLike, bind1, log, ones } from '@adjoint/tensor';
import { besselI0e, besselRatio } from '../special/bessel-i.ts';
import { PI } from '../special/constants.ts';
import { sumError } from '../special/double-double.ts';
import { gaussLegendre } from '../special/gauss-legendre.ts';
import { velocityOf } from '../special/gamma-sensitivity.ts';
import { NOTHING, type Tails, UNDEFINED, swapTails, tailsFromLower } from '../special/tails.ts';
import { nonNegative, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { elementwise } from './core/elementwise.ts';
import type { Family } from './core/family.ts';
import { implicitDraw } from './core/implicit.ts';
import { fromTails, normalDeviate } from './core/standard-tails.ts';

const TWO_PI = 6.283185307179586;

/** cos t − 1 without cancellation */
const cosm1 = (t: number): number => {
  const s = math.sin(0.5 * t);
  return -2 * s * s;
};
/** cos(x − s) − cos x = 2 sin(x − s/2) sin(s/2), for the integrand relative to its end */
const drop = (x: number, s: number): number => 2 * math.sin(x - 0.5 * s) * math.sin(0.5 * s);

/** π is PI + PI_REST. */
const PI_REST = 1.2246467991473532e-16;

/** At x + ε; the distance from an end is taken from π itself, of which the nearest double is not enough there. */
function standardTails(x: number, κ: number, ε = 0): Tails {
  if (x !== x) return UNDEFINED;
  if (x > 0) return swapTails(standardTails(-x, κ, -ε));
  const length = x + PI + PI_REST;
  if (!(length + ε > 0)) return NOTHING;
  // ∫ from −π to x of e^(κ(cos t − cos x)): s = x − t runs from 0 to x + π
  const width = Math.min(1 / Math.sqrt(κ + 1), 3 / (κ * Math.abs(math.sin(x)) + 1e-300));
  let sum = 0;
  for (let s = 0, w = width; s < length; s += w, w *= 1.3) {
    const part = gaussLegendre((t) => math.exp(κ * drop(x, t)), s, Math.min(s + w, length));
    sum += part;
    if (part < 1e-18 * sum) break;
  }
  const mass = (sum + ε) / (TWO_PI * besselI0e(κ));
  const e = κ * cosm1(x);
  return tailsFromLower(math.exp(e) * mass, e + math.log(mass));
}
const standardLogpdf = (x: number, κ: number, ε = 0): number =>
  Math.abs(x) <= PI ? κ * cosm1(x) - ε * κ * math.sin(x) - math.log(TWO_PI * besselI0e(κ)) : x === x ? -Infinity : NaN;
const standard = fromTails({
  tails: standardTails,
  logpdf: standardLogpdf,
  lower: () => -PI,
  upper: () => PI,
  guess: (p, q, κ) => (κ < 1 ? PI * (p - q) : Math.max(-3, Math.min(3, normalDeviate(p, q) / Math.sqrt(κ)))),
});
const ratioPrimitive = elementwise('besselRatio', besselRatio, ([x], r) => r.square().neg().add(1).sub(r.div(x)));
const logI0 = elementwise(
  'logI0',
  (x) => x + math.log(besselI0e(x)),
  ([x]) => bind1(ratioPrimitive, [x], undefined),
);
const concentrationVelocity = elementwise(
  'vonMises.concentrationVelocity',
  (x, κ) => (κ === 0 ? -math.sin(x) : velocityOf((k) => standardTails(x, k), κ, standardLogpdf(x, κ))),
  null,
);
const velocity = (x: Tensor, [μ, κ]: readonly Tensor[], i: number): Tensor =>
  i === 1 ? ones([]) : bind1(concentrationVelocity, [x.sub(μ), κ], undefined);
const implicit = implicitDraw('vonMises', velocity);

export const vonMisesFamily: Family = {
  name: 'vonMises',
  discrete: false,
  parameters: [
    { name: 'mean', constraint: real },
    { name: 'concentration', constraint: nonNegative },
  ],
  lower: (μ) => μ - PI,
  upper: (μ) => μ + PI,
  logpdf: (x, μ, κ) => standardLogpdf(x - μ, κ, sumError(x, -μ)),
  cdf: (x, μ, κ) => standard.cdf(x - μ, κ, sumError(x, -μ)),
  sf: (x, μ, κ) => standard.sf(x - μ, κ, sumError(x, -μ)),
  logcdf: (x, μ, κ) => standard.logcdf(x - μ, κ, sumError(x, -μ)),
  logsf: (x, μ, κ) => standard.logsf(x - μ, κ, sumError(x, -μ)),
  quantile: (p, μ, κ) => μ + (p === 0.5 ? 0 : standard.quantile(p, κ)),
  isf: (q, μ, κ) => μ + (q === 0.5 ? 0 : standard.isf(q, κ)),
  score: (x, [μ, κ], i) => {
    const d = x.sub(μ);
    return i === 0 ? κ.mul(d.sin()).neg() : i === 1 ? κ.mul(d.sin()) : d.cos().sub(bind1(ratioPrimitive, [κ], undefined));
  },
  velocity,
  mean: (μ) => μ,
  /** Circular variance 1 − I₁/I₀. */
  variance: (_μ, κ) => bind1(ratioPrimitive, [κ], undefined).neg().add(1),
  entropy: (_μ, κ) =>
    bind1(logI0, [κ], undefined)
      .sub(κ.mul(bind1(ratioPrimitive, [κ], undefined)))
      .add(log(TWO_PI)),
  draw: (key, shape, θ) => implicit(([μ, κ]) => random.vonMises(key, κ, shape).add(μ), θ),
};

/**
 * The von Mises distribution on the circle cut at mean ± π; its `variance` is the circular one, 1 − I₁(κ)/I₀(κ).
 *
 * @throws ArgumentError unless `concentration` ≥ 0, both finite
 */
export const vonMises = (parameters: { readonly mean?: TensorLike; readonly concentration: TensorLike }): Distribution =>
  distribution(vonMisesFamily, parameters, { mean: 0 });
