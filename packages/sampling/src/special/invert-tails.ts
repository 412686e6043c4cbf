/**
 * The quantile from the tails: Newton's method on the logarithm of the smaller tail, kept inside a bracket.
 *
 *   x ← x − log(T(x)/p)·T/T′,   T the tail that is asked for, T′ = ±f
 *
 * On the logarithm, power-law and exponential tails are nearly straight lines, so probabilities down to 1e-300 take
 * few steps. Where a step leaves the bracket it is halved, geometrically when the bracket spans magnitudes.
 */
import { math } from '@adjoint/kernels';
import type { Tails } from './tails.ts';

export interface Invertible {
  readonly tails: (x: number) => Tails;
  readonly logpdf: (x: number) => number;
  /** Ends of the support. */
  readonly lower: number;
  readonly upper: number;
}

/** log(t/p), exact to the last digits where t ≈ p. */
export function logRatio(t: number, logT: number, p: number): number {
  return t > 1e-290 && Math.abs(t - p) < 0.5 * p ? math.log1p((t - p) / p) : logT - math.log(p);
}

/**
 * x with P(X ≤ x) = p (`upper` false) or P(X > x) = p (`upper` true).
 *
 * @param guess a first x inside of the support; a good one saves steps, a bad one does no harm
 */
export function invertTails(d: Invertible, p: number, upper: boolean, guess: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return (p === 1) === upper ? d.lower : d.upper;
  if (p > 0.5) return invertTails(d, 1 - p, !upper, guess); // exact
  let low = d.lower;
  let high = d.upper;
  let x = guess > low && guess < high ? guess : middle(low, high);
  for (let k = 0; k < 400; k++) {
    const t = d.tails(x);
    const tail = upper ? t.upper : t.lower;
    const logTail = upper ? t.logUpper : t.logLower;
    const residual = logRatio(tail, logTail, p);
    if (residual === 0) return x;
    if (residual > 0 === upper) low = x;
    else high = x;
    const step = residual * math.exp(logTail - d.logpdf(x));
    let next = upper ? x + step : x - step;
    // far from the end of a power law a straight line in log x is the better model
    if (d.lower === 0 && Math.abs(step) > 0.2 * x) next = x * math.exp(Math.max(-60, Math.min(60, (upper ? step : -step) / x)));
    // a step of nothing far from the goal comes from a slope that drowned in rounding
    const still = Math.abs(next - x) <= 1.2e-16 * Math.abs(next);
    if (still && Math.abs(residual) < 1e-6) return next;
    if (still || !(next > low && next < high)) next = middle(low, high);
    if (next === x || next === low || next === high) return next;
    x = next;
  }
  return x;
}

function middle(low: number, high: number): number {
  if (low === -Infinity) return high === Infinity ? 0 : high > 1 ? -1 : high < 0 ? 2 * high : high - 1;
  if (high === Infinity) return low > 0 ? 2 * low : low < -1 ? 1 : low + 1;
  if (low >= 0 && high > 4 * low) return Math.sqrt(Math.max(low, 5e-324)) * Math.sqrt(high);
  return low + 0.5 * (high - low);
}

/**
 * The smallest integer k in [lower, upper] with F(k) ≥ p, or with 1 − F(k) ≤ p (`above`), by bisection from a guess.
 */
export function invertSteps(
  cdf: (k: number) => number,
  sf: (k: number) => number,
  lower: number,
  upper: number,
  p: number,
  above: boolean,
  guess: number,
): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === (above ? 1 : 0)) return lower;
  if (p === (above ? 0 : 1)) return upper;
  const enough = above
    ? p > 0.5
      ? (k: number) => cdf(k) >= 1 - p
      : (k: number) => sf(k) <= p
    : p > 0.5
      ? (k: number) => sf(k) <= 1 - p
      : (k: number) => cdf(k) >= p;
  let low = lower - 1;
  let high = Math.min(upper, Math.max(lower, Math.floor(guess) || lower));
  let step = 1;
  while (high < upper && !enough(high)) {
    low = high;
    high = Math.min(upper, high + step);
    step *= 2;
  }
  step = 1;
  while (high - step > low && enough(high - step)) {
    high -= step;
    step *= 2;
  }
  low = Math.max(low, high - step);
  while (high - low > 1) {
    const k = low + Math.floor((high - low) / 2);
    if (k <= low || k >= high) break; // neighbouring doubles beyond 2⁵³
    if (enough(k)) high = k;
    else low = k;
  }
  return high;
}
