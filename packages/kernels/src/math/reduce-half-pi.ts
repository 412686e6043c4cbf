/**
 * x modulo π/2 as hi + lo with |hi| ≤ π/4, and the quadrant, for any finite x.
 *
 * Up to 2^20 quadrants by π/2 in parts of 33 bits, whose multiples are exact (Cody and Waite); beyond by the digits
 * of 2/π that matter, in integer arithmetic (Payne and Hanek, 1983).
 */
import { twoProduct, twoSum } from './double-double.ts';
import { highWord } from './bits.ts';

const [P1, P2, P3, P4] = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32] as const;
const TWO_OVER_PI = 0.6366197723675814;
/** ⌊2^1216·2/π⌋ */
const DIGITS = 0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babn;
const BITS = 1216;

export interface Reduced { readonly quadrant: number; readonly hi: number; readonly lo: number }

export function reduceHalfPi(x: number): Reduced {
  const n = Math.floor(x * TWO_OVER_PI + 0.5);
  if (Math.abs(n) > 1048576) return reduceHuge(x);
  const a = twoSum(x - n * P1, -n * P2), b = twoSum(a.hi, -n * P3), rest = (a.lo + b.lo) - n * P4, hi = b.hi + rest;
  return { quadrant: n & 3, hi, lo: (b.hi - hi) + rest };
}

function reduceHuge(x: number): Reduced {
  const size = Math.abs(x), exponent = ((highWord(size) >>> 20) & 0x7ff) - 1075, mantissa = BigInt(size / 2 ** Math.min(exponent, 970) / 2 ** Math.max(0, exponent - 970));
  const shift = BigInt(BITS - exponent), product = mantissa * DIGITS;
  let quadrant = Number((product >> shift) & 3n), fraction = product & ((1n << shift) - 1n), sign = 1;
  if (fraction >> (shift - 1n) === 1n) { fraction = (1n << shift) - fraction; quadrant = (quadrant + 1) & 3; sign = -1; }
  // the fraction to 107 bits: 53 significant ones, then the next
  const length = fraction.toString(2).length, keep = BigInt(Math.max(0, length - 53)), top = fraction >> keep, below = fraction - (top << keep);
  const unit = length - 53 - Number(shift), f = Number(top) * 2 ** unit, g = length > 106 ? Number(below >> BigInt(length - 106)) * 2 ** (unit - 53) : Number(below) * 2 ** -Number(shift);
  const p = twoProduct(f, 1.5707963267948966), lo = p.lo + (f * 6.123233995736766e-17 + g * 1.5707963267948966), hi = p.hi + lo, rest = (p.hi - hi) + lo;
  if (x < 0) { sign = -sign; quadrant = (4 - quadrant) & 3; }
  return { quadrant, hi: sign * hi, lo: sign * rest };
}
