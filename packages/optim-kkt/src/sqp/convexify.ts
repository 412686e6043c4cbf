/**
 * A positive definite matrix that gives the same step as the Hessian of the Lagrangian where that is possible:
 *
 *   B = H + ρ Σ aᵢaᵢᵀ   over equalities and strictly active constraints,
 *
 * since aᵢᵀd is fixed there. When no moderate ρ makes it positive definite (the point is far from a minimum), negative
 * curvatures are turned positive.
 */
import { maxAbs } from '../certificate/measures.ts';
import { symmetricEigen } from '../certificate/symmetric-eigen.ts';

export function convexify(H: Float64Array, n: number, active: readonly Float64Array[]): Float64Array {
  const size = maxAbs(H) || 1;
  const least = 1e-8 * size;
  for (const ρ of active.length === 0 ? [0] : [0, size, 100 * size]) {
    const B = H.slice();
    if (ρ > 0)
      for (const a of active) {
        const length = a.reduce((sum, v) => sum + v * v, 0) || 1;
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) B[i * n + j] += (ρ / length) * a[i] * a[j];
      }
    if (symmetricEigen(B, n).values[0] > least) return B;
  }
  const { values, vectors } = symmetricEigen(H, n);
  const B = new Float64Array(n * n);
  const floor = FLATTEST * size;
  for (let k = 0; k < n; k++) {
    const λ = Math.max(Math.abs(values[k]), floor);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) B[i * n + j] += λ * vectors[i * n + k] * vectors[j * n + k];
  }
  return B;
}

/** Curvature given to directions that have none, of the largest: more makes steps along flat valleys short, and no solution of a step needs it. */
const FLATTEST = 1e-6;
