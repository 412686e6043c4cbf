/**
 * The cone of positive semidefinite matrices, s = svec(S). With S = L₁L₁ᵀ, Z = L₂L₂ᵀ and L₂ᵀL₁ = U Λ Vᵀ,
 *
 *   R = L₁ V Λ^{−½},  R⁻¹ = Λ^{−½} UᵀL₂ᵀ,   W: Z ↦ RᵀZ R = Λ,   H: Z ↦ R RᵀZ R Rᵀ
 *
 * Todd, Toh and Tütüncü (1998), "On the Nesterov-Todd direction in semidefinite programming".
 */
import { symmetricEigen } from '../../certificate/symmetric-eigen.ts';
import { type ConeKernel, towards } from './cone-kernel.ts';
import { choleskyOf, jacobiSvd, pack, product, unpack } from './small-matrix.ts';

export function semidefiniteCone(offset: number, n: number): ConeKernel {
  const size = (n * (n + 1)) / 2;
  const Rinv = new Float64Array(n * n);
  let R: Float64Array = new Float64Array(n * n);
  let Q: Float64Array = new Float64Array(n * n);
  let Λ: Float64Array = new Float64Array(n);
  const addIdentity = (v: Float64Array, t: number): void => {
    for (let j = 0; j < n; j++) v[offset + (j * (j + 3)) / 2] += t;
  };
  const shift = (v: Float64Array): void => {
    const least = symmetricEigen(unpack(v, offset, n), n).values[0];
    if (least <= 0) addIdentity(v, 1 - least);
  };
  const congruence = (A: Float64Array, M: Float64Array, transposed: boolean): Float64Array =>
    transposed ? product(product(A, M, n, 'left'), A, n) : product(product(A, M, n), A, n, 'right');
  /** The step at which diag(λ) + α scaled(Δ) becomes singular. */
  const reach = (scaled: Float64Array, limit: number): number => {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) scaled[i * n + j] /= Math.sqrt(Λ[i] * Λ[j]);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++) scaled[i * n + j] = scaled[j * n + i] = (scaled[i * n + j] + scaled[j * n + i]) / 2;
    const least = symmetricEigen(scaled, n).values[0];
    return least < 0 ? Math.min(limit, -1 / least) : limit;
  };
  return {
    offset,
    size,
    degree: n,
    diagonal: false,
    symmetric: true,
    shiftInside(s, z) {
      shift(s);
      shift(z);
    },
    unit(s, z) {
      for (const v of [s, z]) {
        v.fill(0, offset, offset + size);
        addIdentity(v, 1);
      }
    },
    update(s, z) {
      const L1 = choleskyOf(unpack(s, offset, n), n);
      const L2 = choleskyOf(unpack(z, offset, n), n);
      if (L1 === null || L2 === null) return false;
      const { U, σ, V } = jacobiSvd(product(L2, L1, n, 'left'), n);
      if (!σ.every((v) => v > 0)) return false;
      Λ = σ.slice();
      R = product(L1, V, n);
      // UᵀL₂ᵀ is the transpose of L₂U.
      const LU = product(L2, U, n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          Rinv[i * n + j] = LU[j * n + i] / Math.sqrt(Λ[i]);
          R[i * n + j] /= Math.sqrt(Λ[j]);
        }
      Q = product(R, R, n, 'right');
      return true;
    },
    writeHessian(out, at) {
      let k = at;
      for (let q = 0; q < n; q++)
        for (let p = 0; p <= q; p++) {
          // column (p, q) of H
          for (let j = 0, row = 0; j < n; j++)
            for (let i = 0; i <= j; i++, row++) {
              if (row > (q * (q + 1)) / 2 + p) continue;
              const both = Q[i * n + p] * Q[q * n + j] + Q[i * n + q] * Q[p * n + j];
              out[k++] = both * (p === q ? 0.5 : Math.SQRT1_2) * (i === j ? 1 : Math.SQRT2);
            }
        }
    },
    writeTurned(T, eigenvalues) {
      const { U, σ } = jacobiSvd(R, n);
      for (let j = 0, row = 0; j < n; j++)
        for (let i = 0; i <= j; i++, row++) {
          eigenvalues[offset + row] = (σ[i] * σ[j]) ** 2;
          let k = row * size;
          for (let q = 0; q < n; q++)
            for (let p = 0; p <= q; p++)
              T[k++] =
                i === j
                  ? U[p * n + i] * U[q * n + i] * (p === q ? 1 : Math.SQRT2)
                  : (U[p * n + i] * U[q * n + j] + U[p * n + j] * U[q * n + i]) * (p === q ? Math.SQRT1_2 : 1);
        }
    },
    applyHessian(out, v) {
      pack(congruence(Q, unpack(v, offset, n), false), n, out, offset);
    },
    affineTarget(out, s) {
      out.set(s.subarray(offset, offset + size), offset);
    },
    combinedTarget(out, _s, _z, Δs, Δz, σμ) {
      const A = congruence(Rinv, unpack(Δs, offset, n), false);
      const B = congruence(R, unpack(Δz, offset, n), true);
      const AB = product(A, B, n);
      const X = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) X[i * n + j] = ((i === j ? 2 * (Λ[i] * Λ[i] - σμ) : 0) + AB[i * n + j] + AB[j * n + i]) / (Λ[i] + Λ[j]);
      pack(congruence(R, X, false), n, out, offset);
    },
    centralityTarget(out, _s, _z, Δs, Δz, aim) {
      const A = congruence(Rinv, unpack(Δs, offset, n), false);
      const B = congruence(R, unpack(Δz, offset, n), true);
      for (const M of [A, B])
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) M[i * n + j] = (i === j ? Λ[i] : 0) + aim.α * M[i * n + j];
      const AB = product(A, B, n);
      const V = new Float64Array(n * n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) V[i * n + j] = (AB[i * n + j] + AB[j * n + i]) / 2;
      const { values, vectors } = symmetricEigen(V, n);
      const X = new Float64Array(n * n);
      for (let k = 0; k < n; k++) {
        const t = towards(values[k], aim);
        if (t !== 0)
          for (let i = 0; i < n; i++)
            for (let j = 0; j < n; j++) X[i * n + j] -= (2 * t * vectors[i * n + k] * vectors[j * n + k]) / (Λ[i] + Λ[j]);
      }
      pack(congruence(R, X, false), n, out, offset);
    },
    stepLength: (_s, _z, Δs, Δz, limit) =>
      reach(congruence(R, unpack(Δz, offset, n), true), reach(congruence(Rinv, unpack(Δs, offset, n), false), limit)),
  };
}
