/**
 * eˣ within 1 ulp over the whole range, subnormal results included.
 *
 *   x = k·ln 2 + r, |r| ≤ ½ ln 2;   eˣ = 2ᵏ (1 + r + r² Q(r))
 *
 * ln 2 is split in two so that k·ln 2 is exact in its upper part (Cody & Waite 1980); the rounding errors of r and of
 * 1 + r are carried to the last addition.
 */
import { scaleByPowerOfTwo } from './binary64.ts';

export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
export const INVERSE_LN2 = 1.4426950408889634;
/** Adding and subtracting 1.5·2⁵² rounds to the nearest integer, ties to even. */
export const ROUNDER = 6755399441055744;

/** eˣ = 2ᵏ (hi + lo) for |x| < 1100. */
export interface ScaledExponential {
  readonly k: number;
  readonly hi: number;
  readonly lo: number;
}

/** Q(r) */
export const tailOf = (r: number): number =>
  0.5 +
  r *
    (0.1666666666666667 +
      r *
        (0.04166666666666667 +
          r *
            (0.008333333333326084 +
              r *
                (0.0013888888888883711 +
                  r *
                    (0.0001984126987500228 +
                      r *
                        (2.480158732567746e-5 +
                          r *
                            (2.755725517000089e-6 +
                              r * (2.755727347871858e-7 + r * (2.5105312729622103e-8 + r * 2.09147553258932e-9)))))))));

/** e^(x + tail), `tail` at most about an ulp of x. */
export function expParts(x: number, tail: number): ScaledExponential {
  const k = x * INVERSE_LN2 + ROUNDER - ROUNDER;
  const upper = x - k * LN2_HIGH;
  const lower = k * LN2_LOW - tail;
  const r = upper - lower;
  const hi = 1 + r;
  return { k, hi, lo: 1 - hi + r + (r * r * tailOf(r) + (upper - r - lower)) };
}

/** The same without an object for the parts: this is the function that loops call. */
export function exp(x: number): number {
  if (!(x < 709.782712893384)) return x !== x ? x : Infinity;
  if (x < -745.1332191019412) return 0;
  const k = x * INVERSE_LN2 + ROUNDER - ROUNDER;
  const upper = x - k * LN2_HIGH;
  const lower = k * LN2_LOW;
  const r = upper - lower;
  const hi = 1 + r;
  return scaleByPowerOfTwo(hi + (1 - hi + r + (r * r * tailOf(r) + (upper - r - lower))), k);
}
