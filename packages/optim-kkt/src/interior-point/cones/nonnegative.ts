/** The cone s ≥ 0: inequality rows and bounds. H = diag(s / z), λ = √(s z), identity e = (1, …, 1). */
import { type ConeKernel, towards } from './cone-kernel.ts';

export function nonnegativeCone(offset: number, size: number): ConeKernel {
  const end = offset + size;
  const h = new Float64Array(size);
  const shift = (v: Float64Array): void => {
    let least = Infinity;
    for (let i = offset; i < end; i++) least = Math.min(least, v[i]);
    if (least <= 0) for (let i = offset; i < end; i++) v[i] += 1 - least;
    else for (let i = offset; i < end; i++) v[i] = Math.max(v[i], 1e-8);
  };
  return {
    offset,
    size,
    degree: size,
    diagonal: true,
    symmetric: true,
    shiftInside(s, z) {
      shift(s);
      shift(z);
    },
    unit(s, z) {
      s.fill(1, offset, end);
      z.fill(1, offset, end);
    },
    update(s, z) {
      for (let i = offset; i < end; i++) {
        h[i - offset] = s[i] / z[i];
        if (!(s[i] > 0 && z[i] > 0)) return false;
      }
      return true;
    },
    writeHessian(out, at) {
      out.set(h, at);
    },
    applyHessian(out, v) {
      for (let i = offset; i < end; i++) out[i] = h[i - offset] * v[i];
    },
    affineTarget(out, s) {
      for (let i = offset; i < end; i++) out[i] = s[i];
    },
    combinedTarget(out, s, z, Δs, Δz, σμ) {
      for (let i = offset; i < end; i++) out[i] = s[i] + (Δs[i] * Δz[i] - σμ) / z[i];
    },
    centralityTarget(out, s, z, Δs, Δz, aim) {
      for (let i = offset; i < end; i++) out[i] = -towards((s[i] + aim.α * Δs[i]) * (z[i] + aim.α * Δz[i]), aim) / z[i];
    },
    stepLength(s, z, Δs, Δz, limit) {
      let α = limit;
      for (let i = offset; i < end; i++) {
        if (Δs[i] < 0) {
          const t = -s[i] / Δs[i];
          if (t < α) α = t;
        }
        if (Δz[i] < 0) {
          const t = -z[i] / Δz[i];
          if (t < α) α = t;
        }
      }
      return α;
    },
  };
}
