/** Cauchy and half-Cauchy distributions: f(x) = 1/(πγ(1 + z²)), z = (x − μ)/γ; the half on x ≥ μ has twice that. */
import { math } from '@adjoint/kernels';
import { type TensorLike, full, log } from '@adjoint/tensor';
import { PI } from '../special/constants.ts';
import { positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { drawByQuantile } from './core/draw-by-quantile.ts';
import type { Family } from './core/family.ts';
import { locationScale } from './core/location-scale.ts';

/** log(1 + z²) without overflow */
const logOnePlusSquare = (z: number): number => (Math.abs(z) > 1e150 ? 2 * math.log(Math.abs(z)) : math.log1p(z * z));
/** P(Z ≤ z) = arctan(1/−z)/π for z < 0 */
const below = (z: number): number => (z === 0 ? 0.5 : z < 0 ? math.atan2(1, -z) / PI : z > 0 ? 1 - math.atan2(1, z) / PI : NaN);
const logBelow = (z: number): number => (z > 0 ? math.log1p(-math.atan2(1, z) / PI) : math.log(below(z)));
/** −cot πp, from the nearer end; tan of the small angle about the median. */
function quantileOf(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p < 0.25) return -1 / math.tan(PI * p);
  return p > 0.75 ? 1 / math.tan(PI * (1 - p)) : math.tan(PI * (p - 0.5));
}

export const cauchyFamily: Family = {
  name: 'cauchy',
  discrete: false,
  parameters: [
    { name: 'location', constraint: real },
    { name: 'scale', constraint: positive },
  ],
  lower: () => -Infinity,
  upper: () => Infinity,
  logpdf: (x, μ, γ) => -math.log(PI * γ) - logOnePlusSquare((x - μ) / γ),
  cdf: (x, μ, γ) => below((x - μ) / γ),
  sf: (x, μ, γ) => below(-(x - μ) / γ),
  logcdf: (x, μ, γ) => logBelow((x - μ) / γ),
  logsf: (x, μ, γ) => logBelow(-(x - μ) / γ),
  quantile: (p, μ, γ) => μ + γ * quantileOf(p),
  isf: (q, μ, γ) => μ - γ * quantileOf(q),
  ...locationScale((z) => z.mul(-2).div(z.square().add(1))),
  mean: () => full([], NaN),
  variance: () => full([], NaN),
  entropy: (_μ, γ) => log(γ.mul(4 * PI)),
  draw: drawByQuantile(() => cauchyFamily),
};

/** P(|Z| > z) = 2·arctan(1/z)/π */
const halfAbove = (z: number): number => (z <= 0 ? 1 : math.atan2(1, z) / (0.5 * PI));
const halfBelow = (z: number): number => (z <= 0 ? 0 : math.atan(z) / (0.5 * PI));
const halfQuantile = (p: number, q: number): number =>
  !(p >= 0 && p <= 1) ? NaN : p === 1 || q === 0 ? Infinity : p < 0.5 ? math.tan(0.5 * PI * p) : 1 / math.tan(0.5 * PI * q);

export const halfCauchyFamily: Family = {
  name: 'halfCauchy',
  discrete: false,
  parameters: [{ name: 'scale', constraint: positive }],
  lower: () => 0,
  upper: () => Infinity,
  logpdf: (x, γ) => (x < 0 ? -Infinity : -math.log(0.5 * PI * γ) - logOnePlusSquare(x / γ)),
  cdf: (x, γ) => halfBelow(x / γ),
  sf: (x, γ) => halfAbove(x / γ),
  logcdf: (x, γ) => (x > γ ? math.log1p(-halfAbove(x / γ)) : math.log(halfBelow(x / γ))),
  logsf: (x, γ) => (x < γ ? math.log1p(-halfBelow(x / γ)) : math.log(halfAbove(x / γ))),
  quantile: (p, γ) => γ * halfQuantile(p, 1 - p),
  isf: (q, γ) => γ * halfQuantile(1 - q, q),
  score: (x, [γ], i) => {
    const z = x.div(γ);
    const s = z.mul(-2).div(z.square().add(1));
    return i === 0 ? s.div(γ) : s.mul(z).add(1).div(γ).neg();
  },
  velocity: (x, [γ]) => x.div(γ),
  mean: () => full([], Infinity),
  variance: () => full([], Infinity),
  entropy: (γ) => log(γ.mul(2 * PI)),
  draw: drawByQuantile(() => halfCauchyFamily),
};

/**
 * The Cauchy distribution; it has no mean and no variance (NaN).
 *
 * @throws ArgumentError unless `scale` > 0, both finite
 */
export const cauchy = (parameters: { readonly location?: TensorLike; readonly scale?: TensorLike } = {}): Distribution =>
  distribution(cauchyFamily, parameters, { location: 0, scale: 1 });

/**
 * The absolute value of a Cauchy variable with location 0.
 *
 * @throws ArgumentError unless `scale` > 0 is finite
 */
export const halfCauchy = (parameters: { readonly scale?: TensorLike } = {}): Distribution =>
  distribution(halfCauchyFamily, parameters, { scale: 1 });
