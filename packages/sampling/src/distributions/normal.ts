/**
 * Normal distribution: f(x) = exp(−z²/2)/(σ√(2π)), z = (x − μ)/σ.
 *
 * The tails are steep: an error of one ulp in z is z² ulp of Φ(z). So z carries its rounding error,
 * Φ(z + ε) = Φ(z) + ε·φ(z).
 */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type TensorLike, log, ones } from '@adjoint/tensor';
import { standardizeError } from '../special/double-double.ts';
import { positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import type { Family } from './core/family.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;
const ROOT_TWO_PI_INVERSE = 0.3989422804014327;

/** Φ(z) with z = ±(x − μ)/σ */
function probability(x: number, μ: number, σ: number, sign: 1 | -1): number {
  const z = (x - μ) / σ;
  const ε = standardizeError(x, μ, σ, z);
  const p = math.ndtr(sign * z);
  return ε === 0 || Math.abs(z) > 39 ? p : p + sign * ε * ROOT_TWO_PI_INVERSE * math.exp(-0.5 * z * z);
}

export const normalFamily: Family = {
  name: 'normal',
  discrete: false,
  parameters: [
    { name: 'mean', constraint: real },
    { name: 'standardDeviation', constraint: positive },
  ],
  lower: () => -Infinity,
  upper: () => Infinity,
  logpdf: (x, μ, σ) => {
    const z = (x - μ) / σ;
    return -0.5 * z * z - (HALF_LOG_TWO_PI + math.log(σ));
  },
  cdf: (x, μ, σ) => probability(x, μ, σ, 1),
  sf: (x, μ, σ) => probability(x, μ, σ, -1),
  logcdf: (x, μ, σ) => math.logNdtr((x - μ) / σ),
  logsf: (x, μ, σ) => math.logNdtr(-(x - μ) / σ),
  quantile: (p, μ, σ) => μ + σ * math.ndtri(p),
  isf: (q, μ, σ) => μ - σ * math.ndtri(q),
  score: (x, [μ, σ], i) => {
    const z = x.sub(μ).div(σ);
    return i === 0 ? z.div(σ).neg() : i === 1 ? z.div(σ) : z.square().sub(1).div(σ);
  },
  velocity: (x, [μ, σ], i) => (i === 1 ? ones([]) : x.sub(μ).div(σ)),
  mean: (μ) => μ,
  variance: (_μ, σ) => σ.square(),
  entropy: (_μ, σ) => log(σ).add(0.5 + HALF_LOG_TWO_PI),
  draw: (key, shape, [μ, σ]) => random.normal(key, shape).mul(σ).add(μ),
};

/**
 * The normal distribution with this mean and standard deviation.
 *
 * @throws ArgumentError unless `standardDeviation` > 0, both finite
 * @example normal({ mean: 100, standardDeviation: 15 }).sf(130)
 */
export const normal = (parameters: { readonly mean?: TensorLike; readonly standardDeviation?: TensorLike } = {}): Distribution =>
  distribution(normalFamily, parameters, { mean: 0, standardDeviation: 1 });
