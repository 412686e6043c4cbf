/**
 * I_x(a, b) for large a and b ≤ 1, where the fractions of the incomplete beta function cancel or converge slowly.
 *
 *   I = G·Q(b, u)·(1 + (p₁J₁ + p₂J₂ + …)/J₀),   T = a + (b − 1)/2,  u = −T log x,  G = Γ(a + b)/(Γ(a)T^b)
 *   J₀ = Q(b, u)·Γ(b)eᵘu^(−b),   4T²·Jₙ₊₁ = (b + 2n)(b + 2n + 1)Jₙ + (u + b + 2n + 1)(½ log x)²ⁿ
 *   p₀ = 1,   pₙ = (b − 1)/(2n + 1)! + 1/n·Σₘ (mb − n)pₙ₋ₘ/(2m + 1)!,   0 < m < n
 *
 * DiDonato and Morris (1992), "Significant digit computation of the incomplete beta function ratios", equation (9).
 */
import { math } from '@adjoint/kernels';
import { sumError } from './double-double.ts';
import { gammaWeight, logWeight } from './gamma-weight.ts';
import { gammaTails } from './incomplete-gamma.ts';
import { stirlingError } from './stirling-error.ts';
import { type Tails, tailsFromLower } from './tails.ts';
import { type Wide, addWide, logOfWide, multiplyWide } from './wide.ts';

/** From here on the first omitted term is below rounding. */
export const LEAST_LARGE = 20;

/** 1/(2n + 1)! */
const ODD_FACTORIALS: readonly number[] = [
  1,
  1 / 6,
  1 / 120,
  1 / 5040,
  1 / 362880,
  1 / 39916800,
  1 / 6227020800,
  1 / 1307674368000,
  1 / 355687428096000,
  1 / 121645100408832000,
  1 / 51090942171709440000,
];

/** @param a ≥ LEAST_LARGE; @param b in (0, 1]; @param x in two doubles, from 0.7 on (the sum runs in powers of log x) with −a log x not small: the lower tail is the one computed */
export function unequalBetaTails(a: number, b: number, x: Wide): Tails {
  const half = (b - 1) / 2;
  const T: Wide = [a + half, sumError(a, half)];
  const logX = logOfWide(x);
  const product = multiplyWide(T, logX);
  const u = addWide([-product[0], -product[1]], [0, 0]);
  const { upper: Q, logUpper: logQ } = gammaTails(b, u[0], u[1]);
  const logH = logWeight(gammaWeight(b, u[0], u[1])) + math.log(b);
  const correction = math.log1p(series(b, T[0], u[0], logX[0], math.exp(logQ - logH))) + logG(a, b, T[0]);
  return tailsFromLower(Q * math.exp(correction), logQ + correction);
}

/** Σ pₙJₙ/J₀, n ≥ 1 */
function series(b: number, T: number, u: number, logX: number, first: number): number {
  const p = [1];
  const step = (logX * logX) / 4;
  let J = first;
  let power = 1;
  let sum = 0;
  for (let n = 1; n < ODD_FACTORIALS.length; n++) {
    const k = b + 2 * (n - 1);
    J = (k * (k + 1) * J + (u + k + 1) * power) / (4 * T * T);
    power *= step;
    let s = 0;
    for (let m = 1; m < n; m++) s += (m * b - n) * p[n - m] * ODD_FACTORIALS[m];
    p.push((b - 1) * ODD_FACTORIALS[n] + s / n);
    sum += p[n] * J;
    if (Math.abs(p[n] * J) < 1e-18 * first) break;
  }
  return sum / first;
}

/** log G by Stirling's series: a sum of terms no larger than b. */
function logG(a: number, b: number, T: number): number {
  return (a - 0.5) * math.log1p(b / a) - b + b * math.log1p((b + 1) / 2 / T) + (stirlingError(a + b) - stirlingError(a));
}
