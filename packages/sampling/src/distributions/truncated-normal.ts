/**
 * Normal distribution restricted to [low, high], either end may be infinite.
 *
 * Probabilities of intervals are written e^(−x²/2)·m(x, y), x the end nearer to 0, so that ratios of two of them never
 * meet an underflow; m is an integral over short intervals and a difference of Mills ratios over long ones.
 */
import { math } from '@adjoint/kernels';
import { type Tensor, type TensorLike, ArgumentError, asTensor, bind1, isFinite, stopGradient, where } from '@adjoint/tensor';
import { erfcx } from '../special/erfcx.ts';
import { gaussLegendre } from '../special/gauss-legendre.ts';
import { type TruncatedMoments, truncatedMoments } from '../special/truncated-moments.ts';
import { EVERYTHING, NOTHING, type Tails, UNDEFINED } from '../special/tails.ts';
import { concreteValues, extended, positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { drawByQuantile } from './core/draw-by-quantile.ts';
import { elementwise } from './core/elementwise.ts';
import type { Family } from './core/family.ts';
import { fromTails } from './core/standard-tails.ts';

const ROOT_HALF = 0.7071067811865476;
const ROOT_TWO_PI_INVERSE = 0.3989422804014327;
const HALF_LOG_TWO_PI = 0.9189385332046728;
/** e^(x²/2)·Φ(−x), x ≥ 0 */
const mills = (x: number): number => 0.5 * erfcx(x * ROOT_HALF);

/** An interval's probability e^(−edge²/2)·mass. */
interface Mass {
  readonly edge: number;
  readonly mass: number;
}

/** @param width y − x, which the caller knows to all its digits */
function massOf(x: number, y: number, width: number): Mass {
  if (!(width > 0)) return { edge: 0, mass: 0 };
  if (y <= 0) return massOf(-y, -x, width);
  if (x < 0) return { edge: 0, mass: width < 1.5 ? integral(x, width, 0) : 1 - math.ndtr(x) - math.ndtr(-y) };
  if (width * y < 3 && width < 1.5) return { edge: x, mass: integral(x, width, x) };
  return { edge: x, mass: mills(x) - (y === Infinity ? 0 : math.exp(-0.5 * width * (y + x)) * mills(y)) };
}
/** ∫ e^(−(t² − edge²)/2)/√2π over [x, x + width], by the distance s = t − x: the edge is x or 0 */
const integral = (x: number, width: number, edge: number): number =>
  ROOT_TWO_PI_INVERSE * gaussLegendre((s) => math.exp(-0.5 * (s + (x - edge)) * (s + (x + edge))), 0, width);
/** Exponent and factor of the ratio of an interval to the whole; `gap` is the difference of their edges, known to all its digits. */
const ratio = (part: Mass, whole: Mass, gap: number): { readonly value: number; readonly log: number } => {
  const exponent = -0.5 * gap * (part.edge + whole.edge);
  const factor = part.mass / whole.mass;
  return { value: math.exp(exponent) * factor, log: exponent + math.log(factor) };
};
/** How much farther than the edge of the whole a point lies from the mean, in standard deviations. */
const gapOf = (x: number, z: number, a: number, b: number, σ: number, low: number, high: number): number =>
  a >= 0 ? (x - low) / σ : b <= 0 ? (high - x) / σ : Math.abs(z);

function tails(x: number, μ: number, σ: number, low: number, high: number): Tails {
  if (x !== x) return UNDEFINED;
  if (x <= low) return NOTHING;
  if (x >= high) return EVERYTHING;
  const a = (low - μ) / σ;
  const b = (high - μ) / σ;
  const z = (x - μ) / σ;
  const whole = massOf(a, b, (high - low) / σ);
  const below = massOf(a, z, (x - low) / σ);
  const above = massOf(z, b, (high - x) / σ);
  const gap = gapOf(x, z, a, b, σ, low, high);
  const lower = ratio(below, whole, a >= 0 || z > 0 ? 0 : gap);
  const upper = ratio(above, whole, b <= 0 || z < 0 ? 0 : gap);
  return {
    lower: lower.value,
    upper: upper.value,
    logLower: lower.value < 0.5 ? lower.log : math.log1p(-upper.value),
    logUpper: upper.value < 0.5 ? upper.log : math.log1p(-lower.value),
  };
}
function logpdf(x: number, μ: number, σ: number, low: number, high: number): number {
  if (!(x >= low && x <= high)) return x !== x ? NaN : -Infinity;
  const a = (low - μ) / σ;
  const b = (high - μ) / σ;
  const whole = massOf(a, b, (high - low) / σ);
  const z = (x - μ) / σ;
  return -0.5 * gapOf(x, z, a, b, σ, low, high) * (Math.abs(z) + whole.edge) - HALF_LOG_TWO_PI - math.log(whole.mass) - math.log(σ);
}
/** Near the end where the density is largest, one decay length in. */
function guess(_p: number, _q: number, μ: number, σ: number, low: number, high: number): number {
  const mode = Math.min(Math.max(μ, low), high);
  const a = Math.abs(mode - μ) / σ;
  const step = Math.min(σ / Math.max(1, a), 0.5 * (high - low));
  return mode === low ? low + step : mode === high ? high - step : mode;
}

/** The density of the standard normal at a point over the probability between the ends. */
const edgeRatio = elementwise(
  'truncatedNormal.edge',
  (end, μ, σ, low, high) => {
    if (!Number.isFinite(end)) return 0;
    const whole = massOf((low - μ) / σ, (high - μ) / σ, (high - low) / σ);
    const z = (end - μ) / σ;
    return (math.exp(-0.5 * (z - whole.edge) * (z + whole.edge)) * ROOT_TWO_PI_INVERSE) / whole.mass;
  },
  null,
);
const moments = truncatedMoments();
/** The ends and the width in standard deviations; infinite ends without derivatives. */
function standardEnds([μ, σ, low, high]: readonly Tensor[]): readonly Tensor[] {
  const standard = (end: Tensor): Tensor => where(isFinite(end), where(isFinite(end), end, 0).sub(μ).div(σ), end);
  return [standard(low), standard(high), stopGradient(high.sub(low).div(σ))];
}
const moment = (which: keyof TruncatedMoments, θ: readonly Tensor[]): Tensor => bind1(moments[which], standardEnds(θ), undefined);
const finite = (z: Tensor): Tensor => z.clamp(-1e300, 1e300);

/** a·f and b·g vanish at infinite ends, where f and g are 0. */
const scaledEdges = (θ: readonly Tensor[]): readonly [af: Tensor, bg: Tensor, f: Tensor, g: Tensor] => {
  const [a, b] = standardEnds(θ);
  const [f, g] = [moment('low', θ), moment('high', θ)];
  return [finite(a).mul(f), finite(b).mul(g), f, g];
};

export const truncatedNormalFamily: Family = {
  name: 'truncatedNormal',
  discrete: false,
  parameters: [
    { name: 'mean', constraint: real },
    { name: 'standardDeviation', constraint: positive },
    { name: 'low', constraint: extended },
    { name: 'high', constraint: extended },
  ],
  ...fromTails({ tails, logpdf, lower: (_μ, _σ, low) => low, upper: (_μ, _σ, _low, high) => high, guess }),
  score: (x, θ, i) => {
    const [μ, σ] = θ;
    const z = x.sub(μ).div(σ);
    const [af, bg, f, g] = scaledEdges(θ);
    if (i === 0) return z.div(σ).neg();
    if (i === 1) return z.sub(f).add(g).div(σ);
    return i === 2 ? z.square().sub(1).sub(af).add(bg).div(σ) : i === 3 ? f.div(σ) : g.div(σ).neg();
  },
  /** Each end moves the quantile by its share: own motion − ((1 − F)·f·(motion of a) + F·g·(motion of b))/φ-ratio at x. */
  velocity: (x, θ, i) => {
    const [μ, σ] = θ;
    const [af, bg, f, g] = scaledEdges(θ);
    const F = bind1(cdf, [x, ...θ], undefined);
    const S = bind1(sf, [x, ...θ], undefined);
    const here = bind1(edgeRatio, [x, ...θ], undefined);
    if (i === 1) return f.mul(S).add(g.mul(F)).div(here).neg().add(1);
    if (i === 2)
      return x
        .sub(μ)
        .div(σ)
        .sub(af.mul(S).add(bg.mul(F)).div(here));
    return i === 3 ? f.mul(S).div(here) : g.mul(F).div(here);
  },
  mean: (...θ) => θ[0].add(θ[1].mul(moment('mean', θ))),
  variance: (...θ) => θ[1].square().mul(moment('variance', θ)),
  entropy: (...θ) => moment('entropy', θ).add(θ[1].log()),
  draw: drawByQuantile(() => truncatedNormalFamily),
};
const cdf = elementwise('truncatedNormal.lower', (...args) => tails(...(args as [number, number, number, number, number])).lower, null);
const sf = elementwise('truncatedNormal.upper', (...args) => tails(...(args as [number, number, number, number, number])).upper, null);

/**
 * A normal variable with this mean and standard deviation (before truncation), given that it lies in [low, high].
 *
 * @throws ArgumentError unless low < high and `standardDeviation` > 0; −∞ and +∞ are ends
 * @example truncatedNormal({ low: 30 }).mean()
 */
export function truncatedNormal({
  mean = 0,
  standardDeviation = 1,
  low = -Infinity,
  high = Infinity,
  ...others
}: {
  readonly mean?: TensorLike;
  readonly standardDeviation?: TensorLike;
  readonly low?: TensorLike;
  readonly high?: TensorLike;
} = {}): Distribution {
  const empty = concreteValues(asTensor(low).greaterEqual(high));
  if (empty !== null && Array.prototype.includes.call(empty, 1))
    throw new ArgumentError(`truncatedNormal: low ${String(low)}, high ${String(high)}`, 'low lies below high');
  return distribution(truncatedNormalFamily, { mean, standardDeviation, low, high, ...others });
}
