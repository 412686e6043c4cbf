/** Generalised Pareto distribution of excesses: S(x) = e^(−y), y = log(1 + ξz)/ξ, z = (x − μ)/σ ≥ 0; exponential at ξ = 0. */
import { math } from '@adjoint/kernels';
import { type TensorLike, log, where } from '@adjoint/tensor';
import { log1mexp } from '../special/log1mexp.ts';
import { reducedVariate, standardized, variateParts, variateVelocity } from '../special/reduced-variate.ts';
import { expWide, negWide } from '../special/wide.ts';
import { positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { drawByQuantile } from './core/draw-by-quantile.ts';
import type { Family } from './core/family.ts';

export const generalizedParetoFamily: Family = {
  name: 'generalizedPareto',
  discrete: false,
  parameters: [
    { name: 'location', constraint: real },
    { name: 'scale', constraint: positive },
    { name: 'shape', constraint: real },
  ],
  lower: (μ) => μ,
  upper: (μ, σ, ξ) => (ξ < 0 ? μ - σ / ξ : Infinity),
  logpdf: (x, μ, σ, ξ) => {
    if (!(x >= μ && x < Infinity)) return x !== x ? NaN : -Infinity;
    const [y] = reducedVariate(x, μ, σ, ξ);
    return y === Infinity ? (ξ === -1 ? -math.log(σ) : ξ < -1 ? Infinity : -Infinity) : -math.log(σ) - (1 + ξ) * y;
  },
  cdf: (x, μ, σ, ξ) => {
    if (x <= μ) return 0;
    const [y, rest] = reducedVariate(x, μ, σ, ξ);
    return y === Infinity ? 1 : -math.expm1(-y) + rest * math.exp(-y);
  },
  sf: (x, μ, σ, ξ) => (x <= μ ? 1 : expWide(negWide(reducedVariate(x, μ, σ, ξ)))),
  logcdf: (x, μ, σ, ξ) => (x <= μ ? -Infinity : log1mexp(reducedVariate(x, μ, σ, ξ)[0])),
  logsf: (x, μ, σ, ξ) => (x <= μ ? 0 : -reducedVariate(x, μ, σ, ξ)[0]),
  quantile: (p, μ, σ, ξ) => (p >= 0 && p <= 1 ? μ + σ * standardized(-math.log1p(-p), ξ) : NaN),
  isf: (q, μ, σ, ξ) => (q >= 0 && q <= 1 ? μ + σ * standardized(-math.log(q), ξ) : NaN),
  score: (x, [μ, σ, ξ], i) => {
    const { z, u, y, byShape } = variateParts(x, μ, σ, ξ);
    const s = ξ.add(1).div(u).neg();
    return i === 0 ? s.div(σ) : i === 1 ? s.div(σ).neg() : i === 2 ? s.mul(z).add(1).div(σ).neg() : y.add(ξ.add(1).mul(byShape)).neg();
  },
  velocity: variateVelocity,
  mean: (μ, σ, ξ) => where(ξ.less(1), μ.add(σ.div(ξ.neg().add(1))), Infinity),
  variance: (_μ, σ, ξ) => where(ξ.less(0.5), σ.square().div(ξ.neg().add(1).square().mul(ξ.mul(-2).add(1))), Infinity),
  entropy: (_μ, σ, ξ) => log(σ).add(ξ).add(1),
  draw: drawByQuantile(() => generalizedParetoFamily),
};

/**
 * The distribution of what is above a high threshold: from `location` on, to location − scale/shape where `shape` < 0.
 *
 * @param shape ξ, the tail exponent 1/ξ for ξ > 0 (the same sign as SciPy's c)
 * @throws ArgumentError unless all are finite and `scale` > 0
 * @example generalizedPareto({ scale: 2, shape: 0.3 }).isf(1e-6)
 */
export const generalizedPareto = (parameters: {
  readonly location?: TensorLike;
  readonly scale?: TensorLike;
  readonly shape: TensorLike;
}): Distribution => distribution(generalizedParetoFamily, parameters, { location: 0, scale: 1 });
