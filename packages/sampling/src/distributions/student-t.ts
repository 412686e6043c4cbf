/**
 * Student's t distribution with ν degrees of freedom.
 *
 * P(|T| > |t|) = I_w(ν/2, ½), w = ν/(ν + t²).
 */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type Tensor, type TensorLike, bind1, log, log1p, ones, where } from '@adjoint/tensor';
import { HALF_LOG_TWO_PI, LOG_PI, LOG_TWO } from '../special/constants.ts';
import { standardizeError } from '../special/double-double.ts';
import { digammaStep } from '../special/digamma-step.ts';
import { betaTails } from '../special/incomplete-beta.ts';
import { stirlingError } from '../special/stirling-error.ts';
import { multiplyWide, shares } from '../special/wide.ts';
import { velocityOf } from '../special/gamma-sensitivity.ts';
import { NOTHING, type Tails, UNDEFINED, swapTails, tailsFromLower } from '../special/tails.ts';
import { positive, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { elementwise } from './core/elementwise.ts';
import type { Family } from './core/family.ts';
import { implicitDraw } from './core/implicit.ts';
import { fromTails, normalDeviate } from './core/standard-tails.ts';

/** log(1 + t²/ν), without overflow */
const logSpread = (t: number, ν: number): number => {
  const r = t / Math.sqrt(ν);
  return Math.abs(r) > 1e150 ? 2 * math.log(Math.abs(r)) : math.log1p((t / ν) * t);
};

/** log Γ((ν+1)/2) − log Γ(ν/2) − ½ log(πν): for large ν by Stirling's series, which does not cancel */
export function logConstant(ν: number): number {
  if (ν < 20) return math.lgamma((ν + 1) / 2) - math.lgamma(ν / 2) - 0.5 * (LOG_PI + math.log(ν));
  const a = ν / 2;
  return a * math.log1p(0.5 / a) - 0.5 + stirlingError(a + 0.5) - stirlingError(a) - HALF_LOG_TWO_PI;
}
const constant = elementwise('studentT.constant', logConstant, ([ν]) => digammaStep(ν, 1).sub(ν.reciprocal()).mul(0.5));
const standardLogpdf = (t: number, ν: number): number =>
  t - t !== 0 ? (t === t ? -Infinity : NaN) : logConstant(ν) - 0.5 * (ν + 1) * logSpread(t, ν);

/** @param ε error of t */
function standardTails(t: number, ν: number, ε = 0): Tails {
  if (t !== t) return UNDEFINED;
  const r = Math.abs(t) / Math.sqrt(ν);
  const both = r < 1e140 ? betaTails(ν / 2, 0.5, ...shares([ν, 0], multiplyWide([t, ε], [t, ε]))) : powerLaw(r, ν);
  const outer: Tails = {
    lower: 0.5 * both.lower,
    logLower: both.logLower - LOG_TWO,
    upper: 1 - 0.5 * both.lower,
    logUpper: math.log1p(-0.5 * both.lower),
  };
  return t < 0 ? outer : swapTails(outer);
}
/** P(|T| > r√ν) → r^(−ν)/(½ν·B(½ν, ½)) */
function powerLaw(r: number, ν: number): Tails {
  if (r === Infinity) return NOTHING;
  const factor = math.exp(logConstant(ν) + 0.5 * math.log(ν)) / (0.5 * ν);
  return tailsFromLower(factor * math.pow(r, -ν), math.log(factor) - ν * math.log(r));
}

/** The power law of the tail, or a normal deviate. */
function guess(p: number, q: number, ν: number): number {
  const small = Math.min(p, q);
  const side = p < q ? -1 : 1;
  const tail = Math.sqrt(ν) * math.exp((logConstant(ν) + 0.5 * math.log(ν) - math.log(ν * small)) / ν);
  return side * (ν < 30 && small < 0.01 ? tail : Math.abs(normalDeviate(p, q)));
}
const degreesVelocity = elementwise(
  'studentT.degreesVelocity',
  (t, ν) => velocityOf((n) => standardTails(t, n), ν, standardLogpdf(t, ν)),
  null,
);
const velocity = (x: Tensor, [ν, μ, σ]: readonly Tensor[], i: number): Tensor => {
  const z = x.sub(μ).div(σ);
  return i === 1 ? bind1(degreesVelocity, [z, ν], undefined).mul(σ) : i === 2 ? ones([]) : z;
};
const implicit = implicitDraw('studentT', velocity);
const standard = fromTails({ tails: standardTails, logpdf: standardLogpdf, lower: () => -Infinity, upper: () => Infinity, guess });

/** A function of the standard distribution at (x − μ)/σ and the error of that. */
const standardized =
  (f: 'cdf' | 'sf' | 'logcdf' | 'logsf'): Family['cdf'] =>
  (x, ν, μ, σ) => {
    const z = (x - μ) / σ;
    return standard[f](z, ν, standardizeError(x, μ, σ, z));
  };

export const studentTFamily: Family = {
  name: 'studentT',
  discrete: false,
  parameters: [
    { name: 'degreesOfFreedom', constraint: positive },
    { name: 'location', constraint: real },
    { name: 'scale', constraint: positive },
  ],
  lower: () => -Infinity,
  upper: () => Infinity,
  logpdf: (x, ν, μ, σ) => standardLogpdf((x - μ) / σ, ν) - math.log(σ),
  cdf: standardized('cdf'),
  sf: standardized('sf'),
  logcdf: standardized('logcdf'),
  logsf: standardized('logsf'),
  quantile: (p, ν, μ, σ) => (p === 0.5 ? μ : μ + σ * standard.quantile(p, ν)),
  isf: (q, ν, μ, σ) => (q === 0.5 ? μ : μ + σ * standard.isf(q, ν)),
  score: (x, [ν, μ, σ], i) => {
    const z = x.sub(μ).div(σ);
    const s = z.mul(ν.add(1)).div(z.square().add(ν)).neg();
    if (i === 0) return s.div(σ);
    if (i === 2) return s.div(σ).neg();
    if (i === 3) return s.mul(z).add(1).div(σ).neg();
    return digammaStep(ν, 1)
      .sub(ν.reciprocal())
      .sub(log1p(z.square().div(ν)))
      .sub(s.mul(z).div(ν))
      .mul(0.5);
  },
  velocity,
  mean: (ν, μ) => where(ν.greater(1), μ, NaN),
  variance: (ν, _μ, σ) => where(ν.greater(2), ν.div(ν.sub(2)).mul(σ.square()), where(ν.greater(1), Infinity, NaN)),
  entropy: (ν, _μ, σ) =>
    ν
      .add(1)
      .mul(0.5)
      .mul(digammaStep(ν, 1))
      .sub(bind1(constant, [ν], undefined))
      .add(log(σ)),
  draw: (key, shape, θ) => {
    const [forNormal, forGamma] = random.split(key);
    return implicit(
      ([ν, μ, σ]) =>
        random
          .normal(forNormal, shape)
          .mul(
            ν
              .mul(0.5)
              .div(random.gamma(forGamma, ν.mul(0.5), shape))
              .sqrt(),
          )
          .mul(σ)
          .add(μ),
      θ,
    );
  },
};

/**
 * Student's t distribution with location and scale.
 *
 * @throws ArgumentError unless `degreesOfFreedom` and `scale` are finite and > 0, `location` finite
 * @example studentT({ degreesOfFreedom: 4 }).isf(1e-12)
 */
export const studentT = (parameters: {
  readonly degreesOfFreedom: TensorLike;
  readonly location?: TensorLike;
  readonly scale?: TensorLike;
}): Distribution => distribution(studentTFamily, parameters, { location: 0, scale: 1 });
