/**
 * Inverse Gaussian distribution: f(x) = √(λ/(2πx³))·exp(−h), h = λ(x − μ)²/(2μ²x).
 *
 *   F(x) = ½e^(−h)·(erfcx(−a) + erfcx(b)) for x < μ,   1 − F(x) = ½e^(−h)·(erfcx(a) − erfcx(b)) for x > μ,
 *   a = √(λ/2x)·(x/μ − 1), b = √(λ/2x)·(x/μ + 1): neither overflows nor cancels as Φ(a) + e^(2λ/μ)Φ(−b) does.
 *
 * Michael, Schucany, Haas (1976), "Generating random variates using transformations with multiple roots", for draws.
 */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type Tensor, type TensorLike, bind1, log, where } from '@adjoint/tensor';
import { sumError } from '../special/double-double.ts';
import { erfcx } from '../special/erfcx.ts';
import { scaledExponentialIntegral } from '../special/exponential-integral.ts';
import { gaussLegendre } from '../special/gauss-legendre.ts';
import { HALF_LOG_TWO_PI } from '../special/constants.ts';
import { EVERYTHING, NOTHING, type Tails, UNDEFINED, swapTails, tailsFromLower } from '../special/tails.ts';
import { type Wide, divideWide, expWide, multiplyWide } from '../special/wide.ts';
import { positive } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { elementwise } from './core/elementwise.ts';
import type { Family } from './core/family.ts';
import { implicitDraw } from './core/implicit.ts';
import { fromTails, normalDeviate } from './core/standard-tails.ts';

/** λ(x − μ)²/(2μ²x) in two doubles */
function exponent(x: number, μ: number, λ: number): Wide {
  const d: Wide = [x - μ, sumError(x, -μ)];
  const r = divideWide(d, [μ, 0]);
  const h = divideWide(multiplyWide(multiplyWide(r, r), [0.5 * λ, 0]), [x, 0]);
  return Number.isFinite(h[0]) && Number.isFinite(h[1]) ? h : [0.5 * (λ / μ) * r[0] * (d[0] / x), 0];
}

export function inverseGaussianTails(x: number, μ: number, λ: number): Tails {
  if (x !== x) return UNDEFINED;
  if (!(x > 0)) return NOTHING;
  if (x === Infinity) return EVERYTHING;
  const h = exponent(x, μ, λ);
  const s = Math.sqrt((0.5 * λ) / x);
  const a = Math.sqrt(h[0]);
  const b = s * (x / μ + 1);
  const power = expWide([-h[0], -h[1]]);
  const tails = (sum: number): Tails => tailsFromLower(power * sum, -h[0] + math.log(sum));
  if (x >= μ) return swapTails(tails(0.5 * difference(a, b, s)));
  const below = 0.5 * (erfcx(a) + erfcx(b));
  return power * below < 0.6 ? tails(below) : swapTails(tails(0.5 * difference(-a, b, s)));
}
/** erfcx(a) − erfcx(b), b = a + 2s, a ≥ −8: where they are close by the integral of the slope, or both large by the asymptotic series, term by term */
function difference(a: number, b: number, s: number): number {
  if (s > 0.25 * (1 + Math.abs(a)) || (a >= 8 && b > 2 * a)) return erfcx(a) - erfcx(b);
  // −erfcx′(t) = 2/√π − 2t·erfcx(t), integrated by the distance from a
  if (a < 8) return gaussLegendre((t) => 1.1283791670955126 - 2 * (a + t) * erfcx(a + t), 0, 2 * s);
  // a^(−2k−1) − b^(−2k−1) without cancellation
  const z = 0.5 / (a * a);
  const l = math.log1p((2 * s) / a);
  let sum = 0;
  let c = 1 / a;
  for (let k = 0; k <= 20; k++) {
    sum -= c * math.expm1(-(2 * k + 1) * l);
    c *= -(2 * k + 1) * z;
  }
  return 0.5641895835477563 * sum;
}

const logpdf = (x: number, μ: number, λ: number): number =>
  !(x > 0 && x < Infinity) ? (x !== x ? NaN : -Infinity) : 0.5 * (math.log(λ) - 3 * math.log(x)) - HALF_LOG_TWO_PI - exponent(x, μ, λ)[0];

