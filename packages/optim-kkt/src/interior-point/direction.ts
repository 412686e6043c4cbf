/**
 * Directions of the homogeneous embedding. With (x₂, z₂) the solution for the right-hand side (−q, b) and (x₁, z₁) the
 * one for the residuals,
 *
 *   Δτ = (d_τ − d_κ/τ + qᵀx₁ + bᵀz₁ + 2 ξᵀP x₁) / (κ/τ − qᵀx₂ − bᵀz₂ + ‖ξ − x₂‖²_P − ‖x₂‖²_P),  ξ = x/τ
 *   Δx = x₁ + Δτ x₂,  Δz = z₁ + Δτ z₂,  Δs = −(H Δz + target),  Δκ = −(d_κ + κ Δτ)/τ
 *
 * Goulart and Chen (2024), equations (16)-(19).
 */
import { addSparseProduct, addSymmetricProduct } from '@adjoint/linalg';
import type { ConeKernel } from './cones/cone-kernel.ts';
import type { ConeData } from './cone-data.ts';
import type { Triple } from './kkt-frame.ts';
import type { KktSystem } from './kkt-system.ts';
import type { Point } from './point.ts';
import type { Residuals } from './residuals.ts';

export interface Direction {
  readonly x: Float64Array;
  readonly z: Float64Array;
  readonly s: Float64Array;
  readonly τ: number;
  readonly κ: number;
}
/** What does not change between predictor and corrector. */
export interface Common {
  readonly x: Float64Array;
  readonly z: Float64Array;
  readonly Px: Float64Array;
  readonly denominator: number;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** (x₂, z₂) and the denominator of Δτ. */
export function commonSolution(data: ConeData, system: KktSystem, point: Point): Common {
  const { q, b, P } = data;
  const n = q.length;
  const { x, z } = system.frame.common;
  z.set(b);
  for (let j = 0; j < n; j++) x[j] = -q[j];
  system.solve(x, z);
  const Px = addSymmetricProduct(system.frame.curvature.fill(0), 1, P, x);
  // ‖ξ − x₂‖²_P
  let distance = 0;
  for (let j = 0; j < n; j++) {
    const dj = point.x[j] / point.τ - x[j];
    for (let p = P.columnPointers[j], end = P.columnPointers[j + 1]; p < end; p++) {
      const i = P.rowIndices[p];
      distance += dj * P.values[p] * (i === j ? dj : 2 * (point.x[i] / point.τ - x[i]));
    }
  }
  return { x, z, Px, denominator: point.κ / point.τ - dot(q, x) - dot(b, z) + distance - dot(x, Px) };
}

/** The predictor: straight to the optimum, as if there were no boundary. */
export function predictor(
  data: ConeData,
  kernels: readonly ConeKernel[],
  system: KktSystem,
  common: Common,
  point: Point,
  r: Residuals,
): Direction {
  const { target, predictor: into } = system.frame;
  for (const k of kernels) k.affineTarget(target, point.s);
  return solveDirection(data, kernels, system, common, point, r, 1, target, point.κ * point.τ, into, true);
}

/**
 * The corrector: a fraction σ back to the central path, with the second-order term of the predictor weighted by ω. Those with and without that term are
 * kept in places of their own.
 *
 * Colombo and Gondzio (2008), "Further development of multiple centrality correctors for interior point methods", for ω.
 */
export function corrector(
  data: ConeData,
  kernels: readonly ConeKernel[],
  system: KktSystem,
  common: Common,
  point: Point,
  r: Residuals,
  affine: Direction,
  σ: number,
  μ: number,
  ω = 1,
): Direction {
  const { target, correctors } = system.frame;
  const Δs = ω === 1 ? affine.s : affine.s.map((v) => ω * v);
  for (const k of kernels) k.combinedTarget(target, point.s, point.z, Δs, affine.z, σ * μ);
  const dκ = point.κ * point.τ + ω * affine.τ * affine.κ - σ * μ;
  return solveDirection(data, kernels, system, common, point, r, 1 - σ, target, dκ, correctors[ω === 0 ? 1 : 0]);
}

/** What a further target of the slacks and of τκ adds to a direction; it takes the place of the predictor. */
export function further(
  data: ConeData,
  kernels: readonly ConeKernel[],
  system: KktSystem,
  common: Common,
  point: Point,
  r: Residuals,
  target: Float64Array,
  dκ: number,
): Direction {
  return solveDirection(data, kernels, system, common, point, r, 0, target, dκ, system.frame.predictor);
}

/** σ = (1 − α)³ of the affine step α. */
export const centering = (affineStep: number): number => (1 - affineStep) ** 3;

function solveDirection(
  data: ConeData,
  kernels: readonly ConeKernel[],
  system: KktSystem,
  common: Common,
  point: Point,
  r: Residuals,
  part: number,
  target: Float64Array,
  dκ: number,
  { x, z, s }: Triple,
  rough = false,
): Direction {
  const { q, b } = data;
  const n = q.length;
  const m = b.length;
  const { τ, κ } = point;
  for (let j = 0; j < n; j++) x[j] = part * r.rx[j];
  for (let i = 0; i < m; i++) z[i] = target[i] - part * r.rz[i];
  system.solve(x, z, rough);
  const Δτ = (part * r.rτ - dκ / τ + dot(q, x) + dot(b, z) + (2 * dot(r.Px, x)) / τ) / common.denominator;
  for (let j = 0; j < n; j++) x[j] += Δτ * common.x[j];
  for (let i = 0; i < m; i++) z[i] += Δτ * common.z[i];
  for (const k of kernels) k.applyHessian(s, z);
  for (let i = 0; i < m; i++) s[i] = -(s[i] + target[i]);
  // Where H z cancels, Δs from the rows themselves: A Δx + Δs = b Δτ − part · r_z.
  if (system.turned.length > 0) {
    const Ax = addSparseProduct(new Float64Array(m), 1, data.A, x);
    for (const k of system.turned) for (let i = k.offset; i < k.offset + k.size; i++) s[i] = b[i] * Δτ - part * r.rz[i] - Ax[i];
  }
  return { x, z, s, τ: Δτ, κ: -(dκ + κ * Δτ) / τ };
}
