/**
 * x = n·π/2 + (hi + lo), |hi| ≤ π/4, n modulo 4: exact reduction of any finite argument.
 *
 *   |x| < 1.6e6: π/2 in parts of 33 bits, n times each is exact (Cody & Waite 1980, four parts)
 *   larger:      x times 1216 bits of 2/π in integers (Payne & Hanek 1983)
 */
import { multiplyDouble, twoSum, type DoubleDouble } from './double-double.ts';

const PART_1 = 1.5707963267341256;
const PART_2 = 6.077100506303966e-11;
const PART_3 = 2.0222662487111665e-21;
const PART_4 = 8.4784276603689e-32;
const TWO_OVER_PI = 0.6366197723675814;
const ROUNDER = 6755399441055744;

export interface Reduced {
  readonly n: number;
  readonly hi: number;
  readonly lo: number;
}

export function reduceByHalfPi(x: number): Reduced {
  if (Math.abs(x) > 1.6e6) return reduceLarge(x);
  const n = x * TWO_OVER_PI + ROUNDER - ROUNDER;
  const a = x - n * PART_1;
  const b = twoSum(a, -n * PART_2);
  const c = twoSum(b.hi, -n * PART_3);
  const low = b.lo + (c.lo - n * PART_4);
  const hi = c.hi + low;
  return { n: n & 3, hi, lo: c.hi - hi + low };
}

/** ⌊2/π · 2¹²¹⁶⌋ */
const TWO_OVER_PI_BITS =
  0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babn;
const BITS = 1216;

function reduceLarge(x: number): Reduced {
  let size = Math.abs(x);
  let exponent = 0;
  while (size >= 9007199254740992) {
    size /= 2048;
    exponent += 11;
  }
  while (Math.floor(size) !== size) {
    size *= 2;
    exponent--;
  }
  const shift = BigInt(BITS - exponent);
  const product = BigInt(size) * TWO_OVER_PI_BITS;
  const one = 1n << shift;
  let n = Number((product >> shift) & 3n);
  let fraction = product & (one - 1n);
  if (fraction * 2n > one) {
    fraction -= one;
    n = (n + 1) & 3;
  }
  // 200 fractional bits hold two doubles even at the worst cancellation of a float64 (2⁻⁶²)
  const scaled = shift > 200n ? fraction >> (shift - 200n) : fraction << (200n - shift);
  const high = Number(scaled);
  const low = Number(scaled - BigInt(high));
  const scale = 6.223015277861142e-61; // 2⁻²⁰⁰
  const f1 = high * scale;
  const f2 = low * scale;
  const { hi, lo } = multiplyDouble({ hi: f1, lo: f2 }, HALF_PI);
  return x < 0 ? { n: (4 - n) & 3, hi: -hi, lo: -lo } : { n, hi, lo };
}

const HALF_PI: DoubleDouble = { hi: 1.5707963267948966, lo: 6.123233995736766e-17 };
