/**
 * The cone s₀ ≥ ‖(s₁, …)‖. With J = diag(1, −1, …), det u = uᵀJu and the normalised scaling point w,
 *
 *   W = η [ w₀  w₁ᵀ ; w₁  I + w₁w₁ᵀ/(1 + w₀) ],   H = W² = η² (2wwᵀ − J),   η = (det s / det z)^¼
 *
 * Vandenberghe (2010), "The CVXOPT linear and quadratic cone program solvers", sections 4.1 and 5.
 */
import { type ConeKernel, towards } from './cone-kernel.ts';

export function secondOrderCone(offset: number, size: number): ConeKernel {
  const w = new Float64Array(size);
  const λ = new Float64Array(size);
  const a = new Float64Array(size);
  const b = new Float64Array(size);
  let η = 1;
  const tail = (v: Float64Array): number => {
    let sum = 0;
    for (let i = 1; i < size; i++) sum += v[offset + i] ** 2;
    return Math.sqrt(sum);
  };
  const det = (v: Float64Array): number => {
    const t = tail(v);
    return (v[offset] - t) * (v[offset] + t);
  };
  /** out ← W^{±1} v, v at `from`. */
  const scale = (out: Float64Array, v: Float64Array, from: number, inverse: boolean): void => {
    const sign = inverse ? -1 : 1;
    const factor = inverse ? 1 / η : η;
    let inner = 0;
    for (let i = 1; i < size; i++) inner += w[i] * v[from + i];
    const head = v[from];
    out[0] = factor * (w[0] * head + sign * inner);
    for (let i = 1; i < size; i++) out[i] = factor * (v[from + i] + (sign * head + inner / (1 + w[0])) * w[i]);
  };
  /** d ← λ ∖ d, the solution u of λ ∘ u = d. */
  const undoProduct = (d: Float64Array): void => {
    let inner = 0;
    let norm = 0;
    for (let i = 1; i < size; i++) {
      inner += λ[i] * d[i];
      norm += λ[i] ** 2;
    }
    const head = (λ[0] * d[0] - inner) / ((λ[0] - Math.sqrt(norm)) * (λ[0] + Math.sqrt(norm)));
    for (let i = 1; i < size; i++) d[i] = (d[i] - head * λ[i]) / λ[0];
    d[0] = head;
  };
  const shift = (v: Float64Array): void => {
    const margin = v[offset] - tail(v);
    if (margin <= 0) v[offset] += 1 - margin;
  };
  const identity = (v: Float64Array): void => {
    v.fill(0, offset, offset + size);
    v[offset] = 1;
  };
  const reach = (v: Float64Array, Δ: Float64Array, limit: number): number => {
    let inner = v[offset] * Δ[offset];
    for (let i = 1; i < size; i++) inner -= v[offset + i] * Δ[offset + i];
    const A = det(Δ);
    const C = det(v);
    const D = inner * inner - A * C;
    if (C <= 0) return 0;
    if (D < 0 || (A >= 0 && inner >= 0)) return limit;
    const t = -inner - (inner >= 0 ? 1 : -1) * Math.sqrt(D);
    let α = limit;
    for (const root of [A === 0 ? Infinity : t / A, t === 0 ? Infinity : C / t]) if (root > 0 && root < α) α = root;
    return α;
  };
  return {
    offset,
    size,
    degree: 1,
    diagonal: false,
    symmetric: true,
    shiftInside(s, z) {
      shift(s);
      shift(z);
    },
    unit(s, z) {
      identity(s);
      identity(z);
    },
    update(s, z) {
      const ds = det(s);
      const dz = det(z);
      if (!(ds > 0 && dz > 0 && s[offset] > 0 && z[offset] > 0)) return false;
      const rs = Math.sqrt(ds);
      const rz = Math.sqrt(dz);
      let inner = 0;
      for (let i = 0; i < size; i++) inner += (s[offset + i] / rs) * (z[offset + i] / rz);
      const γ = Math.sqrt((1 + inner) / 2);
      let square = 0;
      for (let i = 1; i < size; i++) {
        w[i] = (s[offset + i] / rs - z[offset + i] / rz) / (2 * γ);
        square += w[i] ** 2;
      }
      w[0] = Math.sqrt(1 + square); // det w = 1 exactly
      η = Math.sqrt(rs / rz);
      scale(λ, z, offset, false);
      return true;
    },
    writeHessian(out, at) {
      const square = η * η;
      let k = at;
      for (let c = 0; c < size; c++) for (let r = 0; r <= c; r++) out[k++] = square * (2 * w[r] * w[c] - (r !== c ? 0 : r === 0 ? 1 : -1));
    },
    writeTurned(T, eigenvalues) {
      T.fill(0);
      eigenvalues.fill(η * η, offset, offset + size);
      let length = 0;
      for (let i = 1; i < size; i++) length = Math.max(length, Math.abs(w[i]));
      if (length === 0) {
        for (let i = 0; i < size; i++) T[i * size + i] = 1;
        return;
      }
      let norm = 0;
      for (let i = 1; i < size; i++) norm += (w[i] / length) ** 2;
      norm = length * Math.sqrt(norm);
      for (let i = 1; i < size; i++) a[i] = w[i] / norm;
      eigenvalues[offset] = (η * (w[0] + norm)) ** 2;
      eigenvalues[offset + 1] = (η / (w[0] + norm)) ** 2;
      T[0] = T[size] = Math.SQRT1_2;
      for (let i = 1; i < size; i++) {
        T[i] = Math.SQRT1_2 * a[i];
        T[size + i] = -T[i];
      }
      // Rows of the reflection that takes the direction of w₁ to the first axis, without that axis.
      const head = a[1];
      a[1] += head < 0 ? -1 : 1;
      const factor = 1 / Math.abs(a[1]);
      for (let r = 2; r < size; r++) for (let i = 1; i < size; i++) T[r * size + i] = (r === i ? 1 : 0) - factor * a[r] * a[i];
    },
    applyHessian(out, v) {
      let inner = 0;
      for (let i = 0; i < size; i++) inner += w[i] * v[offset + i];
      for (let i = 0; i < size; i++) out[offset + i] = η * η * (2 * inner * w[i] - (i === 0 ? v[offset] : -v[offset + i]));
    },
    affineTarget(out, s) {
      out.set(s.subarray(offset, offset + size), offset);
    },
    combinedTarget(out, _s, _z, Δs, Δz, σμ) {
      scale(a, Δs, offset, true);
      scale(b, Δz, offset, false);
      const d = new Float64Array(size);
      for (let i = 0; i < size; i++) d[0] += λ[i] * λ[i] + a[i] * b[i];
      d[0] -= σμ;
      for (let i = 1; i < size; i++) d[i] = 2 * λ[0] * λ[i] + a[0] * b[i] + b[0] * a[i];
      undoProduct(d);
      scale(a, d, 0, false);
      out.set(a, offset);
    },
    centralityTarget(out, _s, _z, Δs, Δz, aim) {
      scale(a, Δs, offset, true);
      scale(b, Δz, offset, false);
      for (let i = 0; i < size; i++) {
        a[i] = λ[i] + aim.α * a[i];
        b[i] = λ[i] + aim.α * b[i];
      }
      const v = new Float64Array(size);
      let length = 0;
      for (let i = 0; i < size; i++) v[0] += a[i] * b[i];
      for (let i = 1; i < size; i++) {
        v[i] = a[0] * b[i] + b[0] * a[i];
        length += v[i] ** 2;
      }
      length = Math.sqrt(length);
      const more = towards(v[0] + length, aim);
      const less = towards(v[0] - length, aim);
      v[0] = -(more + less) / 2;
      for (let i = 1; i < size; i++) v[i] *= length === 0 ? 0 : -(more - less) / (2 * length);
      undoProduct(v);
      scale(a, v, 0, false);
      out.set(a, offset);
    },
    stepLength: (s, z, Δs, Δz, limit) => Math.min(reach(s, Δs, limit), reach(z, Δz, limit)),
  };
}
