/**
 * eˣ by x = k·ln 2 + r, |r| ≤ ½ ln 2, and the Taylor series of e^r; the error stays below one unit in the last place,
 * since r is a small correction to 1 that carries its own rounding error along.
 *
 * Tang (1989), "Table-driven implementation of the exponential function", section 2, for the reduction.
 */
import { scale } from './bits.ts';

const LOG2E = 1.4426950408889634, LN2_HI = 0.6931471803691238, LN2_LO = 1.9082149292705877e-10;
const OVERFLOW = 709.782712893384, UNDERFLOW = -745.1332191019412;

/** e^r − 1 − r for |r| ≤ ½ ln 2: r²/2! + … + r¹⁴/14! */
export function expTail(r: number): number {
  return r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * (1 / 40320
    + r * (1 / 362880 + r * (1 / 3628800 + r * (1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800 + r / 87178291200))))))))))));
}

/** Nearest integer to x·log₂ e. */
export const octaves = (x: number): number => Math.floor(x * LOG2E + 0.5);
/** x − k·ln 2 as hi − lo, hi exact. */
export const residueHigh = (x: number, k: number): number => x - k * LN2_HI;
export const residueLow = (k: number): number => k * LN2_LO;

/** e^(x + tail) for a tail far below one unit in the last place of x·ε⁻¹. */
export function expWithTail(x: number, tail: number): number {
  if (x !== x) return x;
  if (x > OVERFLOW) return Infinity;
  if (x < UNDERFLOW - 1) return 0;
  const k = octaves(x), hi = residueHigh(x, k), lo = residueLow(k) - tail, r = hi - lo;
  return scale(1 + (hi + (expTail(r) - lo)), k);
}

/** @returns eˣ; 0 below −745.13, ∞ above 709.78 */
export function exp(x: number): number {
  return x < UNDERFLOW ? 0 : expWithTail(x, 0);
}
