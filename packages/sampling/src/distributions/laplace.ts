/** Laplace distribution: f(x) = e^(−|z|)/(2b), z = (x − μ)/b. */
import { math } from '@adjoint/kernels';
import { type TensorLike, log, sign } from '@adjoint/tensor';
import { LOG_TWO } from '../special/constants.ts';
import { standardizeError } from '../special/double-double.ts';
import { positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { drawByQuantile } from './core/draw-by-quantile.ts';
import type { Family } from './core/family.ts';
import { locationScale } from './core/location-scale.ts';

/** F at sign·z */
function probability(x: number, μ: number, b: number, side: 1 | -1): number {
  const z = (x - μ) / b;
  const s = side * z;
  return s <= 0 ? 0.5 * math.exp(s) * (1 + side * standardizeError(x, μ, b, z)) : s === s ? 1 - 0.5 * math.exp(-s) : NaN;
}
const logProbability = (s: number): number => (s <= 0 ? s - LOG_TWO : math.log1p(-0.5 * math.exp(-s)));
const inverse = (p: number): number => (!(p >= 0 && p <= 1) ? NaN : p < 0.5 ? math.log(2 * p) : -math.log(2 * (1 - p)));

export const laplaceFamily: Family = {
  name: 'laplace',
  discrete: false,
  parameters: [
    { name: 'location', constraint: real },
    { name: 'scale', constraint: positive },
  ],
  lower: () => -Infinity,
  upper: () => Infinity,
  logpdf: (x, μ, b) => -Math.abs((x - μ) / b) - math.log(2 * b),
  cdf: (x, μ, b) => probability(x, μ, b, 1),
  sf: (x, μ, b) => probability(x, μ, b, -1),
  logcdf: (x, μ, b) => logProbability((x - μ) / b),
  logsf: (x, μ, b) => logProbability(-(x - μ) / b),
  quantile: (p, μ, b) => μ + b * inverse(p),
  isf: (q, μ, b) => μ - b * inverse(q),
  ...locationScale((z) => sign(z).neg()),
  mean: (μ) => μ,
  variance: (_μ, b) => b.square().mul(2),
  entropy: (_μ, b) => log(b).add(1 + LOG_TWO),
  draw: drawByQuantile(() => laplaceFamily),
};

/**
 * The Laplace distribution with this location and scale.
 *
 * @throws ArgumentError unless `scale` > 0, both finite
 */
export const laplace = (parameters: { readonly location?: TensorLike; readonly scale?: TensorLike } = {}): Distribution =>
  distribution(laplaceFamily, parameters, { location: 0, scale: 1 });
