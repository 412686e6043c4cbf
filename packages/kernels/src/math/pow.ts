/**
 * x^y = exp(y log x) with log x in double-double: within 1 ulp over the whole range.
 * The special cases are those of IEEE 754-2019, 9.2.1: pow(x, ±0) = 1 and pow(1, y) = 1 even for NaN.
 */
import { scaleByPowerOfTwo } from './binary64.ts';
import { productError } from './double-double.ts';
import { expParts } from './exp.ts';
import { logDouble } from './log-double.ts';

export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (x !== x || y !== y) return NaN;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  const odd = Math.floor(y) === y && Math.abs(y) < 9007199254740992 && y % 2 !== 0;
  const size = Math.abs(x);
  if (y === Infinity || y === -Infinity) return size === 1 ? 1 : (size > 1) === (y > 0) ? Infinity : 0;
  if (size === 0 || size === Infinity) {
    const magnitude = (size === 0) === (y > 0) ? 0 : Infinity;
    return odd && (x < 0 || 1 / x < 0) ? -magnitude : magnitude;
  }
  if (x < 0 && Math.floor(y) !== y) return NaN;
  const magnitude = y === 0.5 ? Math.sqrt(size) : powPositive(size, y);
  return x < 0 && odd ? -magnitude : magnitude;
}

function powPositive(x: number, y: number): number {
  if (x === 1) return 1;
  const log = logDouble(x);
  const rough = y * log.hi;
  if (rough > 720) return Infinity;
  if (rough < -760) return 0;
  if (Math.abs(rough) < 1e-300) return 1 + rough;
  const product = y * log.hi;
  const low = productError(y, log.hi, product) + y * log.lo;
  const { k, hi, lo } = expParts(product, low);
  return k > 1023 ? scaleByPowerOfTwo(hi + lo, k - 1) * 2 : scaleByPowerOfTwo(hi + lo, k);
}
