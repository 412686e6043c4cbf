/**
 * log x by x = 2^k(1 + f), 1 + f in [√½, √2], and log(1 + f) = 2 artanh s, s = f/(2 + f).
 *
 * f − f²/2 is split off, so that the series contributes a small correction: below one unit in the last place.
 */
import { highWord, withHighWord } from './bits.ts';

const LN2_HI = 0.6931471803691238, LN2_LO = 1.9082149292705877e-10;

/** 2 artanh(s)/s − 2 as a function of z = s² ≤ 0.0295. */
export function artanhTail(z: number): number {
  return z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21 + z * (2 / 23)))))))))));
}

/** k·ln 2 + log(1 + f) + c for a small correction c. */
export function logFrom(k: number, f: number, c: number): number {
  const s = f / (2 + f), half = 0.5 * f * f;
  return k * LN2_HI - ((half - (s * (half + artanhTail(s * s)) + (k * LN2_LO + c))) - f);
}

/** x = m·2^k with m in [√½, √2): [k, m − 1 …] for a positive normal x. */
export function exponentOf(x: number): number { return (highWord(x) >>> 20) - 1023 + (mantissaHigh(x) >= 0x6a09e ? 1 : 0); }
const mantissaHigh = (x: number): number => highWord(x) & 0xfffff;
/** The m of the same. */
export function mantissaOf(x: number): number {
  const fraction = highWord(x) & 0xfffff;
  return withHighWord(x, (fraction >= 0x6a09e ? 0x3fe00000 : 0x3ff00000) | fraction);
}

/** @returns the natural logarithm; −∞ at ±0, NaN below */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let shift = 0, y = x;
  if (y < 2.2250738585072014e-308) { y *= 18014398509481984; shift = -54; }
  const k = exponentOf(y) + shift;
  return logFrom(k, mantissaOf(y) - 1, 0);
}
