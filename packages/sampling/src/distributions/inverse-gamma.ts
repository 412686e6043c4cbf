/** Inverse gamma distribution: 1/X of a gamma variable X; f(x) = β^α x^(−α−1) e^(−β/x)/Γ(α). */
import { math } from '@adjoint/kernels';
import { type TensorLike, digamma, log, where } from '@adjoint/tensor';
import { gammaEntropy } from '../special/gamma-entropy.ts';
import { gammaWeight, logWeight } from '../special/gamma-weight.ts';
import { gammaTails } from '../special/incomplete-gamma.ts';
import { productError } from '../special/double-double.ts';
import { type Tails, swapTails } from '../special/tails.ts';
import { positive } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import type { Family } from './core/family.ts';
import { gammaFamily, gammaGuess } from './gamma.ts';
import { fromTails } from './core/standard-tails.ts';

/** The error of y = β/x */
const quotientError = (y: number, x: number, β: number): number => (Number.isFinite(y) && y > 0 ? (β - y * x - productError(y, x)) / x : 0);
const tails = (x: number, α: number, β: number): Tails => {
  const y = x <= 0 ? Infinity : β / x;
  return swapTails(gammaTails(α, y, quotientError(y, x, β)));
};
/** f = D(α, β/x)·α/x */
const logpdf = (x: number, α: number, β: number): number => {
  const y = β / x;
  return !(x > 0 && y > 0)
    ? x !== x
      ? NaN
      : -Infinity
    : y < Infinity
      ? logWeight(gammaWeight(α, y, quotientError(y, x, β))) + math.log(α / x)
      : -Infinity;
};

export const inverseGammaFamily: Family = {
  name: 'inverseGamma',
  discrete: false,
  parameters: [
    { name: 'shape', constraint: positive },
    { name: 'scale', constraint: positive },
  ],
  ...fromTails({ tails, logpdf, lower: () => 0, upper: () => Infinity, guess: (p, q, α, β) => β / gammaGuess(q, p, α) }),
  score: (x, [α, β], i) =>
    i === 0 ? β.div(x).sub(α.add(1)).div(x) : i === 1 ? log(β.div(x)).sub(digamma(α)) : α.div(β).sub(x.reciprocal()),
  velocity: (x, [α, β], i) => (i === 1 ? gammaFamily.velocity!(x.reciprocal(), [α, β], 1)!.mul(x.square()).neg() : x.div(β)),
  mean: (α, β) => where(α.greater(1), β.div(α.sub(1)), Infinity),
  variance: (α, β) => where(α.greater(2), β.square().div(α.sub(1).square().mul(α.sub(2))), Infinity),
  entropy: (α, β) => gammaEntropy(α).sub(digamma(α).mul(2)).add(log(β)),
  draw: (key, shape, θ) => gammaFamily.draw(key, shape, θ).reciprocal(),
};

/**
 * The distribution of 1/X for a gamma variable X of this shape and rate `scale`.
 *
 * @throws ArgumentError unless both are finite and > 0
 */
export const inverseGamma = (parameters: { readonly shape: TensorLike; readonly scale?: TensorLike }): Distribution =>
  distribution(inverseGammaFamily, parameters, { scale: 1 });
