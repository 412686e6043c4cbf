/**
 * The variate that brings extreme values to their exponential or Gumbel form:
 *
 *   y = log(1 + ξz)/ξ,   z = (x − μ)/σ,   y = z at ξ = 0,   ∂y/∂ξ = z²·g(ξz),   g(t) = (t/(1 + t) − log(1 + t))/t²
 *
 * Coles (2001), "An introduction to statistical modeling of extreme values", chapters 3 and 4.
 */
import { math } from '@adjoint/kernels';
import { type Maybe, type Tensor, bind1 } from '@adjoint/tensor';
import { elementwise } from '../distributions/core/elementwise.ts';
import { productError, standardizeError } from './double-double.ts';
import { type Wide, addWide, divideWide, logOfWide } from './wide.ts';

/** y in two doubles; −∞ or +∞ beyond the end of the support. */
export function reducedVariate(x: number, μ: number, σ: number, ξ: number): Wide {
  const z = (x - μ) / σ;
  const ε = standardizeError(x, μ, σ, z);
  const t = ξ * z;
  if (!(Math.abs(t) > 1e-17)) return [z, Number.isFinite(z) ? ε - 0.5 * t * z : 0];
  if (z - z !== 0 || t === Infinity)
    return [z > 0 ? (ξ > 0 ? (math.log(ξ) + math.log(Math.abs(z))) / ξ : Infinity) : z < 0 ? (ξ > 0 ? -Infinity : z) : NaN, 0];
  const u = addWide([1, 0], [t, productError(ξ, z) + ξ * ε]);
  return u[0] > 0 ? divideWide(logOfWide(u), [ξ, 0]) : [ξ > 0 ? -Infinity : Infinity, 0];
}
/** z of y: (e^(ξy) − 1)/ξ */
export const standardized = (y: number, ξ: number): number =>
  Math.abs(ξ * y) < 1e-17 || ξ === 0
    ? y
    : y === Infinity
      ? ξ > 0
        ? y
        : -1 / ξ
      : y === -Infinity
        ? ξ > 0
          ? -1 / ξ
          : y
        : math.expm1(ξ * y) / ξ;

/** g, near 0 by its series Σ (−1)ᵏ⁺¹ (k + 1)/(k + 2)·tᵏ */
const curvature = elementwise(
  'reducedVariate.curvature',
  (t) => {
    if (Math.abs(t) > 0.05) return (t / (1 + t) - math.log1p(t)) / (t * t);
    let sum = 0;
    for (let k = 14; k >= 0; k--) sum = sum * -t + (k + 1) / (k + 2);
    return -sum;
  },
  null,
);
/** log(1 + t)/t, 1 at 0, whose derivative is g */
const slope = elementwise(
  'reducedVariate.slope',
  (t) => (t === 0 ? 1 : math.log1p(t) / t),
  ([t]): Maybe => bind1(curvature, [t], undefined),
);

/** What scores and velocities are made of: z, 1 + ξz, y, and ∂y/∂ξ. */
export function variateParts(
  x: Tensor,
  μ: Tensor,
  σ: Tensor,
  ξ: Tensor,
): { readonly z: Tensor; readonly u: Tensor; readonly y: Tensor; readonly byShape: Tensor } {
  const z = x.sub(μ).div(σ);
  const t = z.mul(ξ);
  return { z, u: t.add(1), y: z.mul(bind1(slope, [t], undefined)), byShape: z.square().mul(bind1(curvature, [t], undefined)) };
}
/** ∂x/∂θᵢ at fixed y: by location, scale and shape. */
export function variateVelocity(x: Tensor, [μ, σ, ξ]: readonly Tensor[], i: number): Tensor {
  const { z, u, byShape } = variateParts(x, μ, σ, ξ);
  return i === 1 ? z.mul(0).add(1) : i === 2 ? z : byShape.mul(u).mul(σ).neg();
}
