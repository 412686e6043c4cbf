/** The functions of a family on integers: steps between them, probability 0 elsewhere. */
import { math } from '@adjoint/kernels';
import { invertSteps } from '../../special/invert-tails.ts';
import { EVERYTHING, NOTHING, type Tails, UNDEFINED, swapTails, tailsFromLower } from '../../special/tails.ts';
import type { Family, ScalarFunction } from './family.ts';

export interface CountFamily {
  /** Tails P(X ≤ k) and P(X > k) at an integer k with lower ≤ k < upper. */
  readonly tails: (k: number, ...parameters: number[]) => Tails;
  /** log probability at an integer of the support. */
  readonly logpmf: ScalarFunction;
  readonly lower: (...parameters: number[]) => number;
  readonly upper: (...parameters: number[]) => number;
  /** Where to begin the search of a quantile. */
  readonly guess: (p: number, ...parameters: number[]) => number;
}

/* @__NO_SIDE_EFFECTS__ */
export function fromCounts(
  f: CountFamily,
): Pick<Family, 'discrete' | 'logpdf' | 'cdf' | 'sf' | 'logcdf' | 'logsf' | 'quantile' | 'isf' | 'lower' | 'upper'> {
  const tails = (x: number, θ: number[]): Tails => {
    if (x !== x) return UNDEFINED;
    const k = Math.floor(x);
    return k < f.lower(...θ) ? NOTHING : k >= f.upper(...θ) ? EVERYTHING : f.tails(k, ...θ);
  };
  const invert = (p: number, above: boolean, θ: number[]): number =>
    invertSteps(
      (k) => tails(k, θ).lower,
      (k) => tails(k, θ).upper,
      f.lower(...θ),
      f.upper(...θ),
      p,
      above,
      f.guess(above ? 1 - p : p, ...θ),
    );
  return {
    discrete: true,
    lower: f.lower,
    upper: f.upper,
    logpdf: (x, ...θ) =>
      x !== x ? NaN : x !== Math.floor(x) || x < f.lower(...θ) || x > f.upper(...θ) || x === Infinity ? -Infinity : f.logpmf(x, ...θ),
    cdf: (x, ...θ) => tails(x, θ).lower,
    sf: (x, ...θ) => tails(x, θ).upper,
    logcdf: (x, ...θ) => tails(x, θ).logLower,
    logsf: (x, ...θ) => tails(x, θ).logUpper,
    quantile: (p, ...θ) => invert(p, false, θ),
    isf: (q, ...θ) => invert(q, true, θ),
  };
}

/** What a sum over neighbours needs of a distribution. */
export interface Neighbours {
  readonly pmf: (k: number) => number;
  readonly logpmf: (k: number) => number;
  /** P(j + 1)/P(j) and P(j − 1)/P(j), 0 beyond the support. */
  readonly up: (j: number) => number;
  readonly down: (j: number) => number;
}

/** Tails from the ratios of neighbouring probabilities, summed away from k on the lighter side: no cancellation. */
export function sumByRatios(k: number, f: Neighbours, lighterBelow: boolean): Tails {
  const start = lighterBelow ? k : k + 1;
  const step = lighterBelow ? -1 : 1;
  const ratio = lighterBelow ? f.down : f.up;
  let term = 1;
  let sum = 1;
  for (let j = start; ; j += step) {
    term *= ratio(j);
    if (!(term > 0)) break;
    sum += term;
    if (term < 1e-18 * sum) break;
  }
  const tails = tailsFromLower(f.pmf(start) * sum, f.logpmf(start) + math.log(sum));
  return lighterBelow ? tails : swapTails(tails);
}

/** Entropy of a distribution on integers by summation outward from the mode, until terms vanish. */
export function entropySum(mode: number, lower: number, upper: number, logpmf: (k: number) => number): number {
  let sum = 0;
  for (const step of [1, -1]) {
    for (let k = step === 1 ? mode : mode - 1; k >= lower && k <= upper; k += step) {
      const l = logpmf(k);
      const term = l === -Infinity ? 0 : -l * math.exp(l);
      sum += term;
      if (term < 1e-18 * sum && l < -40) break;
    }
  }
  return sum;
}
