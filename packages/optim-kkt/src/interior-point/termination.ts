/**
 * When the embedding has found a ray instead of a point (τ → 0).
 *
 *   primal infeasible:  bᵀz < 0 with Aᵀz ≈ 0, z ∈ K*: no x has A x + s = b, s ∈ K and ‖x‖₁ < ρ = −bᵀz / ‖Aᵀz‖∞
 *   dual infeasible:    qᵀx < 0 with P x ≈ 0 and A x + s ≈ 0, s ∈ K
 *
 * A ray is believed only when ρ is large against the problem: data of large magnitude make Aᵀz small against bᵀz long
 * before anything is infeasible.
 */
import type { Equilibrated } from './equilibrate.ts';
import type { Point } from './point.ts';
import type { Residuals } from './residuals.ts';

const LEAST_RADIUS = 1e7;

export function rayFound(
  { data, columns: D, rows: E, cost: c }: Equilibrated,
  { x, s, z, τ, κ }: Point,
  r: Residuals,
): 'primal-infeasible' | 'dual-infeasible' | null {
  if (κ < τ) return null;
  if (r.bz < 0) {
    let residual = 0;
    let scale = 1;
    for (let j = 0; j < data.q.length; j++) residual = Math.max(residual, Math.abs(r.Atz[j]) / D[j]);
    for (let i = 0; i < data.b.length; i++) scale = Math.max(scale, Math.abs(data.b[i]) / E[i]);
    if (-r.bz >= LEAST_RADIUS * scale * residual && Number.isFinite(z[0] ?? 0)) return 'primal-infeasible';
  }
  if (r.qx < 0) {
    let residual = 0;
    let scale = 1;
    for (let j = 0; j < data.q.length; j++) {
      residual = Math.max(residual, Math.abs(r.Px[j]) / D[j] / c);
      scale = Math.max(scale, Math.abs(data.q[j]) / D[j] / c);
    }
    let rows = 0;
    for (let i = 0; i < data.b.length; i++) rows = Math.max(rows, Math.abs(r.Ax[i] + s[i]) / E[i]);
    const length = -r.qx / c;
    if (length >= LEAST_RADIUS * scale * Math.max(residual / Math.max(1, scale), rows) && Number.isFinite(x[0] ?? 0))
      return 'dual-infeasible';
  }
  return null;
}
