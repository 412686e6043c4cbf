/**
 * The exponential cone: the closure of { s₁ e^{s₀/s₁} ≤ s₂, s₁ > 0 }, three rows. It is not symmetric. With the shadows
 * s̃ = −∇f*(z) and z̃ = −∇f(s), μ = sᵀz/3, δs = s − μ s̃ and δz = z − μ z̃, the primal-dual scaling
 *
 *   H = s sᵀ/(3μ) + δs δsᵀ/(δsᵀδz) + n nᵀ / (nᵀ (μ∇²f*(z))⁻¹ n),   n ⊥ z, z̃
 *
 * is the update of μ∇²f*(z) that maps z to s and z̃ to s̃. Near the central path, where δs and δz vanish, H = μ∇²f*(z) does
 * so itself. The target of the combined step is s − σμ s̃ − ½ ∇³f*(z)[Δz, (∇²f*(z))⁻¹Δs].
 *
 * Tunçel (2001), "Generalization of primal-dual interior-point methods to convex optimization problems in conic form"; Dahl
 * and Andersen (2021), "A primal-dual interior-point algorithm for nonsymmetric exponential-cone optimization", sections 3-5.
 */
import type { ConeKernel } from './cone-kernel.ts';
import {
  type DualPoint,
  type Triple,
  dualHessianRoot,
  dualHessianSolve,
  dualInverseNorm,
  dualPoint,
  dualShadow,
  dualThirdDerivative,
  insideDual,
  insidePrimal,
  primalShadow,
} from './exponential-barrier.ts';

const CENTRE = [-1.051383945322714, 0.55640961946937, 1.258967884768947] as const;
/** δsᵀδz/(3μ) below which a point counts as central: δs and δz are then mostly rounding. */
const CENTRAL = 1e-10;

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Triple, t: number, b: Triple): Triple => [a[0] - t * b[0], a[1] - t * b[1], a[2] - t * b[2]];
const cross = (a: Triple, b: Triple): Triple => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

export function exponentialCone(offset: number): ConeKernel {
  // Columns of R with H = R Rᵀ; turned, they are orthogonal.
  const R = new Float64Array(9);
  let dual: DualPoint = dualPoint(CENTRE);
  let shadow: Triple = dualShadow(dual);
  const at = (v: Float64Array): Triple => [v[offset], v[offset + 1], v[offset + 2]];
  const put = (v: Float64Array, [a, b, c]: Triple): void => {
    v[offset] = a;
    v[offset + 1] = b;
    v[offset + 2] = c;
  };
  return {
    offset,
    size: 3,
    degree: 3,
    diagonal: false,
    symmetric: false,
    shiftInside(s, z) {
      put(s, CENTRE);
      put(z, CENTRE);
    },
    unit(s, z) {
      put(s, CENTRE);
      put(z, CENTRE);
    },
    update(sWhole, zWhole, μ) {
      const s = at(sWhole);
      const z = at(zWhole);
      if (!insideDual(z) || !insidePrimal(s)) return false;
      dual = dualPoint(z);
      shadow = dualShadow(dual);
      if (!primalDualScaling(R, s, z, dual, shadow)) dualScaling(R, dual, μ);
      if (!R.every(Number.isFinite)) return false;
      orthogonalColumns(R);
      return true;
    },
    writeHessian(out, k) {
      for (let i = 0; i < 3; i++) out[k + i] = R[i] * R[i] + R[3 + i] * R[3 + i] + R[6 + i] * R[6 + i];
    },
    writeTurned(T, eigenvalues) {
      for (let c = 0; c < 9; c += 3) {
        const square = R[c] * R[c] + R[c + 1] * R[c + 1] + R[c + 2] * R[c + 2];
        eigenvalues[offset + c / 3] = square;
        for (let i = 0; i < 3; i++) T[c + i] = R[c + i] / Math.sqrt(square);
      }
    },
    applyHessian(out, v) {
      const x = at(v);
      const a = R[0] * x[0] + R[1] * x[1] + R[2] * x[2];
      const b = R[3] * x[0] + R[4] * x[1] + R[5] * x[2];
      const c = R[6] * x[0] + R[7] * x[1] + R[8] * x[2];
      for (let i = 0; i < 3; i++) out[offset + i] = R[i] * a + R[3 + i] * b + R[6 + i] * c;
    },
    affineTarget(out, s) {
      out.set(s.subarray(offset, offset + 3), offset);
    },
    combinedTarget(out, s, _z, Δs, Δz, σμ) {
      const bend = dualThirdDerivative(dual, at(Δz), dualHessianSolve(dual, at(Δs)));
      for (let i = 0; i < 3; i++) out[offset + i] = s[offset + i] - σμ * shadow[i] - bend[i] / 2;
    },
    stepLength(s, z, Δs, Δz, limit) {
      const inside = (α: number): boolean => insidePrimal(minus(at(s), -α, at(Δs))) && insideDual(minus(at(z), -α, at(Δz)));
      if (inside(limit)) return limit;
      let outer = limit;
      let α = 0.8 * limit;
      for (; !inside(α); α *= 0.8) {
        if (α <= 1e-12) return 0;
        outer = α;
      }
      for (let k = 0; k < BISECTIONS; k++) {
        const middle = (α + outer) / 2;
        if (inside(middle)) α = middle;
        else outer = middle;
      }
      return α;
    },
  };
}

