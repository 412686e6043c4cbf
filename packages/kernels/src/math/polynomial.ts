/** Polynomials by Horner's rule and Chebyshev sums by Clenshaw's recurrence: one fixed order of operations. */

/** c₀ + c₁x + c₂x² + … */
export function polynomial(c: readonly number[], x: number): number {
  let sum = c[c.length - 1];
  for (let i = c.length - 2; i >= 0; i--) sum = sum * x + c[i];
  return sum;
}

/** Σ cₖ Tₖ(t), |t| ≤ 1, the first coefficient as it stands. */
export function chebyshev(c: readonly number[], t: number): number {
  let b1 = 0;
  let b2 = 0;
  for (let i = c.length - 1; i > 0; i--) {
    const b = 2 * t * b1 - b2 + c[i];
    b2 = b1;
    b1 = b;
  }
  return t * b1 - b2 + c[0];
}
