/**
 * log x with about 64 bits, as hi + lo: what x^y and Γ(x) need before the exponential magnifies the error.
 *
 *   log x = k·ln 2 + 2s + 2s³/3 + 2s⁵/5 + …,  s = (m − 1)/(m + 1), s, s² and the factor 2/3 + … in two words
 */
import { exponentOf, scaleByPowerOfTwo } from './binary64.ts';
import { productError, type DoubleDouble } from './double-double.ts';

const LN2 = 0.6931471805599453;
const LN2_LOW = 2.3190468138462996e-17;
const TWO_THIRDS = 0.6666666666666666;
const TWO_THIRDS_LOW = 3.700743415417188e-17;

/** @param x positive and finite */
export function logDouble(x: number): DoubleDouble {
  const k = exponentOf(x);
  const m = scaleByPowerOfTwo(x, -k);
  const f = m - 1;
  const d = 1 + m;
  const dLow = m - (d - 1);
  // s = f / (d + dLow)
  const s = f / d;
  const p = s * d;
  const sLow = (f - p - productError(s, d, p) - s * dLow) / d;
  // z = s²
  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  // factor = 2/3 + 2z/5 + 2z²/7 + …
  const t =
    z *
    (0.4 +
      z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21 + z * (2 / 23))))))))));
  const factor = TWO_THIRDS + t;
  const factorLow = TWO_THIRDS - factor + t + (TWO_THIRDS_LOW + 0.4 * zLow);
  // cubic = s z factor
  const sz = s * z;
  const szLow = productError(s, z, sz) + (s * zLow + sLow * z);
  const cubic = sz * factor;
  const cubicLow = productError(sz, factor, cubic) + (sz * factorLow + szLow * factor);
  const log = 2 * s + cubic;
  const logLow = 2 * s - log + cubic + (2 * sLow + cubicLow);
  if (k === 0) {
    const hi = log + logLow;
    return { hi, lo: log - hi + logLow };
  }
  const base = k * LN2;
  const baseLow = productError(k, LN2, base) + k * LN2_LOW;
  const sum = base + log; // |base| > |log|
  const low = base - sum + log + (baseLow + logLow);
  const hi = sum + low;
  return { hi, lo: sum - hi + low };
}
