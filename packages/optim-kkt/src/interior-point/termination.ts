/**
 * When the embedding has found a ray instead of a point (τ → 0).
 *
 *   primal infeasible:  bᵀz < 0 with Aᵀz ≈ 0, z ∈ K*: no x has A x + s = b, s ∈ K and ‖x‖₁ < ρ = −bᵀz / ‖Aᵀz‖∞
 *   dual infeasible:    qᵀx < 0 with P x ≈ 0 and A x + s ≈ 0, s ∈ K
 *
 * A ray is believed only when ρ is large against the problem: data of large magnitude make Aᵀz small against bᵀz long
 * before anything is infeasible. In equilibrated units a ray must hold against ‖x‖∞, not ‖x‖₁: a sum over thousands of
 * rows is large by itself.
 */
import type { CscMatrix } from '@adjoint/tensor';
import type { Equilibrated } from './equilibrate.ts';
import type { Point } from './point.ts';
import type { Residuals } from './residuals.ts';

const LEAST_RADIUS = 1e7;
/** ρ in equilibrated units and by ‖x‖∞ (or ‖z‖∞), against ‖b‖∞ (or ‖q‖∞). */
const LEAST_SCALED_RADIUS = 1e5;
/** Of max Pⱼⱼ·‖x‖² in equilibrated units: what is left of xᵀP x along a direction without curvature. */
const FLAT = 1e-6;

/** Whether P x ≈ 0 because there is no curvature along x, not because q is large against it. */
function isFlat(P: CscMatrix, x: Float64Array, Px: Float64Array): boolean {
  let curvature = 0;
  let largest = 0;
  let size = 0;
  for (let j = 0; j < P.columns; j++) {
    curvature += x[j] * Px[j];
    size += x[j] * x[j];
    for (let p = P.columnPointers[j]; p < P.columnPointers[j + 1]; p++) if (P.rowIndices[p] === j) largest = Math.max(largest, P.values[p]);
  }
  return curvature <= FLAT * largest * size;
}

const scaledRadius = (data: Float64Array, residual: Float64Array): number =>
  LEAST_SCALED_RADIUS * data.reduce((m, v) => Math.max(m, Math.abs(v)), 1) * residual.reduce((sum, v) => sum + Math.abs(v), 0);

export function rayFound(
  { data, columns: D, rows: E, cost: c }: Equilibrated,
  { x, s, z, τ, κ }: Point,
  r: Residuals,
): 'primal-infeasible' | 'dual-infeasible' | null {
  if (κ <= τ) return null;
  if (r.bz < 0) {
    let residual = 0;
    let scale = 1;
    for (let j = 0; j < data.q.length; j++) residual = Math.max(residual, Math.abs(r.Atz[j]) / D[j]);
    for (let i = 0; i < data.b.length; i++) scale = Math.max(scale, Math.abs(data.b[i]) / E[i]);
    if (-r.bz >= LEAST_RADIUS * scale * residual && -r.bz >= scaledRadius(data.b, r.Atz) && Number.isFinite(z[0] ?? 0))
      return 'primal-infeasible';
  }
  if (r.qx < 0) {
    let residual = 0;
    let scale = 1;
    for (let j = 0; j < data.q.length; j++) {
      residual = Math.max(residual, Math.abs(r.Px[j]) / D[j] / c);
      scale = Math.max(scale, Math.abs(data.q[j]) / D[j] / c);
    }
    let rows = 0;
    const away = r.Ax.map((v, i) => v + s[i]);
    for (let i = 0; i < away.length; i++) rows = Math.max(rows, Math.abs(away[i]) / E[i]);
    const length = -r.qx / c;
    if (
      isFlat(data.P, x, r.Px) &&
      -r.qx >= scaledRadius(data.q, away) &&
      length >= LEAST_RADIUS * scale * Math.max(residual / Math.max(1, scale), rows) &&
      Number.isFinite(x[0] ?? 0)
    )
      return 'dual-infeasible';
  }
  return null;
}
