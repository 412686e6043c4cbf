/**
 * The natural logarithm within 1 ulp, subnormal arguments included.
 *
 *   x = 2ᵏ (1 + f), √½ ≤ 1 + f < √2;   s = f / (2 + f)
 *   log(1 + f) = 2 artanh s = f − f²/2 + s (f²/2 + s² L(s²))
 */
import { exponentOf, scaleByPowerOfTwo } from './binary64.ts';

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** k·ln 2 + log(1 + f) + correction, for √½ − 1 ≤ f ≤ √2 − 1. */
export function logOfParts(k: number, f: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const tail =
    z *
    (0.6666666666666666 +
      z *
        (0.4000000000000088 +
          z *
            (0.28571428570801954 +
              z *
                (0.22222222392089008 +
                  z * (0.18181795600060793 + z * (0.15386241881938595 + z * (0.13268714792348096 + z * 0.1308723619665962)))))));
  const half = 0.5 * f * f;
  // f − half with its rounding error, then everything small before everything large
  const upper = f - half;
  const lower = f - upper - half;
  const rest = lower + (s * (half + tail) + (k * LN2_LOW + correction));
  const big = k * LN2_HIGH;
  const sum = big + upper;
  return sum + (big - sum + upper + rest);
}

export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const k = exponentOf(x);
  return logOfParts(k, scaleByPowerOfTwo(x, -k) - 1, 0);
}
