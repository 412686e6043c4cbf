/** Exponential distribution: f(x) = λ·exp(−λx), x ≥ 0. */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type TensorLike, log } from '@adjoint/tensor';
import { productError } from '../special/double-double.ts';
import { log1mexp } from '../special/log1mexp.ts';
import { positive } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import type { Family } from './core/family.ts';

export const exponentialFamily: Family = {
  name: 'exponential',
  discrete: false,
  parameters: [{ name: 'rate', constraint: positive }],
  lower: () => 0,
  upper: () => Infinity,
  logpdf: (x, λ) => (x < 0 ? -Infinity : math.log(λ) - λ * x),
  cdf: (x, λ) => (x <= 0 ? 0 : -math.expm1(-λ * x)),
  sf: (x, λ) => (x <= 0 ? 1 : math.exp(-λ * x) * (1 - productError(λ, x))),
  logcdf: (x, λ) => (x <= 0 ? -Infinity : log1mexp(λ * x)),
  logsf: (x, λ) => (x <= 0 ? 0 : -λ * x),
  quantile: (p, λ) => (p >= 0 && p <= 1 ? -math.log1p(-p) / λ : NaN),
  isf: (q, λ) => (q >= 0 && q <= 1 ? -math.log(q) / λ : NaN),
  score: (x, [λ], i) => (i === 0 ? λ.neg() : λ.reciprocal().sub(x)),
  velocity: (x, [λ]) => x.div(λ).neg(),
  mean: (λ) => λ.reciprocal(),
  variance: (λ) => λ.square().reciprocal(),
  entropy: (λ) => log(λ).neg().add(1),
  draw: (key, shape, [λ]) => random.exponential(key, shape).div(λ),
};

/**
 * The exponential distribution with this rate (the mean is 1/rate).
 *
 * @throws ArgumentError unless `rate` > 0 is finite
 * @example exponential({ rate: 2 }).quantile(0.5)
 */
export const exponential = (parameters: { readonly rate?: TensorLike } = {}): Distribution =>
  distribution(exponentialFamily, parameters, { rate: 1 });
