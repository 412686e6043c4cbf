/** Generalised extreme value distribution of maxima: F(x) = exp(−e^(−y)), y = log(1 + ξz)/ξ, z = (x − μ)/σ; Gumbel at ξ = 0, Fréchet above, reversed Weibull below. */
import { math } from '@adjoint/kernels';
import { type TensorLike, bind1, exp, log, where } from '@adjoint/tensor';
import { EULER } from '../special/constants.ts';
import { lgamma1p } from '../special/lgamma1p.ts';
import { log1mexp } from '../special/log1mexp.ts';
import { reducedVariate, standardized, variateParts, variateVelocity } from '../special/reduced-variate.ts';
import { type Wide, expTwice, expWide, negWide } from '../special/wide.ts';
import { positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { drawByQuantile } from './core/draw-by-quantile.ts';
import { byDifferences } from './core/by-differences.ts';
import type { Family } from './core/family.ts';

/** e^(−y) in two doubles */
const rate = (y: Wide): Wide => (y[0] === Infinity ? [0, 0] : y[0] === -Infinity ? [Infinity, 0] : expTwice(negWide(y)));
/** log(−log p) from p or, where p is near 1, from q = 1 − p */
const inner = (p: number, q: number): number => (p < 0.5 ? math.log(-math.log(p)) : math.log(-math.log1p(-q)));
const inside = (p: number): boolean => p >= 0 && p <= 1;

/** ζ(k)(2ᵏ − 2)/k, k = 2 … 18 */
const ZETA: readonly number[] = [
  1.6449340668482264, 2.4041138063191886, 3.7881313179889837, 6.2215665308602196, 10.512544973839308, 18.150286992874611,
  31.879456059284733, 56.780475593477992, 102.30164557806301, 186.09191908036622, 341.25062319577026, 630.07730940897445,
  1170.2145262106094, 2184.4668169433891, 4095.9375942242554, 7710.0588827937882, 14563.500037382837,
];
/** (Γ(1 − ξ) − 1)/ξ, and (Γ(1 − 2ξ) − Γ(1 − ξ)²)/ξ² */
const firstMoment = byDifferences(
  'generalizedExtremeValue.mean',
  (ξ) => (ξ >= 1 ? Infinity : Math.abs(ξ) < 1e-17 ? EULER : math.expm1(lgamma1p(-ξ)) / ξ),
  ([ξ]) => (ξ < 1 ? Math.min(1, 1 - ξ) : 0),
);
const secondMoment = byDifferences(
  'generalizedExtremeValue.variance',
  (ξ) => {
    if (ξ >= 0.5) return Infinity;
    let l = lgamma1p(-2 * ξ) - 2 * lgamma1p(-ξ);
    let share = 0;
    if (Math.abs(ξ) < 0.04) {
      for (let k = ZETA.length - 1; k >= 0; k--) share = share * ξ + ZETA[k];
      l = share * ξ * ξ;
    }
    return math.exp(2 * lgamma1p(-ξ)) * (Math.abs(l) < 1e-17 ? share : math.expm1(l) / (ξ * ξ));
  },
  ([ξ]) => (ξ < 0.5 ? Math.min(0.5, 0.5 - ξ) : 0),
);

export const generalizedExtremeValueFamily: Family = {
  name: 'generalizedExtremeValue',
  discrete: false,
  parameters: [
    { name: 'location', constraint: real },
    { name: 'scale', constraint: positive },
    { name: 'shape', constraint: real },
  ],
  lower: (μ, σ, ξ) => (ξ > 0 ? μ - σ / ξ : -Infinity),
  upper: (μ, σ, ξ) => (ξ < 0 ? μ - σ / ξ : Infinity),
  logpdf: (x, μ, σ, ξ) => {
    if (x - x !== 0) return x !== x ? NaN : -Infinity;
    const y = reducedVariate(x, μ, σ, ξ);
    if (y[0] === -Infinity) return -Infinity;
    if (y[0] === Infinity) return ξ === -1 ? -math.log(σ) : ξ < -1 ? Infinity : -Infinity;
    return -math.log(σ) - (1 + ξ) * y[0] - rate(y)[0];
  },
  cdf: (x, μ, σ, ξ) => expWide(negWide(rate(reducedVariate(x, μ, σ, ξ)))),
  sf: (x, μ, σ, ξ) => -math.expm1(-rate(reducedVariate(x, μ, σ, ξ))[0]),
  logcdf: (x, μ, σ, ξ) => -rate(reducedVariate(x, μ, σ, ξ))[0],
  logsf: (x, μ, σ, ξ) => {
    const y = reducedVariate(x, μ, σ, ξ);
    return y[0] > 40 ? -y[0] : log1mexp(rate(y)[0]);
  },
  quantile: (p, μ, σ, ξ) => (inside(p) ? μ + σ * standardized(-inner(p, 1 - p), ξ) : NaN),
  isf: (q, μ, σ, ξ) => (inside(q) ? μ + σ * standardized(-inner(1 - q, q), ξ) : NaN),
  score: (x, [μ, σ, ξ], i) => {
    const { z, u, y, byShape } = variateParts(x, μ, σ, ξ);
    const byVariate = exp(y.neg()).sub(ξ).sub(1);
    const s = byVariate.div(u);
    return i === 0 ? s.div(σ) : i === 1 ? s.div(σ).neg() : i === 2 ? s.mul(z).add(1).div(σ).neg() : byVariate.mul(byShape).sub(y);
  },
  velocity: variateVelocity,
  mean: (μ, σ, ξ) => μ.add(σ.mul(bind1(firstMoment, [ξ], undefined))),
  variance: (_μ, σ, ξ) => where(ξ.less(0.5), σ.square().mul(bind1(secondMoment, [ξ], undefined)), Infinity),
  entropy: (_μ, σ, ξ) =>
    log(σ)
      .add(ξ.mul(EULER))
      .add(1 + EULER),
  draw: drawByQuantile(() => generalizedExtremeValueFamily),
};

/**
 * The distribution of the largest of many: Gumbel, Fréchet and Weibull in one.
 *
 * @param shape ξ > 0 for heavy upper tails, ξ < 0 for an upper end (the opposite sign of SciPy's c)
 * @throws ArgumentError unless all are finite and `scale` > 0
 * @example generalizedExtremeValue({ location: 30, scale: 4, shape: 0.1 }).isf(0.01) // the level of a hundred years
 */
export const generalizedExtremeValue = (parameters: {
  readonly location?: TensorLike;
  readonly scale?: TensorLike;
  readonly shape: TensorLike;
}): Distribution => distribution(generalizedExtremeValueFamily, parameters, { location: 0, scale: 1 });