/** Halvings of the last stretch of a step. */
const BISECTIONS = 4;

/** Columns of R of the head. @returns false where the point is central, or rounding leaves nothing positive */
function primalDualScaling(R: Float64Array, s: Triple, z: Triple, dual: DualPoint, sShadow: Triple): boolean {
  const zShadow = primalShadow(s);
  const μ = dot(s, z) / 3;
  const δs = minus(s, μ, sShadow);
  const apart = dot(δs, minus(z, μ, zShadow));
  if (!(apart > CENTRAL * μ)) return false;
  const n = cross(z, zShadow);
  const size = Math.sqrt(μ / dualInverseNorm(dual, n));
  if (!(size > 0 && size < Infinity)) return false;
  for (let i = 0; i < 3; i++) {
    R[i] = s[i] / Math.sqrt(3 * μ);
    R[3 + i] = δs[i] / Math.sqrt(apart);
    R[6 + i] = n[i] * size;
  }
  return true;
}

/** The same for H = μ∇²f*(z). */
function dualScaling(R: Float64Array, dual: DualPoint, μ: number): void {
  dualHessianRoot(dual, R);
  for (let k = 0; k < 9; k++) R[k] *= Math.sqrt(μ);
}

/**
 * Turns the columns until they are orthogonal, which leaves R Rᵀ as it is and small columns accurate.
 *
 * Demmel and Veselić (1992), "Jacobi's method is more accurate than QR".
 */
function orthogonalColumns(R: Float64Array): void {
  for (let sweep = 0; sweep < 12; sweep++) {
    let turned = false;
    for (let a = 0; a < 6; a += 3)
      for (let b = a + 3; b < 9; b += 3) {
        const aa = R[a] * R[a] + R[a + 1] * R[a + 1] + R[a + 2] * R[a + 2];
        const bb = R[b] * R[b] + R[b + 1] * R[b + 1] + R[b + 2] * R[b + 2];
        const ab = R[a] * R[b] + R[a + 1] * R[b + 1] + R[a + 2] * R[b + 2];
        if (!(Math.abs(ab) > 2 * Number.EPSILON * Math.sqrt(aa) * Math.sqrt(bb))) continue;
        turned = true;
        const ζ = (bb - aa) / (2 * ab);
        const t = (ζ >= 0 ? 1 : -1) / (Math.abs(ζ) + Math.sqrt(1 + ζ * ζ));
        const c = 1 / Math.sqrt(1 + t * t);
        for (let i = 0; i < 3; i++) {
          const u = R[a + i];
          const v = R[b + i];
          R[a + i] = c * (u - t * v);
          R[b + i] = c * (v + t * u);
        }
      }
    if (!turned) return;
  }
}
