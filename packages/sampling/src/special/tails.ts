/** Both tails of a distribution at a point, and their logarithms; each made from the smaller one. */
import { math } from '@adjoint/kernels';

export interface Tails {
  readonly lower: number;
  readonly upper: number;
  readonly logLower: number;
  readonly logUpper: number;
}

export const swapTails = (t: Tails): Tails => ({ lower: t.upper, upper: t.lower, logLower: t.logUpper, logUpper: t.logLower });

/** Tails from the lower one and its logarithm, which should not be close to 1. */
export function tailsFromLower(lower: number, logLower: number): Tails {
  const p = Math.min(lower, 1);
  return { lower: p, upper: 1 - p, logLower: Math.min(logLower, 0), logUpper: math.log1p(-p) };
}
/** Tails from the logarithm of the lower one, accurate where that is close to 0. */
export function tailsFromLog(logLower: number): Tails {
  const l = Math.min(logLower, 0);
  const upper = -math.expm1(l);
  return { lower: math.exp(l), upper, logLower: l, logUpper: math.log(upper) };
}
export const NOTHING: Tails = { lower: 0, upper: 1, logLower: -Infinity, logUpper: 0 };
export const EVERYTHING: Tails = { lower: 1, upper: 0, logLower: 0, logUpper: -Infinity };
export const UNDEFINED: Tails = { lower: NaN, upper: NaN, logLower: NaN, logUpper: NaN };
