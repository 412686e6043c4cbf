/**
 * e^z·E₁(z) for z > 0, E₁ the exponential integral: by its series up to 1, by the continued fraction above.
 *
 *   E₁(z) = −γ − log z − Σ (−z)ᵏ/(k·k!),   e^z·E₁(z) = 1/(z + 1 − 1/(z + 3 − 4/(z + 5 − …)))
 *
 * NIST Digital Library of Mathematical Functions 6.6.2, 6.9.1.
 */
import { math } from '@adjoint/kernels';
import { EULER } from './constants.ts';

export function scaledExponentialIntegral(z: number): number {
  if (z <= 1) {
    let term = 1;
    let sum = 0;
    for (let k = 1; k < 30; k++) {
      term *= -z / k;
      sum += term / k;
    }
    return -math.exp(z) * (EULER + math.log(z) + sum);
  }
  let f = 0;
  for (let k = Math.ceil(12 + 120 / z); k >= 1; k--) f = (k * k) / (z + 2 * k + 1 - f);
  return 1 / (z + 1 - f);
}
