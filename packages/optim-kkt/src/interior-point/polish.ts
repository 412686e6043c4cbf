/**
 * Clean multipliers: the active rows are those whose multiplier outgrew their slack; with these as equalities and the
 * others left out, one linear system gives x and z.
 *
 *   [ P  Aᵀ_act ] [x]   [ −q    ]
 *   [ A_act  0  ] [z] = [ b_act ]
 *
 * Stellato et al. (2020), "OSQP: an operator splitting solver for quadratic programs", section 5.2.
 */
import { addSparseProduct, sparseSlice } from '@adjoint/linalg';
import { zeroCone } from './cones/zero.ts';
import type { ConeData } from './cone-data.ts';
import { equilibrate } from './equilibrate.ts';
import { kktSystem } from './kkt-system.ts';

export interface ConePoint { readonly x: Float64Array; readonly z: Float64Array; readonly s: Float64Array }

/** @returns the polished point, which the caller compares, or null when there is none */
export function polish(data: ConeData, point: ConePoint): ConePoint | null {
  if (data.cones.some((c) => c.kind !== 'zero' && c.kind !== 'nonnegative')) return null;
  const n = data.q.length, m = data.b.length, active: number[] = [];
  let at = 0;
  for (const cone of data.cones) {
    const end = at + (cone as { size: number }).size;
    for (; at < end; at++) if (cone.kind === 'zero' || point.z[at] > point.s[at]) active.push(at);
  }
  const scaled = equilibrate({ P: data.P, q: data.q, A: sparseSlice(data.A, active, null), b: Float64Array.from(active, (k) => data.b[k]), cones: [{ kind: 'zero', size: active.length }] });
  const system = kktSystem(scaled.data, [zeroCone(0, active.length)], 1e-10);
  if (!system.factor()) return null;
  const x = scaled.data.q.map((v) => -v), reduced = scaled.data.b.slice();
  // Starting from the interior point's answer keeps what the system does not determine.
  const x0 = point.x.map((v, j) => v / scaled.columns[j]), z0 = Float64Array.from(active, (k, i) => point.z[k] / scaled.rows[i] * scaled.cost);
  system.residual(x, reduced, x0, z0);
  system.solve(x, reduced);
  const z = new Float64Array(m), out = new Float64Array(n), s = data.b.slice();
  for (let j = 0; j < n; j++) out[j] = (x0[j] + x[j]) * scaled.columns[j];
  active.forEach((k, i) => { z[k] = (z0[i] + reduced[i]) * scaled.rows[i] / scaled.cost; });
  addSparseProduct(s, -1, data.A, out);
  if (!out.every(Number.isFinite) || !z.every(Number.isFinite)) return null;
  const zeros = data.cones[0]?.kind === 'zero' ? data.cones[0].size : 0;
  for (let k = zeros; k < m; k++) z[k] = Math.max(0, z[k]);
  return { x: out, z, s };
}
