/** Weibull and Rayleigh distributions: S(x) = exp(−(x/λ)^k); Rayleigh has k = 2, λ = σ√2. */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type TensorLike, exp, lgamma, log } from '@adjoint/tensor';
import { EULER, LOG_TWO } from '../special/constants.ts';
import { productError } from '../special/double-double.ts';
import { log1mexp } from '../special/log1mexp.ts';
import { type Wide, expTwice, expWide, logQuotient, negWide, timesWide } from '../special/wide.ts';
import { positive } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import type { Family } from './core/family.ts';

/** (x/λ)^k in two doubles */
const hazardWide = (x: number, k: number, λ: number): Wide => (x === Infinity ? [x, 0] : expTwice(timesWide(logQuotient(x, λ), k)));
/** log(1 − e^(−h)), by log h itself where h is small */
function logFromHazard(x: number, k: number, λ: number): number {
  const logHazard = x === Infinity ? x : k * logQuotient(x, λ)[0];
  return logHazard < -40 ? logHazard : log1mexp(hazard(x, k, λ));
}
const hazard = (x: number, k: number, λ: number): number => hazardWide(x, k, λ)[0];

export const weibullFamily: Family = {
  name: 'weibull',
  discrete: false,
  parameters: [
    { name: 'shape', constraint: positive },
    { name: 'scale', constraint: positive },
  ],
  lower: () => 0,
  upper: () => Infinity,
  logpdf: (x, k, λ) => {
    if (!(x > 0)) return x === 0 && k <= 1 ? (k < 1 ? Infinity : -math.log(λ)) : x !== x ? NaN : -Infinity;
    return math.log(k / λ) + (k === 1 || x === Infinity ? 0 : (k - 1) * logQuotient(x, λ)[0]) - hazard(x, k, λ);
  },
  cdf: (x, k, λ) => (x <= 0 ? 0 : -math.expm1(-hazard(x, k, λ))),
  sf: (x, k, λ) => (x <= 0 ? 1 : expWide(negWide(hazardWide(x, k, λ)))),
  logcdf: (x, k, λ) => (x <= 0 ? -Infinity : logFromHazard(x, k, λ)),
  logsf: (x, k, λ) => (x <= 0 ? 0 : -hazard(x, k, λ)),
  quantile: (p, k, λ) => (p >= 0 && p <= 1 ? λ * math.pow(-math.log1p(-p), 1 / k) : NaN),
  isf: (q, k, λ) => (q >= 0 && q <= 1 ? λ * math.pow(-math.log(q), 1 / k) : NaN),
  score: (x, [k, λ], i) => {
    const l = log(x).sub(log(λ));
    const h = exp(l.mul(k));
    if (i === 0) return k.sub(1).sub(k.mul(h)).div(x);
    return i === 1 ? k.reciprocal().add(l).sub(h.mul(l)) : k.mul(h.sub(1)).div(λ);
  },
  velocity: (x, [k, λ], i) =>
    i === 1
      ? x
          .mul(log(x).sub(log(λ)))
          .div(k)
          .neg()
      : x.div(λ),
  mean: (k, λ) => λ.mul(exp(lgamma(k.reciprocal().add(1)))),
  variance: (k, λ) => λ.square().mul(exp(lgamma(k.reciprocal().mul(2).add(1))).sub(exp(lgamma(k.reciprocal().add(1)).mul(2)))),
  entropy: (k, λ) => log(λ.div(k)).add(k.reciprocal().neg().add(1).mul(EULER)).add(1),
  draw: (key, shape, [k, λ]) => exp(log(random.exponential(key, shape)).div(k)).mul(λ),
};

/** ½(x/σ)² and what rounding took from it */
function halfSquare(x: number, σ: number): readonly [number, number] {
  const z = x / σ;
  const r = (x - z * σ - productError(z, σ)) / σ;
  const h = 0.5 * z * z;
  return [h, Number.isFinite(h) ? 0.5 * productError(z, z) + z * r : 0];
}
const logRoot = (x: number, σ: number): number => {
  const z = x / σ;
  return z < 1e-8 ? 2 * math.log(z) - LOG_TWO : log1mexp(0.5 * z * z);
};

export const rayleighFamily: Family = {
  name: 'rayleigh',
  discrete: false,
  parameters: [{ name: 'scale', constraint: positive }],
  lower: () => 0,
  upper: () => Infinity,
  logpdf: (x, σ) => (x <= 0 || x === Infinity ? -Infinity : math.log(x / σ) - math.log(σ) - 0.5 * (x / σ) * (x / σ)),
  cdf: (x, σ) => {
    const [h, l] = halfSquare(x, σ);
    return x <= 0 ? 0 : -math.expm1(-h) + l * math.exp(-h);
  },
  sf: (x, σ) => {
    const [h, l] = halfSquare(x, σ);
    return x <= 0 ? 1 : math.exp(-h) * (1 - l);
  },
  logcdf: (x, σ) => (x <= 0 ? -Infinity : logRoot(x, σ)),
  logsf: (x, σ) => (x <= 0 ? 0 : -0.5 * (x / σ) * (x / σ)),
  quantile: (p, σ) => (p >= 0 && p <= 1 ? σ * Math.sqrt(-2 * math.log1p(-p)) : NaN),
  isf: (q, σ) => (q >= 0 && q <= 1 ? σ * Math.sqrt(-2 * math.log(q)) : NaN),
  score: (x, [σ], i) => (i === 0 ? x.reciprocal().sub(x.div(σ.square())) : x.div(σ).square().sub(2).div(σ)),
  velocity: (x, [σ]) => x.div(σ),
  mean: (σ) => σ.mul(1.2533141373155003),
  variance: (σ) => σ.square().mul(0.42920367320510344),
  entropy: (σ) => log(σ).add(1 + EULER / 2 - LOG_TWO / 2),
  draw: (key, shape, [σ]) => random.exponential(key, shape).mul(2).sqrt().mul(σ),
};

/**
 * The Weibull distribution with this shape and scale.
 *
 * @throws ArgumentError unless both are finite and > 0
 */
export const weibull = (parameters: { readonly shape: TensorLike; readonly scale?: TensorLike }): Distribution =>
  distribution(weibullFamily, parameters, { scale: 1 });

/**
 * The length of a vector of two normal variables with mean 0 and standard deviation `scale`.
 *
 * @throws ArgumentError unless `scale` > 0 is finite
 */
export const rayleigh = (parameters: { readonly scale?: TensorLike } = {}): Distribution =>
  distribution(rayleighFamily, parameters, { scale: 1 });
