/**
 * sin and cos within 1 ulp and tan within 2, any finite argument.
 *
 *   sin r = r + r³ S(r²),   cos r = 1 − r²/2 + r⁴ C(r²),   |r| ≤ π/4
 *
 * The low word of the reduced argument enters as δ·cos r and −δ·sin r.
 */
import { divideDouble, fastTwoSum, type DoubleDouble } from './double-double.ts';
import { reduceByHalfPi } from './reduce-half-pi.ts';

function sinTail(r: number, δ: number): number {
  const z = r * r;
  const s =
    -0.16666666666666666 +
    z *
      (0.008333333333333331 +
        z *
          (-0.0001984126984126504 +
            z * (2.755731921931959e-6 + z * (-2.5052106225650122e-8 + z * (1.60585305421325e-10 + z * -7.586633672657066e-13)))));
  return z * r * s + δ * (1 - 0.5 * z);
}

function cosTail(r: number, δ: number): number {
  const z = r * r;
  const c =
    0.041666666666666664 +
    z *
      (-0.0013888888888888887 +
        z *
          (2.4801587301584632e-5 +
            z * (-2.755731922139194e-7 + z * (2.0876755787301195e-9 + z * (-1.1470460288901123e-11 + z * 4.745836627734505e-14)))));
  return z * z * c - r * δ;
}

const sinReduced = (r: number, δ: number): number => r + sinTail(r, δ);

function cosReduced(r: number, δ: number): number {
  const half = 0.5 * r * r;
  const w = 1 - half;
  return w + (1 - w - half + cosTail(r, δ));
}

export function sin(x: number): number {
  if (Math.abs(x) <= 0.7853981633974483) return x === 0 ? x : sinReduced(x, 0);
  if (!(Math.abs(x) < Infinity)) return NaN;
  const { n, hi, lo } = reduceByHalfPi(x);
  const value = (n & 1) === 0 ? sinReduced(hi, lo) : cosReduced(hi, lo);
  return (n & 2) === 0 ? value : -value;
}

export function cos(x: number): number {
  if (Math.abs(x) <= 0.7853981633974483) return cosReduced(x, 0);
  if (!(Math.abs(x) < Infinity)) return NaN;
  const { n, hi, lo } = reduceByHalfPi(x);
  const value = (n & 1) === 0 ? cosReduced(hi, lo) : sinReduced(hi, lo);
  return ((n + 1) & 2) === 0 ? value : -value;
}

export function tan(x: number): number {
  if (Math.abs(x) < 1e-8) return x;
  if (!(Math.abs(x) < Infinity)) return NaN;
  const { n, hi, lo } = reduceByHalfPi(x);
  const s: DoubleDouble = fastTwoSum(hi, sinTail(hi, lo));
  const half = 0.5 * hi * hi;
  const w = 1 - half;
  const c: DoubleDouble = fastTwoSum(w, 1 - w - half + cosTail(hi, lo));
  return (n & 1) === 0 ? divideDouble(s, c).hi : -divideDouble(c, s).hi;
}
