/** Logistic distribution: F(x) = 1/(1 + e^(−z)), z = (x − μ)/s. */
import { math } from '@adjoint/kernels';
import { type TensorLike, log, sigmoid } from '@adjoint/tensor';
import { standardizeError } from '../special/double-double.ts';
import { positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { drawByQuantile } from './core/draw-by-quantile.ts';
import type { Family } from './core/family.ts';
import { locationScale } from './core/location-scale.ts';

const PI_SQUARED_THIRD = 3.2898681336964524;

/** 1/(1 + e^(−z)) at z = sign·(x − μ)/s with the rounding error of z */
function probability(x: number, μ: number, s: number, sign: 1 | -1): number {
  const z = (x - μ) / s;
  const p = math.sigmoid(sign * z);
  return p * (1 + sign * standardizeError(x, μ, s, z) * math.sigmoid(-sign * z));
}
const logit = (p: number): number => (!(p >= 0 && p <= 1) ? NaN : math.log(p) - math.log1p(-p));

export const logisticFamily: Family = {
  name: 'logistic',
  discrete: false,
  parameters: [
    { name: 'location', constraint: real },
    { name: 'scale', constraint: positive },
  ],
  lower: () => -Infinity,
  upper: () => Infinity,
  logpdf: (x, μ, s) => {
    const a = Math.abs((x - μ) / s);
    return a === Infinity ? -Infinity : -a - 2 * math.log1p(math.exp(-a)) - math.log(s);
  },
  cdf: (x, μ, s) => probability(x, μ, s, 1),
  sf: (x, μ, s) => probability(x, μ, s, -1),
  logcdf: (x, μ, s) => -math.softplus(-(x - μ) / s),
  logsf: (x, μ, s) => -math.softplus((x - μ) / s),
  quantile: (p, μ, s) => μ + s * logit(p),
  isf: (q, μ, s) => μ - s * logit(q),
  ...locationScale((z) => sigmoid(z).mul(-2).add(1)),
  mean: (μ) => μ,
  variance: (_μ, s) => s.square().mul(PI_SQUARED_THIRD),
  entropy: (_μ, s) => log(s).add(2),
  draw: drawByQuantile(() => logisticFamily),
};

/**
 * The logistic distribution with this location and scale.
 *
 * @throws ArgumentError unless `scale` > 0, both finite
 */
export const logistic = (parameters: { readonly location?: TensorLike; readonly scale?: TensorLike } = {}): Distribution =>
  distribution(logisticFamily, parameters, { location: 0, scale: 1 });
