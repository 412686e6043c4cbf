/**
 * erfinv, erfcinv and the normal quantile ndtri.
 *
 * Near the centre Halley's method on erf; in the tails Newton on log erfc(x) = log p, which is concave, so that the
 * iteration converges from any start. Each starts from a short asymptotic form.
 */
import { erf, erfc, erfcxPositive } from './erf.ts';
import { exp } from './exp.ts';
import { log } from './log.ts';

const HALF_ROOT_PI = 0.886226925452758;
const TWO_OVER_ROOT_PI = 1.1283791670955126;

/** x with erf x = y, |y| < 0.75. */
function centre(y: number): number {
  if (Math.abs(y) < 1e-9) return y * HALF_ROOT_PI + y * -3.8332932499128993e-17;
  const v = y * y;
  let x = y * (0.886226925452758 + v * (0.2320136665346545 + v * (0.1275561753055979 + v * 0.08655212924154753)));
  for (let i = 0; i < 3; i++) {
    const u = (erf(x) - y) / (TWO_OVER_ROOT_PI * exp(-x * x));
    x -= u / (1 + x * u);
  }
  return x;
}

/** x > 0 with erfc x = p, 0 < p ≤ 0.4. */
function tail(p: number): number {
  const logP = log(p);
  const w = -logP;
  let x = Math.sqrt(Math.max(0.3, w - 0.5 * log(3.141592653589793 * Math.max(w, 0.5))));
  for (let i = 0; i < 40; i++) {
    const scaled = erfcxPositive(x);
    const step = (log(scaled) - x * x - logP) * HALF_ROOT_PI * scaled;
    x += step;
    if (Math.abs(step) < 1e-9 * x) break;
  }
  const value = erfc(x);
  return value > 1e-290 ? x + ((value - p) / value) * (HALF_ROOT_PI * erfcxPositive(x)) : x;
}

export function erfinv(y: number): number {
  const size = Math.abs(y);
  if (!(size <= 1)) return NaN;
  if (size === 1) return y < 0 ? -Infinity : Infinity;
  if (size < 0.75) return y === 0 ? y : centre(y);
  const value = tail(1 - size); // exact for |y| ≥ ½
  return y < 0 ? -value : value;
}

export function erfcinv(p: number): number {
  if (!(p >= 0 && p <= 2)) return NaN;
  if (p === 0) return Infinity;
  if (p === 2) return -Infinity;
  if (p < 0.25) return tail(p);
  return p > 1.75 ? -tail(2 - p) : p < 0.5 ? tail(p) : centre(1 - p);
}

const ROOT_TWO = 1.4142135623730951;

/** The x with Φ(x) = p. */
export function ndtri(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  if (p >= 0.25 && p <= 0.75) return ROOT_TWO * centre(2 * p - 1);
  return p < 0.5 ? -ROOT_TWO * tail(2 * p) : ROOT_TWO * tail(2 * (1 - p));
}
