/**
 * log x with about 68 bits, as hi + lo: what x^y and Γ(x) need before the exponential magnifies the error.
 *
 *   log x = k·ln 2 + 2s + 2s³/3 + 2s⁵/5 + …,  s = (m − 1)/(m + 1), the first two terms in double-double
 */
import { exponentOf, scaleByPowerOfTwo } from './binary64.ts';
import { addDouble, divideDouble, multiplyDouble, twoProduct, twoSum, type DoubleDouble } from './double-double.ts';
import { polynomial } from './polynomial.ts';

const LN2: DoubleDouble = { hi: 0.6931471805599453, lo: 2.3190468138462996e-17 };
const TWO_THIRDS: DoubleDouble = { hi: 0.6666666666666666, lo: 3.700743415417188e-17 };
/** 2/(2j + 5), the series from s⁵ on. */
const SERIES = [0.4, 2 / 7, 2 / 9, 2 / 11, 2 / 13, 2 / 15, 2 / 17, 2 / 19, 2 / 21, 2 / 23, 2 / 25, 2 / 27, 2 / 29];

/** @param x positive and finite */
export function logDouble(x: number): DoubleDouble {
  const k = exponentOf(x);
  const m = scaleByPowerOfTwo(x, -k);
  const s = divideDouble({ hi: m - 1, lo: 0 }, twoSum(m, 1));
  const z = multiplyDouble(s, s);
  const tail = twoProduct(z.hi, polynomial(SERIES, z.hi));
  const factor = addDouble(TWO_THIRDS, { hi: tail.hi, lo: tail.lo + z.lo * 0.4 - z.hi * 2.2204460492503132e-17 });
  const cubic = multiplyDouble(multiplyDouble(s, z), factor);
  const log = addDouble({ hi: 2 * s.hi, lo: 2 * s.lo }, cubic);
  const base = twoProduct(k, LN2.hi);
  return addDouble({ hi: base.hi, lo: base.lo + k * LN2.lo }, log);
}
