/**
 * x^y = exp(y log x), log x in two words from a table: within 1 ulp over the whole range.
 * The special cases are those of IEEE 754-2019, 9.2.1: pow(x, ±0) = 1 and pow(1, y) = 1 even for NaN.
 */
import { ABOVE_ROOT_HALF, highWordOf, scaleByPowerOfTwo } from './binary64.ts';
import { productError } from './double-double.ts';
import { INVERSE_LN2, LN2_HIGH, LN2_LOW, ROUNDER, tailOf } from './exp.ts';
import { FIRST_ROW, LN2_CUT, LN2_REST, logRows, logTail, ROW_LENGTH, ROW_SHIFT } from './log-table.ts';

export function pow(x: number, y: number): number {
  if (x > 0 && x < Infinity && y - y === 0)
    return y === 2 ? x * x : y === 1 ? x : y === 0.5 ? Math.sqrt(x) : y === -1 ? 1 / x : powPositive(x, y);
  return powSpecial(x, y);
}

/** x ≤ 0, or one of them infinite or NaN. */
function powSpecial(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (x !== x || y !== y) return NaN;
  const odd = Math.floor(y) === y && Math.abs(y) < 9007199254740992 && y % 2 !== 0;
  const size = Math.abs(x);
  if (y === Infinity || y === -Infinity) return size === 1 ? 1 : size > 1 === y > 0 ? Infinity : 0;
  if (size === 0 || size === Infinity) {
    const magnitude = (size === 0) === y > 0 ? 0 : Infinity;
    return odd && (x < 0 || 1 / x < 0) ? -magnitude : magnitude;
  }
  if (Math.floor(y) !== y) return NaN;
  const magnitude = pow(size, y);
  return odd ? -magnitude : magnitude;
}

/** x + TO_25_BITS − TO_25_BITS is a multiple of 2⁻²⁵. */
const TO_25_BITS = 201326592;
const TWO_54 = 18014398509481984;

function powPositive(x: number, y: number): number {
  const rows = logRows();
  const subnormal = x < 2.2250738585072014e-308;
  const normal = subnormal ? x * TWO_54 : x;
  const high = highWordOf(normal);
  const e = ((high + ABOVE_ROOT_HALF) >> 20) - 1023;
  const m = scaleByPowerOfTwo(normal, -e);
  const k = subnormal ? e - 54 : e;
  const row = ((high - (e << 20) - FIRST_ROW) >> ROW_SHIFT) * ROW_LENGTH;
  // log x in two words
  const r = rows[row];
  const upper = m + TO_25_BITS - TO_25_BITS;
  const z1 = r * upper - 1;
  const z2 = r * (m - upper);
  const z = z1 + z2; // exact, all of them, and z₁²
  const half = 0.5 * z1 * z1;
  const a = z - half;
  const low = z - a - half + (z * z * z * logTail(z) - 0.5 * z2 * (z + z1));
  const base = k * LN2_CUT + rows[row + 1];
  const b = base + a; // base is exact, and 0 or larger than a
  const rest = base - b + a + (low + (k * LN2_REST + rows[row + 2]));
  const log = b + rest;
  const logLow = b - log + rest;
  const p = y * log;
  if (!(p < 720)) return Infinity;
  if (p < -760) return 0;
  if (p < 1e-17 && p > -1e-17) return 1 + p;
  // e^p (1 + tail)
  const tail = productError(y, log, p) + y * logLow;
  const n = p * INVERSE_LN2 + ROUNDER - ROUNDER;
  const first = p - n * LN2_HIGH;
  const second = n * LN2_LOW;
  const q = first - second;
  const hi = 1 + q;
  const lo = 1 - hi + q + (q * q * tailOf(q) + (first - q - second));
  return scaleByPowerOfTwo(hi + (lo + (hi + lo) * tail), n);
}
