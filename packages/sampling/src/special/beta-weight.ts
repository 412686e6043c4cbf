/**
 * The weight x^a y^b/B(a, b), y = 1 − x, as exp(exponent)·factor with the exponent in two doubles.
 *
 * With n = a + b and Stirling's formula for every gamma function of an argument ≥ 8:
 *   both large    exponent −dev(a, nx) − dev(b, ny),             factor √(ab/2πn)·e^(δ(n) − δ(a) − δ(b))
 *   a large       exponent −dev(a, nx) − ny + b·log(ny),         factor √(a/n)·e^(δ(n) − δ(a))/Γ(b)
 *   both small    exponent a·log x + b·log y,                    factor Γ(n)/(Γ(a)Γ(b))
 * Loader (2000), "Fast and accurate computation of binomial probabilities", for the first.
 */
import { math } from '@adjoint/kernels';
import { sumError } from './double-double.ts';
import type { Weight } from './gamma-weight.ts';
import { stirlingError } from './stirling-error.ts';
import { type Wide, addWide, deviance, logWide, multiplyWide, negWide, timesWide } from './wide.ts';

const INVERSE_TWO_PI = 0.15915494309189535;

/** b·log m for wide m */
const powerExponent = (m: Wide, b: number): Wide => addWide(timesWide(logWide(m[0]), b), [0, (b * m[1]) / m[0]]);

export function betaWeight(a: number, b: number, x: Wide, y: Wide): Weight {
  const n: Wide = [a + b, sumError(a, b)];
  if (a < 8 && b < 8)
    return { exponent: addWide(powerExponent(x, a), powerExponent(y, b)), factor: math.gamma(n[0]) / (math.gamma(a) * math.gamma(b)) };
  if (a < b) return betaWeight(b, a, y, x);
  const nx = multiplyWide(n, x);
  const ny = multiplyWide(n, y);
  const first = negWide(deviance(a, nx[0], nx[1]));
  if (b < 8)
    return {
      exponent: addWide(addWide(first, negWide(ny)), powerExponent(ny, b)),
      factor: (Math.sqrt(a / n[0]) * math.exp(stirlingError(n[0]) - stirlingError(a))) / math.gamma(b),
    };
  return {
    exponent: addWide(first, negWide(deviance(b, ny[0], ny[1]))),
    factor: Math.sqrt(INVERSE_TWO_PI * a * (b / n[0])) * math.exp(stirlingError(n[0]) - stirlingError(a) - stirlingError(b)),
  };
}
