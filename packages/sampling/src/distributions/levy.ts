/** Lévy distribution: 1/√Z² scaled; F(x) = erfc(√(c/(2(x − μ)))). */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type TensorLike, full, log, ones } from '@adjoint/tensor';
import { EULER, HALF_LOG_TWO_PI, LOG_TWO } from '../special/constants.ts';
import { productError, sumError } from '../special/double-double.ts';
import { positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import type { Family } from './core/family.ts';
import { halfNormalFamily } from './half-normal.ts';

/** X > x exactly when |Z| < z */
const deviate = (x: number, μ: number, c: number): number => (x <= μ ? Infinity : Math.sqrt(c / (x - μ)));
/** erfc(√h), h = c/(2(x − μ)); the root carries its rounding error, since erfc is steep */
function tail(x: number, μ: number, c: number): number {
  if (x <= μ) return 0;
  const h = (0.5 * c) / (x - μ);
  const s = Math.sqrt(h);
  const ε = h > 750 || s === 0 ? 0 : (h - s * s - productError(s, s) - standardizeShare(x, μ, c, h)) / (2 * s);
  return math.erfc(s) - ε * 1.1283791670955126 * math.exp(-h);
}
/** What rounding added to h = ½c/(x − μ) */
const standardizeShare = (x: number, μ: number, c: number, h: number): number =>
  (h * (x - μ) - 0.5 * c + productError(h, x - μ) + h * sumError(x, -μ)) / (x - μ);

export const levyFamily: Family = {
  name: 'levy',
  discrete: false,
  parameters: [
    { name: 'location', constraint: real },
    { name: 'scale', constraint: positive },
  ],
  lower: (μ) => μ,
  upper: () => Infinity,
  logpdf: (x, μ, c) =>
    x <= μ || x === Infinity ? -Infinity : 0.5 * math.log(c) - HALF_LOG_TWO_PI - 1.5 * math.log(x - μ) - (0.5 * c) / (x - μ),
  cdf: tail,
  sf: (x, μ, c) => (x === Infinity ? 0 : halfNormalFamily.cdf(deviate(x, μ, c), 1)),
  logcdf: (x, μ, c) => halfNormalFamily.logsf(deviate(x, μ, c), 1),
  logsf: (x, μ, c) => (x === Infinity ? -Infinity : halfNormalFamily.logcdf(deviate(x, μ, c), 1)),
  quantile: (p, μ, c) => {
    const z = halfNormalFamily.isf(p, 1);
    return μ + c / (z * z);
  },
  isf: (q, μ, c) => {
    const z = halfNormalFamily.quantile(q, 1);
    return μ + c / z / z;
  },
  score: (x, [μ, c], i) => {
    const y = x.sub(μ);
    const s = c.div(y).mul(0.5).sub(1.5).div(y);
    return i === 0 ? s : i === 1 ? s.neg() : c.reciprocal().sub(y.reciprocal()).mul(0.5);
  },
  velocity: (x, [μ, c], i) => (i === 1 ? ones([]) : x.sub(μ).div(c)),
  mean: () => full([], Infinity),
  variance: () => full([], Infinity),
  entropy: (_μ, c) => log(c).add(0.5 + 1.5 * (EULER + LOG_TWO) + HALF_LOG_TWO_PI),
  draw: (key, shape, [μ, c]) => c.div(random.normal(key, shape).square()).add(μ),
};

/**
 * The Lévy distribution with this location and scale.
 *
 * @throws ArgumentError unless `scale` > 0, both finite
 */
export const levy = (parameters: { readonly location?: TensorLike; readonly scale?: TensorLike } = {}): Distribution =>
  distribution(levyFamily, parameters, { location: 0, scale: 1 });
