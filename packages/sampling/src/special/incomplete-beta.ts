/**
 * The regularised incomplete beta function I_x(a, b) and its complement, both with all their digits.
 *
 * With the weight W = x^a y^b/B(a, b), computed for the smaller of the two tails:
 *   one large, the other ≤ 1, away from the end where that has its mass: `unequalBetaTails`
 *   a, b > 1      the fraction of DiDonato and Morris, whose terms are positive until it has converged
 *   b·x small     (or a small: then rounding in the sum hardly matters) the power series x^a/(aB)·(1 + a Σ (1−b)…(n−b)/n!·xⁿ/(a+n))
 *   otherwise     the fraction of DLMF 8.17.22
 * and where the tail so found is close to 1 (tiny a), its logarithm, so that the complement keeps its digits.
 *
 * DiDonato and Morris (1992), "Significant digit computation of the incomplete beta function ratios".
 */
import { math } from '@adjoint/kernels';
import { LEAST_LARGE, unequalBetaTails } from './beta-of-unequal.ts';
import { betaWeight } from './beta-weight.ts';
import { logWeight, weightValue } from './gamma-weight.ts';
import { lgamma1p } from './lgamma1p.ts';
import { EVERYTHING, NOTHING, type Tails, UNDEFINED, swapTails, tailsFromLog, tailsFromLower } from './tails.ts';
import { type Wide, addWide, timesWide } from './wide.ts';

/** @param x in [0, 1]; @param y 1 − x, both in two doubles so that neither loses digits near 0 */
export function betaTails(a: number, b: number, x: Wide, y: Wide): Tails {
  if (!(a > 0 && b > 0) || x[0] !== x[0]) return UNDEFINED;
  if (!(x[0] > 0)) return NOTHING;
  if (!(y[0] > 0)) return EVERYTHING;
  if (b <= 1 && a >= LEAST_LARGE && a * y[0] > 0.7 && x[0] > 0.7) return unequalBetaTails(a, b, x);
  if (a <= 1 && b >= LEAST_LARGE && b * x[0] > 0.7 && y[0] > 0.7) return swapTails(unequalBetaTails(b, a, y));
  // with a tiny exponent the mass sits at one end: the other tail is then taken directly from nearer to that end on
  const large = a > 1 && b > 1;
  const edge = large ? a / (a + b) : b < 0.003 ? 1 - reach(b, a) : a < 0.003 ? reach(a, b) : (a + 1) / (a + b + 2);
  return x[0] <= edge ? smaller(a, b, x, y, large) : swapTails(smaller(b, a, y, x, large));
}

/** How far from the end where a tiny exponent a has its mass the power series there is taken. */
const reach = (a: number, b: number): number => (b >= LEAST_LARGE ? 0.7 / b : (0.4 * (a + 1)) / (a + b + 2));

function smaller(a: number, b: number, x: Wide, y: Wide, large: boolean): Tails {
  const bySeries = !large && x[0] <= 0.7 && (b <= 1 || b * x[0] <= (a < 0.1 ? 4 : 0.7));
  const excess = bySeries ? powerSeries(a, b, x[0]) : 0;
  const sum = large ? positiveFraction(a, b, x, y) : bySeries ? 1 + excess : fraction(a, b, x[0]);
  const weight = betaWeight(a, b, x, y);
  // the series lacks y^b, the two others do not
  const scale = bySeries ? (math.exp(-b * math.log1p(-x[0])) * sum) / a : large ? sum : sum / a;
  const lower = weightValue(weight) * scale;
  if (lower < 0.7) return tailsFromLower(lower, logWeight(weight) + math.log(scale));
  return tailsFromLog(
    a * math.log(x[0]) +
      (bySeries ? 0 : b * math.log1p(-x[0])) +
      (logGammaStep(b, a) - lgamma1p(a)) +
      (bySeries ? math.log1p(excess) : math.log(large ? sum * a : sum)),
  );
}

/** log Γ(b + a) − log Γ(b); for small a/b by Taylor's series, so that nothing cancels */
function logGammaStep(b: number, a: number): number {
  if (a > 0.05 * b) return math.lgamma(a + b) - math.lgamma(b);
  let sum = 0;
  let power = a;
  for (let k = 1; k <= 12; k++) {
    sum += power * math.polygamma(k - 1, b);
    power *= a / (k + 1);
  }
  return sum;
}

/** a Σ (1−b)(2−b)…(n−b)/n!·xⁿ/(a+n) */
function powerSeries(a: number, b: number, x: number): number {
  let c = 1;
  let sum = 0;
  for (let n = 1; n < 2000; n++) {
    c *= ((n - b) / n) * x;
    const term = c / (a + n);
    sum += term;
    if (Math.abs(term) <= 1e-18 * Math.abs(1 / a + sum)) break;
  }
  return a * sum;
}

/** DLMF 8.17.22 by the modified method of Lentz; I = W·fraction/a. */
function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (d === 0 ? tiny : d);
  let h = d;
  for (let m = 1; m < 1e6; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + even * d;
    c = 1 + even / c;
    d = 1 / (d === 0 ? tiny : d);
    h *= d * (c === 0 ? tiny : c);
    d = 1 + odd * d;
    c = 1 + odd / c;
    d = 1 / (d === 0 ? tiny : d);
    const factor = d * (c === 0 ? tiny : c);
    h *= factor;
    if (Math.abs(factor - 1) < 2.3e-16) break;
  }
  return h;
}

/** 1/(β₀ + α₁/(β₁ + α₂/(β₂ + …))), I = W·fraction, for x ≤ a/(a + b). Equation (14) of the paper. */
function positiveFraction(a: number, b: number, [x, xLow]: Wide, [y, yLow]: Wide): number {
  const λ = addWide(timesWide([y, yLow], a), timesWide([x, xLow], -b))[0];
  const β = (n: number): number =>
    n + (n === 0 ? 0 : (n * (b - n) * x) / (a + 2 * n - 1)) + ((a + n) / (a + 2 * n + 1)) * (λ + 1 + n * (1 + y));
  let c = β(0);
  let d = 0;
  let h = c;
  for (let n = 1; n < 1e6; n++) {
    const e = a + 2 * n - 1;
    const α = ((a + n - 1) / e) * ((a + b + n - 1) / e) * (n * (b - n)) * x * x;
    const bn = β(n);
    d = 1 / (bn + α * d);
    c = bn + α / c;
    const factor = c * d;
    h *= factor;
    if (Math.abs(factor - 1) < 1.2e-16) break;
  }
  return 1 / h;
}
