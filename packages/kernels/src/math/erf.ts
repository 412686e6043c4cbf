/**
 * Error functions. erfcx(x) = e^(x²) erfc(x) is smooth in t = 2/(2 + x): one Chebyshev series serves all x ≥ 0, and
 * e^(−x²) is computed with x² split, so that the tails keep their digits.
 *
 * Schonfelder (1978), "Chebyshev expansions for the error and related functions", for the variable; coefficients
 * computed to 60 digits.
 */
import { truncated } from './bits.ts';
import { exp, expWithTail } from './exp.ts';
import { log } from './log.ts';
import { log1p } from './log1p.ts';

const CHEBYSHEV: readonly number[] = [0.5770337386164697, 0.3554369212704985, 0.06509515882878653, 0.003671142395836639, -0.0011128447433526325, -0.0001607582991537808, 3.278031574173137e-05, 5.442441645505016e-06, -1.5154665553171482e-06, -1.4297608181169865e-07, 8.234608827419493e-08, -1.2962846852306563e-09, -4.154721631015199e-09, 6.347058278362811e-10, 1.4320822712256225e-10, -6.160390105204585e-11, 2.0612138554721698e-12, 3.5714931488477042e-12, -8.586422843251796e-13, -6.14560021379063e-14, 7.418725748596617e-14, -1.2895042755032325e-14, -2.358726385710632e-15, 1.5729349381685912e-15, -2.2782966239546465e-16, -6.31233045075643e-17, 3.5916763531814925e-17, -5.049809149847729e-18, -1.5324541113154899e-18, 8.90334528899061e-19];
const TWO_OVER_ROOT_PI = 1.1283791670955126, TWO_OVER_ROOT_PI_LOW = 1.533545961316588e-17;
const ROOT_HALF = 0.7071067811865476, ROOT_HALF_LOW = -4.833646656726457e-17;

/** e^(x²) erfc(x) for x ≥ 0 */
export function erfcx(x: number): number {
  const t = 2 / (2 + x), y = 4 * t - 2; // twice the Chebyshev variable
  let b = 0, c = 0;
  for (let k = CHEBYSHEV.length - 1; k > 0; k--) { const d = y * b - c + CHEBYSHEV[k]; c = b; b = d; }
  return t * (0.5 * y * b - c + CHEBYSHEV[0]);
}

/** e^(−s·x²) for s = 1 or ½, x² taken exactly. */
export function expMinusSquare(x: number, s: number): number {
  const h = truncated(x), l = x - h;
  return expWithTail(-s * (h * h), 0) * exp(-s * (l * (x + h)));
}

/** erf x for |x| < 0.66: 2/√π Σ (−1)ⁿ x²ⁿ⁺¹/(n!(2n + 1)) */
function series(x: number): number {
  const z = x * x;
  let s = 0;
  for (let n = 15, f = 1307674368000; n >= 1; f /= n, n--) s = z * ((n % 2 === 0 ? 1 : -1) / (f * (2 * n + 1)) + s);
  return TWO_OVER_ROOT_PI * x + (TWO_OVER_ROOT_PI * x * s + TWO_OVER_ROOT_PI_LOW * x);
}

export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.66) return x === 0 ? x : series(x);
  if (a !== a) return x;
  const y = a > 6 ? 1 : 1 - expMinusSquare(a, 1) * erfcx(a);
  return x < 0 ? -y : y;
}
/** 1 − erf x, with all its digits in the right tail. */
export function erfc(x: number): number {
  if (x !== x) return x;
  if (Math.abs(x) < 0.5) return 1 - series(x);
  if (x > 27.3) return 0;
  return x > 0 ? expMinusSquare(x, 1) * erfcx(x) : x < -6 ? 2 : 2 - expMinusSquare(-x, 1) * erfcx(-x);
}

/** Φ, the standard normal distribution function. */
export function ndtr(x: number): number {
  if (x > -0.7) return 0.5 * erfc(-x * ROOT_HALF);
  if (x < -38.6) return x !== x ? x : 0;
  return 0.5 * expMinusSquare(x, 0.5) * erfcx(-x * ROOT_HALF);
}
/** log Φ, with all its digits in both tails. */
export function logNdtr(x: number): number {
  if (x !== x) return x;
  if (x > -1) return log1p(-ndtr(-x));
  return x === -Infinity ? x : log(0.5 * erfcx(-x * ROOT_HALF)) - 0.5 * x * x;
}

/** A first guess to 3 digits: Winitzki (2008). `l` is log(1 − p²). */
function guess(l: number): number {
  const t = 4.330746750799873 + 0.5 * l; // 2/(π·0.147)
  return Math.sqrt(Math.sqrt(t * t - l / 0.147) - t);
}
/** Inverse of erf on [−1, 1]: two steps of Halley's method on the better conditioned of erf and erfc. */
export function erfinv(p: number): number {
  const a = Math.abs(p);
  if (!(a < 1)) return a === 1 ? p * Infinity : NaN;
  if (a < 1e-8) return p * 0.886226925452758;
  const q = 1 - a; // exact for a ≥ ½
  let x = guess(log1p(-a * a) === 0 ? -a * a : a > 0.5 ? log(q) + log1p(a) : log1p(-a * a));
  for (let i = 0; i < 3; i++) {
    const residual = a > 0.5 ? q - erfc(x) : erf(x) - a, step = residual / (TWO_OVER_ROOT_PI * expMinusSquare(x, 1));
    x -= step / (1 + x * step);
  }
  return p < 0 ? -x : x;
}
/** Inverse of erfc on [0, 2]. */
export function erfcinv(q: number): number {
  if (!(q > 0 && q < 2)) return q === 0 ? Infinity : q === 2 ? -Infinity : NaN;
  if (q > 0.5) return q > 1.5 ? -erfcinv(2 - q) : erfinv(1 - q);
  let x = guess(log(q) + log1p(1 - q));
  for (let i = 0; i < 4; i++) {
    // on the logarithm, which is nearly a parabola: far tails converge too
    const e = erfcx(x), difference = log(e) - x * x - log(q), slope = -TWO_OVER_ROOT_PI / e;
    if (x < 3) { const step = (q - expMinusSquare(x, 1) * e) / (TWO_OVER_ROOT_PI * expMinusSquare(x, 1)); x -= step / (1 + x * step); }
    else { const step = difference / slope; x -= step / (1 - 0.5 * step * (2 * x + slope)); }
  }
  return x;
}
/** Φ⁻¹, the standard normal quantile. */
export function ndtri(p: number): number {
  return p > 0.25 && p < 0.75 ? 1.4142135623730951 * erfinv(2 * p - 1) : p < 0.5 ? -1.4142135623730951 * erfcinv(2 * p) : 1.4142135623730951 * erfcinv(2 * (1 - p));
}
/** √½ to 106 bits, for those who scale arguments themselves. */
export const ROOT_HALF_PARTS: readonly [number, number] = [ROOT_HALF, ROOT_HALF_LOW];
