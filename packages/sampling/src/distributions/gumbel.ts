/** Gumbel distribution of maxima: F(x) = exp(−e^(−z)), z = (x − μ)/β. */
import { math } from '@adjoint/kernels';
import { type TensorLike, exp, log } from '@adjoint/tensor';
import { EULER } from '../special/constants.ts';
import { standardizeError } from '../special/double-double.ts';
import { log1mexp } from '../special/log1mexp.ts';
import { type Wide, expTwice, expWide, negWide } from '../special/wide.ts';
import { positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { drawByQuantile } from './core/draw-by-quantile.ts';
import type { Family } from './core/family.ts';
import { locationScale } from './core/location-scale.ts';

const PI_SQUARED_SIXTH = 1.6449340668482262;

/** e^(−z) in two doubles */
function rate(x: number, μ: number, β: number): Wide {
  const z = (x - μ) / β;
  return expTwice([-z, -standardizeError(x, μ, β, z)]);
}
/** log(−log p) from p or, where p is near 1, from q = 1 − p */
const inner = (p: number, q: number): number => (p < 0.5 ? math.log(-math.log(p)) : math.log(-math.log1p(-q)));
const inside = (p: number): boolean => p >= 0 && p <= 1;

export const gumbelFamily: Family = {
  name: 'gumbel',
  discrete: false,
  parameters: [
    { name: 'location', constraint: real },
    { name: 'scale', constraint: positive },
  ],
  lower: () => -Infinity,
  upper: () => Infinity,
  logpdf: (x, μ, β) => {
    const z = (x - μ) / β;
    return z === -Infinity ? z : -z - math.exp(-z) - math.log(β);
  },
  cdf: (x, μ, β) => expWide(negWide(rate(x, μ, β))),
  sf: (x, μ, β) => -math.expm1(-rate(x, μ, β)[0]),
  logcdf: (x, μ, β) => -rate(x, μ, β)[0],
  logsf: (x, μ, β) => {
    const z = (x - μ) / β;
    return z > 40 ? -z : log1mexp(rate(x, μ, β)[0]);
  },
  quantile: (p, μ, β) => (inside(p) ? μ - β * inner(p, 1 - p) : NaN),
  isf: (q, μ, β) => (inside(q) ? μ - β * inner(1 - q, q) : NaN),
  ...locationScale((z) => exp(z.neg()).sub(1)),
  mean: (μ, β) => β.mul(EULER).add(μ),
  variance: (_μ, β) => β.square().mul(PI_SQUARED_SIXTH),
  entropy: (_μ, β) => log(β).add(1 + EULER),
  draw: drawByQuantile(() => gumbelFamily),
};

/**
 * The Gumbel distribution of maxima with this location and scale.
 *
 * @throws ArgumentError unless `scale` > 0, both finite
 */
export const gumbel = (parameters: { readonly location?: TensorLike; readonly scale?: TensorLike } = {}): Distribution =>
  distribution(gumbelFamily, parameters, { location: 0, scale: 1 });
