/** Half-normal distribution: |X| of a normal X with mean 0. F(x) = erf(x/(σ√2)). */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type TensorLike, abs, log } from '@adjoint/tensor';
import { HALF_LOG_TWO_PI, LOG_TWO } from '../special/constants.ts';
import { normalFamily } from './normal.ts';
import { positive } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import type { Family } from './core/family.ts';

const ROOT_HALF = 0.7071067811865476;
const ROOT_TWO = 1.4142135623730951;
const ROOT_TWO_OVER_PI = 0.7978845608028654;

/** P(|Z| ≤ z) */
const inside = (z: number): number => math.erf(z * ROOT_HALF);

export const halfNormalFamily: Family = {
  name: 'halfNormal',
  discrete: false,
  parameters: [{ name: 'scale', constraint: positive }],
  lower: () => 0,
  upper: () => Infinity,
  logpdf: (x, σ) => {
    const z = x / σ;
    return x < 0 ? -Infinity : -0.5 * z * z - (HALF_LOG_TWO_PI - LOG_TWO + math.log(σ));
  },
  cdf: (x, σ) => (x <= 0 ? 0 : inside(x / σ)),
  sf: (x, σ) => (x <= 0 ? 1 : x === Infinity ? 0 : Math.min(1, 2 * normalFamily.sf(x, 0, σ))),
  logcdf: (x, σ) => (x <= 0 ? -Infinity : x / σ < 0.6 ? math.log(inside(x / σ)) : math.log1p(-2 * math.ndtr(-x / σ))),
  logsf: (x, σ) => (x <= 0 ? 0 : x / σ < 0.6 ? math.log1p(-inside(x / σ)) : LOG_TWO + math.logNdtr(-x / σ)),
  quantile: (p, σ) => (!(p >= 0 && p <= 1) ? NaN : p < 0.5 ? σ * ROOT_TWO * math.erfinv(p) : -σ * math.ndtri(0.5 * (1 - p))),
  isf: (q, σ) => (!(q >= 0 && q <= 1) ? NaN : q <= 0.5 ? -σ * math.ndtri(0.5 * q) : σ * ROOT_TWO * math.erfinv(1 - q)),
  score: (x, [σ], i) => (i === 0 ? x.div(σ.square()).neg() : x.div(σ).square().sub(1).div(σ)),
  velocity: (x, [σ]) => x.div(σ),
  mean: (σ) => σ.mul(ROOT_TWO_OVER_PI),
  variance: (σ) => σ.square().mul(0.363380227632418657),
  entropy: (σ) => log(σ).add(HALF_LOG_TWO_PI + 0.5 - LOG_TWO),
  draw: (key, shape, [σ]) => abs(random.normal(key, shape)).mul(σ),
};

/**
 * The absolute value of a normal variable with mean 0 and standard deviation `scale`.
 *
 * @throws ArgumentError unless `scale` > 0 is finite
 */
export const halfNormal = (parameters: { readonly scale?: TensorLike } = {}): Distribution =>
  distribution(halfNormalFamily, parameters, { scale: 1 });
