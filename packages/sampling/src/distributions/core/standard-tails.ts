/** The functions of a family whose two tails come together from a special function. */
import { math } from '@adjoint/kernels';
import { invertTails } from '../../special/invert-tails.ts';
import type { Tails } from '../../special/tails.ts';
import type { Family, ScalarFunction } from './family.ts';

export interface TailFamily {
  readonly tails: (x: number, ...parameters: number[]) => Tails;
  readonly logpdf: ScalarFunction;
  readonly lower: (...parameters: number[]) => number;
  readonly upper: (...parameters: number[]) => number;
  /** A first guess of the quantile of p, where q = 1 − p; `small` is the smaller of the two. */
  readonly guess: (p: number, q: number, ...parameters: number[]) => number;
}

/* @__NO_SIDE_EFFECTS__ */
export function fromTails(
  f: TailFamily,
): Pick<Family, 'logpdf' | 'cdf' | 'sf' | 'logcdf' | 'logsf' | 'quantile' | 'isf' | 'lower' | 'upper'> {
  const invert = (p: number, upper: boolean, θ: number[]): number =>
    invertTails(
      { tails: (x) => f.tails(x, ...θ), logpdf: (x) => f.logpdf(x, ...θ), lower: f.lower(...θ), upper: f.upper(...θ) },
      p,
      upper,
      upper ? f.guess(1 - p, p, ...θ) : f.guess(p, 1 - p, ...θ),
    );
  return {
    lower: f.lower,
    upper: f.upper,
    logpdf: f.logpdf,
    cdf: (x, ...θ) => f.tails(x, ...θ).lower,
    sf: (x, ...θ) => f.tails(x, ...θ).upper,
    logcdf: (x, ...θ) => f.tails(x, ...θ).logLower,
    logsf: (x, ...θ) => f.tails(x, ...θ).logUpper,
    quantile: (p, ...θ) => invert(p, false, θ),
    isf: (q, ...θ) => invert(q, true, θ),
  };
}

/** Φ⁻¹(p) from whichever of p and q = 1 − p is small. */
export const normalDeviate = (p: number, q: number): number => (p < 0.5 ? math.ndtri(p) : -math.ndtri(q));
