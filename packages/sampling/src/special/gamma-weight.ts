/**
 * The weight D(a, x) = x^a e^(−x)/Γ(a + 1): the Poisson probability of a at mean x, for any real a ≥ 0.
 *
 * D = exp(exponent)·factor, the exponent in two doubles: for a ≥ 8 it is minus the deviance, and the factor
 * e^(−δ(a))/√(2πa) comes from Stirling's formula; below, a·log x − x and 1/Γ(a + 1).
 */
import { math } from '@adjoint/kernels';
import { stirlingError } from './stirling-error.ts';
import { type Wide, addWide, deviance, expWide, logWide, negWide, timesWide } from './wide.ts';

export interface Weight {
  readonly exponent: Wide;
  readonly factor: number;
}

/** @param ε error of x: the weight is taken at x + ε */
export function gammaWeight(a: number, x: number, ε = 0): Weight {
  if (a >= 8) return { exponent: negWide(deviance(a, x, ε)), factor: (math.exp(-stirlingError(a)) * 0.3989422804014327) / Math.sqrt(a) };
  return { exponent: addWide(timesWide(logWide(x), a), [-x, ε * (a / x - 1)]), factor: 1 / math.gamma(a + 1) };
}
export const weightValue = (w: Weight): number => expWide(w.exponent) * w.factor;
export const logWeight = (w: Weight): number => w.exponent[0] + (w.exponent[1] + math.log(w.factor));
