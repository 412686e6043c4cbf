/**
 * xʸ = e^(y·log x) with log x and the product in double-double, so that the error of the exponent, which may be as
 * large as 709, does not show.
 *
 * log m for m in [√½, √2] by the nearest c = k/32: log c from a table, log(m/c) = 2 artanh((m − c)/(m + c)).
 */
import { exponentOf, mantissaOf } from './log.ts';
import { expWithTail } from './exp.ts';
import { type DoubleDouble, quickTwoSum, twoProduct, twoSum } from './double-double.ts';

/** log(k/32) for k = 22 … 46: high parts, then low parts. */
const LOG_HIGH: readonly number[] = [-0.3746934494414107, -0.33024168687057687, -0.2876820724517809, -0.24686007793152578, -0.2076393647782445, -0.16989903679539747, -0.13353139262452263, -0.09844007281325252, -0.06453852113757118, -0.0317486983145803, 0.0, 0.030771658666753687, 0.06062462181643484, 0.08961215868968714, 0.11778303565638346, 0.1451820098444979, 0.17185025692665923, 0.19782574332991987, 0.22314355131420976, 0.24783616390458127, 0.27193371548364176, 0.2954642128938359, 0.3184537311185346, 0.3409265869705932, 0.3629054936893685];
const LOG_LOW: readonly number[] = [3.9243112288632396e-18, 1.0828321637483858e-17, -2.607160616442564e-17, -1.361743371748368e-17, -1.2053243216686129e-17, 4.868008764439071e-19, 3.664457663660085e-18, 4.439009633675136e-18, 6.470486661692933e-18, -3.0382263084680858e-18, 0.0, 1.0431732029005968e-18, 2.6424025938726934e-18, -5.4268129336647135e-18, -1.1971685747593677e-18, 8.242418783022475e-18, -6.0224538210113705e-18, 1.2821194372980142e-17, -9.091270597324799e-18, -1.2432209578702523e-17, 7.83319637697442e-19, -2.16461086040599e-17, 2.7114779367326236e-17, 1.7467136443544747e-17, -2.1492361455310972e-17];
const LN2_HI = 0.6931471803691238, LN2_LO = 1.9082149292705877e-10, LN2_LOWEST = 1.1612227229362532e-26;

/** log x for a positive finite x, to about 70 bits. */
export function logDoubleDouble(x: number): DoubleDouble {
  const tiny = x < 2.2250738585072014e-308, y = tiny ? x * 18014398509481984 : x;
  const k = exponentOf(y) - (tiny ? 54 : 0), m = mantissaOf(y), j = Math.floor(m * 32 + 0.5), c = j / 32;
  const top = m - c, sum = twoSum(m, c), s = top / sum.hi;                        // m − c is exact
  const p = twoProduct(s, sum.hi), sLow = ((top - p.hi) - p.lo - s * sum.lo) / sum.hi;
  const z = s * s, series = s * z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9))));
  const a = twoSum(k * LN2_HI, LOG_HIGH[j - 22]), b = twoSum(a.hi, 2 * s);
  return quickTwoSum(b.hi, b.lo + a.lo + (k * LN2_LO + (LOG_LOW[j - 22] + (2 * sLow + series))) + k * LN2_LOWEST);
}

const isOdd = (y: number): boolean => Math.abs(y) < 9007199254740992 && Math.abs(y) % 2 === 1;

/** IEEE 754 special cases; a negative base needs an integer exponent. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (x !== x || y !== y) return NaN;
  const base = Math.abs(x), negative = (x < 0 || Object.is(x, -0)) && isOdd(y);
  if (base === 1 && Math.abs(y) === Infinity) return 1;
  if (Math.abs(y) === Infinity) return (base > 1) === (y > 0) ? Infinity : 0;
  if (base === 0 || base === Infinity) { const r = (base === 0) === (y > 0) ? 0 : Infinity; return negative ? -r : r; }
  if (x < 0 && Math.floor(y) !== y) return NaN;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  if (y === 0.5) return Math.sqrt(x);
  const l = logDoubleDouble(base), size = y * l.hi;
  let r: number;
  if (size > 710) r = Infinity;
  else if (size < -746) r = 0;
  else if (Math.abs(y) > 2 ** 900 || Math.abs(l.hi) < 2 ** -900) r = expWithTail(size, 0);
  else { const p = twoProduct(y, l.hi); r = expWithTail(p.hi, p.lo + y * l.lo); }
  return negative ? -r : r;
}
