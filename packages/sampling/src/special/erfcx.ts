/**
 * e^(x²)·erfc x for x ≥ 0: by the product below 2, by the continued fraction above.
 *
 *   √π·erfcx x = 1/(x + ½/(x + 1/(x + 3/2/(x + …))))
 *
 * NIST Digital Library of Mathematical Functions 7.9.1.
 */
import { math } from '@adjoint/kernels';
import { productError } from './double-double.ts';

const INVERSE_ROOT_PI = 0.5641895835477563;

export function erfcx(x: number): number {
  if (x < 2) return math.exp(x * x) * (1 + productError(x, x)) * math.erfc(x);
  if (x > 1e8) return INVERSE_ROOT_PI / x;
  let f = x;
  for (let n = Math.ceil(12 + 500 / (x * x)); n >= 1; n--) f = x + (0.5 * n) / f;
  return INVERSE_ROOT_PI / f;
}
