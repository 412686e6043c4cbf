/**
 * The exponential cone: the closure of { s₁ e^{s₀/s₁} ≤ s₂, s₁ > 0 }, three rows. It is not symmetric: the scaling is
 * that of the dual barrier alone,
 *
 *   f*(u, v, w) = −log l − log(−u) − log w,   l = v − u − u log(−w/u),   H = μ ∇²f*(z),
 *
 * and the target of the combined step is s + σμ ∇f*(z).
 *
 * Serrano (2015), "Algorithms for unsymmetric cone optimization and an implementation for problems with the exponential
 * cone", chapter 3.
 */
import { math } from '@adjoint/kernels';
import type { ConeKernel } from './cone-kernel.ts';

const CENTRE = [-1.051383945322714, 0.55640961946937, 1.258967884768947] as const;

/** Whether (x, y, z) is inside: y log(z/y) > x. */
const insidePrimal = (x: number, y: number, z: number): boolean => y > 0 && z > 0 && y * math.log(z / y) - x > 0;
const insideDual = (u: number, v: number, w: number): boolean => u < 0 && w > 0 && v - u - u * math.log(-w / u) > 0;

export function exponentialCone(offset: number): ConeKernel {
  const H = new Float64Array(9);
  const gradient = new Float64Array(3);
  const at = (v: Float64Array): [number, number, number] => [v[offset], v[offset + 1], v[offset + 2]];
  return {
    offset,
    size: 3,
    degree: 3,
    diagonal: false,
    symmetric: false,
    shiftInside(s, z) {
      s.set(CENTRE, offset);
      z.set(CENTRE, offset);
    },
    unit(s, z) {
      s.set(CENTRE, offset);
      z.set(CENTRE, offset);
    },
    update(s, z, μ) {
      const [u, v, w] = at(z);
      if (!insideDual(u, v, w) || !insidePrimal(...at(s))) return false;
      const r = math.log(-w / u);
      const l = v - u - u * r;
      const d = [-r, 1, -u / w];
      const curvature = [1 / u, 0, -1 / w, 0, 0, 0, -1 / w, 0, u / (w * w)];
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++)
          H[3 * i + j] =
            μ * ((d[i] * d[j]) / (l * l) - curvature[3 * i + j] / l + (i !== j || i === 1 ? 0 : i === 0 ? 1 / (u * u) : 1 / (w * w)));
      gradient[0] = r / l - 1 / u;
      gradient[1] = -1 / l;
      gradient[2] = u / (w * l) - 1 / w;
      return true;
    },
    writeHessian(out, k) {
      for (let c = 0; c < 3; c++) for (let r = 0; r <= c; r++) out[k++] = H[3 * r + c];
    },
    applyHessian(out, v) {
      const x = at(v);
      for (let i = 0; i < 3; i++) out[offset + i] = H[3 * i] * x[0] + H[3 * i + 1] * x[1] + H[3 * i + 2] * x[2];
    },
    affineTarget(out, s) {
      out.set(s.subarray(offset, offset + 3), offset);
    },
    combinedTarget(out, s, _z, _Δs, _Δz, σμ) {
      for (let i = 0; i < 3; i++) out[offset + i] = s[offset + i] + σμ * gradient[i];
    },
    stepLength(s, z, Δs, Δz, limit) {
      const inside = (α: number): boolean => {
        const move = (v: Float64Array, Δ: Float64Array): [number, number, number] => [
          v[offset] + α * Δ[offset],
          v[offset + 1] + α * Δ[offset + 1],
          v[offset + 2] + α * Δ[offset + 2],
        ];
        return insidePrimal(...move(s, Δs)) && insideDual(...move(z, Δz));
      };
      let α = limit;
      while (α > 1e-12 && !inside(α)) α *= 0.8;
      return α > 1e-12 ? α : 0;
    },
  };
}
