/**
 * erf, erfc, scaled erfcx, and the normal distribution function built on them.
 *
 *   erf x  = x + x E(x²)                                         |x| < 0.9
 *   erfcx x = e^{x²} erfc x = C(t)/(1 + 2x),  t = (x − 3.75)/(x + 3.75)   x ≥ 0
 *
 * Shepherd & Laframboise (1981), "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞"; coefficients
 * computed anew. e^{−x²} takes x² in two words.
 */
import { scaleByPowerOfTwo } from './binary64.ts';
import { twoProduct } from './double-double.ts';
import { expParts } from './exp.ts';
import { log } from './log.ts';
import { log1p } from './log1p.ts';
import { chebyshev, polynomial } from './polynomial.ts';

export const ERF: readonly number[] = [
  0.1283791670955126, -0.37612638903183754, 0.11283791670955091, -0.026866170645122176, 0.0052239776253169045, -0.0008548327013152071,
  0.00012055332437820462, -1.4925631077935415e-5, 1.6461645588035636e-6, -1.6357990997086083e-7, 1.4717767220704988e-8,
  -1.1624674179808671e-9, 6.436099094010606e-11,
];
export const ERFCX: readonly number[] = [
  1.1775789345674017, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753, 0.009074997670705265,
  -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-5, 4.13902798607301e-6, 7.74038306619849e-7, -2.1886401049234397e-7,
  1.076499946567091e-8, 4.521959811218287e-9, -7.754400208831351e-10, -6.318088340886684e-11, 2.86879501093067e-11, 1.9455868545777347e-13,
  -9.65469674843344e-13, 3.25254814814874e-14, 3.3478119482868056e-14, -1.864562880419313e-15, -1.2507950530688648e-15,
  7.418235256624044e-17, 5.068148904796111e-17, -2.2370566594359995e-18,
];

/** e^{x²} erfc x for x ≥ 0. */
export function erfcxPositive(x: number): number {
  if (x > 1e16) return 0.5641895835477563 / x; // 1/(x√π)
  return chebyshev(ERFCX, (x - 3.75) / (x + 3.75)) / (1 + 2 * x);
}

/** e^(−factor·x²) · y, factor 1 or ½: the square keeps its rounding error. */
function timesGaussian(x: number, factor: 1 | 0.5, y: number): number {
  const square = twoProduct(x, x);
  if (square.hi * factor > 760) return 0;
  const { k, hi, lo } = expParts(-square.hi * factor, -square.lo * factor);
  return scaleByPowerOfTwo((hi + lo) * y, k);
}

/** x E(x²): erf x − x */
const erfTail = (x: number): number => x * polynomial(ERF, x * x);

export function erf(x: number): number {
  const size = Math.abs(x);
  if (x === 0 || x !== x) return x;
  if (size < 0.9) return x + erfTail(x);
  const value = size > 6 ? 1 : 1 - timesGaussian(size, 1, erfcxPositive(size));
  return x < 0 ? -value : value;
}

export function erfc(x: number): number {
  if (x !== x) return x;
  if (x < -6) return 2;
  if (x > 28) return 0;
  if (x < 0.5 && x > -0.9) return x < 0.25 ? 1 - (x + erfTail(x)) : 0.5 - (x - 0.5 + erfTail(x));
  return x < 0 ? 2 - timesGaussian(x, 1, erfcxPositive(-x)) : timesGaussian(x, 1, erfcxPositive(x));
}

const ROOT_HALF = 0.7071067811865476;

/** Φ(x), the standard normal distribution function; relative accuracy in the lower tail too. */
export function ndtr(x: number): number {
  if (x !== x) return x;
  if (x > -1 && x < 1) return 0.5 + 0.5 * erf(x * ROOT_HALF);
  if (x > 9) return 1;
  if (x < -39) return 0;
  const tail = 0.5 * erfcxPositive(Math.abs(x) * ROOT_HALF);
  return x < 0 ? timesGaussian(x, 0.5, tail) : 1 - timesGaussian(x, 0.5, tail);
}

/** log Φ(x), finite down to x ≈ −1.3e154. */
export function logNdtr(x: number): number {
  if (x !== x) return x;
  if (x > -1) return log1p(-ndtr(-x));
  return log(0.5 * erfcxPositive(-x * ROOT_HALF)) - 0.5 * x * x;
}
