/**
 * The rotation Ω of a Hessenberg form H = Qᵀ·A·Q whose Q keeps its first column, and its transpose (see orthogonal-coupling.ts).
 *
 *   Ωᵢ,ⱼ₊₁·hⱼ₊₁,ⱼ = Cᵢⱼ − Σ_{1 ≤ k ≤ j} Ωᵢₖhₖⱼ + Σ_{k ≥ i−1} hᵢₖΩₖⱼ,   i ≥ j + 2,  column by column from Ω·e₁ = 0
 *
 * A zero hⱼ₊₁,ⱼ ends the Krylov space of e₁: column j + 1 of Q is free there, and its coupling is 0.
 */

/** @returns Ω, n×n, antisymmetric */
export function hessenbergCoupling(h: Float64Array, c: Float64Array, n: number): Float64Array {
  const Ω = new Float64Array(n * n);
  for (let j = 0; j + 2 < n; j++) {
    const pivot = h[(j + 1) * n + j];
    if (pivot === 0) continue;
    for (let i = j + 2; i < n; i++) {
      let sum = c[i * n + j];
      for (let k = 1; k <= j; k++) sum -= Ω[i * n + k] * h[k * n + j];
      for (let k = i - 1; k < n; k++) sum += h[i * n + k] * Ω[k * n + j];
      Ω[i * n + j + 1] = sum / pivot;
      Ω[(j + 1) * n + i] = -Ω[i * n + j + 1];
    }
  }
  return Ω;
}

/** The same loops backwards. @returns S, n×n, zero but for i ≥ j + 2 */
export function hessenbergCouplingTransposed(h: Float64Array, w: Float64Array, n: number): Float64Array {
  const S = new Float64Array(n * n);
  const Ω = new Float64Array(n * n); // cotangents of the entries below the diagonal
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) Ω[i * n + j] = w[i * n + j] - w[j * n + i];
  for (let j = n - 3; j >= 0; j--) {
    const pivot = h[(j + 1) * n + j];
    if (pivot === 0) continue;
    for (let i = n - 1; i >= j + 2; i--) {
      const s = (S[i * n + j] = Ω[i * n + j + 1] / pivot);
      for (let k = 1; k <= j; k++) Ω[i * n + k] -= s * h[k * n + j];
      for (let k = i - 1; k < n; k++) Ω[k * n + j] += s * h[i * n + k];
    }
  }
  return S;
}
