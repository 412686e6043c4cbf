/** Log-normal distribution: log X is normal with mean μ and standard deviation σ. */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type TensorLike, exp, expm1, log } from '@adjoint/tensor';
import { HALF_LOG_TWO_PI } from '../special/constants.ts';
import { addWide, divideWide, logTwice, logWide } from '../special/wide.ts';
import { positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import type { Family } from './core/family.ts';

/** (log x − μ)/σ and its error: log x in two doubles, for a small σ to their full length */
function standardize(x: number, μ: number, σ: number): readonly [number, number] {
  return divideWide(addWide(σ < 0.01 ? logTwice(x) : logWide(x), [-μ, 0]), [σ, 0]);
}
/** Φ(±z) with the error of z */
function probability(x: number, μ: number, σ: number, sign: 1 | -1): number {
  if (!(x > 0 && x < Infinity)) return x !== x ? NaN : x > 0 === (sign === 1) ? 1 : 0;
  const [z, ε] = standardize(x, μ, σ);
  const p = math.ndtr(sign * z);
  return Math.abs(z) > 39 ? p : p + sign * ε * 0.3989422804014327 * math.exp(-0.5 * z * z);
}
const logProbability = (x: number, μ: number, σ: number, sign: 1 | -1): number =>
  !(x > 0) ? (x !== x ? NaN : sign === 1 ? -Infinity : 0) : math.logNdtr(sign * (x === Infinity ? x : standardize(x, μ, σ)[0]));

export const logNormalFamily: Family = {
  name: 'logNormal',
  discrete: false,
  parameters: [
    { name: 'mean', constraint: real },
    { name: 'standardDeviation', constraint: positive },
  ],
  lower: () => 0,
  upper: () => Infinity,
  logpdf: (x, μ, σ) => {
    if (!(x > 0 && x < Infinity)) return x !== x ? NaN : -Infinity;
    const [z] = standardize(x, μ, σ);
    return -0.5 * z * z - math.log(x) - (HALF_LOG_TWO_PI + math.log(σ));
  },
  cdf: (x, μ, σ) => probability(x, μ, σ, 1),
  sf: (x, μ, σ) => probability(x, μ, σ, -1),
  logcdf: (x, μ, σ) => logProbability(x, μ, σ, 1),
  logsf: (x, μ, σ) => logProbability(x, μ, σ, -1),
  quantile: (p, μ, σ) => math.exp(μ + σ * math.ndtri(p)),
  isf: (q, μ, σ) => math.exp(μ - σ * math.ndtri(q)),
  score: (x, [μ, σ], i) => {
    const z = log(x).sub(μ).div(σ);
    return i === 0 ? z.div(σ).add(1).div(x).neg() : i === 1 ? z.div(σ) : z.square().sub(1).div(σ);
  },
  velocity: (x, [μ, σ], i) => (i === 1 ? x : log(x).sub(μ).div(σ).mul(x)),
  mean: (μ, σ) => exp(σ.square().mul(0.5).add(μ)),
  variance: (μ, σ) => expm1(σ.square()).mul(exp(μ.mul(2).add(σ.square()))),
  entropy: (μ, σ) =>
    log(σ)
      .add(μ)
      .add(0.5 + HALF_LOG_TWO_PI),
  draw: (key, shape, [μ, σ]) => exp(random.normal(key, shape).mul(σ).add(μ)),
};

/**
 * The distribution of e^X for normal X with this mean and standard deviation (of X, not of e^X).
 *
 * @throws ArgumentError unless `standardDeviation` > 0, both finite
 */
export const logNormal = (parameters: { readonly mean?: TensorLike; readonly standardDeviation?: TensorLike } = {}): Distribution =>
  distribution(logNormalFamily, parameters, { mean: 0, standardDeviation: 1 });