/** By a normal deviate on the logarithm, with the lower tail e^(−λ/2x). */
function guess(p: number, q: number, μ: number, λ: number): number {
  const φ = λ / μ;
  const z = normalDeviate(p, q);
  if (z < -1 && z * z > φ) return λ / (z * z + 2 * φ);
  return z > 1 && z * z > φ ? μ * (1 + (z * z) / φ) : μ * math.exp(z / Math.sqrt(φ + 0.5) - 0.5 / (φ + 0.5));
}
/** ∂F/∂μ = −(2λ/μ²)·e^(2λ/μ)·Φ(−√2·b), over −f: at μ = 1, with φ = λ/μ */
const meanVelocity = elementwise(
  'inverseGaussian.meanVelocity',
  (x, μ, λ) => {
    const h = exponent(x, μ, λ)[0];
    const b = Math.sqrt((0.5 * λ) / x) * (x / μ + 1);
    return (λ / (μ * μ)) * erfcx(b) * math.exp(-h - logpdf(x, μ, λ));
  },
  null,
);
/** Scaling x, μ and λ together moves x by x: x = μ·v_μ + λ·v_λ. */
const velocity = (x: Tensor, [μ, λ]: readonly Tensor[], i: number): Tensor => {
  const v = bind1(meanVelocity, [x, μ, λ], undefined);
  return i === 1 ? v : x.sub(μ.mul(v)).div(λ);
};
/** d(e^z·E₁)/dz = e^z·E₁ − 1/z */
const scaledE1 = elementwise('scaledExponentialIntegral', scaledExponentialIntegral, ([z], y) => y.sub(z.reciprocal()));
const implicit = implicitDraw('inverseGaussian', velocity);

export const inverseGaussianFamily: Family = {
  name: 'inverseGaussian',
  discrete: false,
  parameters: [
    { name: 'mean', constraint: positive },
    { name: 'shape', constraint: positive },
  ],
  ...fromTails({ tails: inverseGaussianTails, logpdf, lower: () => 0, upper: () => Infinity, guess }),
  score: (x, [μ, λ], i) => {
    const d = x.sub(μ);
    if (i === 0)
      return x
        .reciprocal()
        .mul(-1.5)
        .sub(λ.mul(0.5).mul(μ.square().reciprocal().sub(x.square().reciprocal())));
    return i === 1
      ? λ.mul(d).div(μ.square().mul(μ))
      : λ
          .reciprocal()
          .sub(d.square().div(μ.square().mul(x)))
          .mul(0.5);
  },
  velocity,
  mean: (μ) => μ,
  variance: (μ, λ) => μ.square().mul(μ).div(λ),
  /** E log X = log μ − e^(2φ)·E₁(2φ), φ = λ/μ; the exponent of the density is ½ on average. */
  entropy: (μ, λ) =>
    log(μ)
      .sub(bind1(scaledE1, [λ.div(μ).mul(2)], undefined))
      .mul(1.5)
      .sub(log(λ).mul(0.5))
      .add(0.5 + HALF_LOG_TWO_PI),
  draw: (key, shape, θ) => {
    const [forNormal, forUniform] = random.split(key);
    const y = random.normal(forNormal, shape).square();
    const u = random.uniform(forUniform, shape);
    return implicit(([μ, λ]) => {
      // the smaller root of the quadratic, without cancellation: μ·2/(2 + w + √(w(w + 4))), w = μy/λ
      const w = μ.mul(y).div(λ);
      const ratio = w
        .add(2)
        .add(w.mul(w.add(4)).sqrt())
        .reciprocal()
        .mul(2);
      return where(u.mul(ratio.add(1)).lessEqual(1), ratio, ratio.reciprocal()).mul(μ);
    }, θ);
  },
};

/**
 * The inverse Gaussian distribution with this mean and shape.
 *
 * @throws ArgumentError unless both are finite and > 0
 */
export const inverseGaussian = (parameters: { readonly mean?: TensorLike; readonly shape?: TensorLike } = {}): Distribution =>
  distribution(inverseGaussianFamily, parameters, { mean: 1, shape: 1 });
