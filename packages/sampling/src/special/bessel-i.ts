/**
 * e^(−x) I₀(x) and the ratio I₁(x)/I₀(x) for x ≥ 0: power series below 30, asymptotic series above.
 *
 * NIST Digital Library of Mathematical Functions 10.25.2, 10.40.1.
 */
import { math } from '@adjoint/kernels';

export function besselI0e(x: number): number {
  if (x < 30) {
    const z = 0.25 * x * x;
    let term = 1;
    let sum = 1;
    for (let k = 1; term > 1e-17 * sum; k++) {
      term *= z / (k * k);
      sum += term;
    }
    return sum * math.exp(-x);
  }
  return (0.3989422804014327 / Math.sqrt(x)) * asymptotic(0, x);
}
export function besselRatio(x: number): number {
  if (x >= 30) return asymptotic(4, x) / asymptotic(0, x);
  const z = 0.25 * x * x;
  let a = 1;
  let b = 0.5 * x;
  let sa = 1;
  let sb = b;
  for (let k = 1; a > 1e-17 * sa || b > 1e-17 * sb; k++) {
    a *= z / (k * k);
    b *= z / (k * (k + 1));
    sa += a;
    sb += b;
  }
  return sb / sa;
}
/** Σ (−1)ᵏ (μ − 1)(μ − 9)…(μ − (2k−1)²)/(k!(8x)ᵏ), μ = 4ν² */
function asymptotic(μ: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 40; k++) {
    const next = (-term * (μ - (2 * k - 1) * (2 * k - 1))) / (k * 8 * x);
    if (Math.abs(next) >= Math.abs(term) || Math.abs(next) < 1e-17) break;
    term = next;
    sum += term;
  }
  return sum;
}
