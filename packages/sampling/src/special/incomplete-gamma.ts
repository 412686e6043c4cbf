/**
 * The incomplete gamma functions P(a, x) and Q(a, x) = 1 − P, both with all their digits, and their logarithms.
 *
 *   series              P = D·(1 + x/(a+1) + x²/((a+1)(a+2)) + …)                       x below a
 *   continued fraction  Q = D·(a/x)·x/(x + 1 − a − 1(1−a)/(x + 3 − a − 2(2−a)/…))        x above a
 *   small a             log P = a·log x − log Γ(1+a) + log(1 + a Σ (−x)ⁿ/((a+n)n!)), Q = −expm1(log P)
 *   huge a, x near it   Temme's uniform expansion: ½ erfc √d ± (C₀ + C₁/a)·e^(−d)/√(2πa), d the deviance
 *
 * with D = x^a e^(−x)/Γ(a + 1). DiDonato and Morris (1986), "Computation of the incomplete gamma function ratios and
 * their inverse"; Temme (1979), "The asymptotic expansion of the incomplete gamma functions"; DLMF 8.7, 8.9.
 */
import { math } from '@adjoint/kernels';
import { erfcx } from './erfcx.ts';
import { type Weight, gammaWeight, logWeight, weightValue } from './gamma-weight.ts';
import { lgamma1p } from './lgamma1p.ts';
import { EVERYTHING, NOTHING, type Tails, UNDEFINED, swapTails, tailsFromLog, tailsFromLower } from './tails.ts';
import { deviance, expWide } from './wide.ts';

const HUGE = 1e5;

/** @param a > 0; @param x ≥ 0; @param ε error of x: the tails are taken at x + ε */
export function gammaTails(a: number, x: number, ε = 0): Tails {
  if (!(a > 0) || x !== x) return UNDEFINED;
  if (!(x > 0)) return NOTHING;
  if (x === Infinity) return EVERYTHING;
  if (a >= HUGE && x > 0.8 * a && x < 1.25 * a) return temme(a, x, ε);
  if (a < 1 && x < 1.5) return smallShape(a, x);
  const weight = gammaWeight(a, x, ε);
  return x < a + 1 ? scaled(weight, lowerSeries(a, x)) : swapTails(scaled(weight, upperFraction(a, x)));
}

const scaled = (w: Weight, sum: number): Tails => tailsFromLower(weightValue(w) * sum, logWeight(w) + math.log(sum));

/** P/D */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Q/D by the even part of the fraction, evaluated forward (modified Lentz). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 1e6; n++) {
    const an = n * (a - n);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const factor = c * d;
    h *= factor;
    if (Math.abs(factor - 1) < 1.2e-16) break;
  }
  return h * a;
}

function smallShape(a: number, x: number): Tails {
  let term = 1;
  let sum = 0;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum) && n < 100; n++) {
    term *= -x / n;
    sum += term / (a + n);
  }
  const logLower = a * math.log(x) - lgamma1p(a) + math.log1p(a * sum);
  return logLower > -0.7 ? tailsFromLog(logLower) : tailsFromLower(math.exp(logLower), logLower);
}

/**
 * Two terms of the expansion: the third is below 1e-12 of a first that itself is small beside the error function.
 * C₀ = 1/μ − 1/η and C₁ with η²/2 = μ − log(1 + μ), μ = x/a − 1; by their series where these cancel.
 */
function temme(a: number, x: number, ε: number): Tails {
  const d = deviance(a, x, ε);
  if (!(d[0] < Infinity)) return x < a ? NOTHING : EVERYTHING;
  const size = Math.max(0, d[0]);
  const side = x < a ? -1 : 1;
  const η = side * Math.sqrt((2 * size) / a);
  const c0 =
    Math.abs(η) > 0.1
      ? a / (x - a) - 1 / η
      : -1 / 3 +
        η *
          (1 / 12 +
            η *
              (-2 / 135 +
                η * (1 / 864 + η * (1 / 2835 + η * (-139 / 777600 + η * (1 / 25515 + η * (-571 / 261273600 - (η * 281) / 151559100)))))));
  const c1 = -1 / 540 + η * (-1 / 288 + η * (1 / 378 - (η * 77) / 77760));
  const share = 0.5 * erfcx(Math.sqrt(size)) + (side * (c0 + c1 / a) * 0.3989422804014327) / Math.sqrt(a);
  const tails = tailsFromLower(expWide([-size, -d[1]]) * share, math.log(share) - size);
  return x < a ? tails : swapTails(tails);
}
