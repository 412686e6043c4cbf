/**
 * Residuals of the homogeneous embedding, and the same in the units of the problem for termination.
 *
 *   rₓ = −(P x + Aᵀz + q τ),  r_z = A x + s − b τ,  r_τ = qᵀx + bᵀz + κ + xᵀP x / τ
 *
 * Goulart and Chen (2024), equation (8).
 */
import { addSparseProduct, addSparseTransposeProduct, addSymmetricProduct } from '@adjoint/linalg';
import type { Equilibrated } from './equilibrate.ts';
import type { Point } from './point.ts';
import { roomFor } from './room.ts';

export interface Residuals {
  readonly rx: Float64Array;
  readonly rz: Float64Array;
  readonly rτ: number;
  readonly Px: Float64Array;
  readonly Ax: Float64Array;
  readonly Atz: Float64Array;
  readonly xPx: number;
  readonly qx: number;
  readonly bz: number;
}

/** Sizes in the units of the problem, after division by τ; the bounds of the three tests without their ε. */
export interface Progress {
  readonly primalObjective: number;
  readonly dualObjective: number;
  readonly primal: number;
  readonly primalScale: number;
  readonly dual: number;
  readonly dualScale: number;
  readonly gap: number;
  readonly gapScale: number;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** @param before residuals that are no longer needed: their arrays are written over */
export function residuals({ data }: Equilibrated, point: Point, before: Residuals | null = null): Residuals {
  const { P, A, q, b } = data;
  const { x, z, s, τ, κ } = point;
  const n = q.length;
  const m = b.length;
  const take = before === null ? roomFor(3 * n + 2 * m) : null;
  const room = (spent: Float64Array | undefined, length: number): Float64Array => spent?.fill(0) ?? (take ?? roomFor(length))(length);
  const Px = addSymmetricProduct(room(before?.Px, n), 1, P, x);
  const Atz = addSparseTransposeProduct(room(before?.Atz, n), 1, A, z);
  const Ax = addSparseProduct(room(before?.Ax, m), 1, A, x);
  const rx = room(before?.rx, n);
  const rz = room(before?.rz, m);
  for (let j = 0; j < n; j++) rx[j] = -(Px[j] + Atz[j] + q[j] * τ);
  for (let i = 0; i < m; i++) rz[i] = Ax[i] + s[i] - b[i] * τ;
  const xPx = dot(x, Px);
  const qx = dot(q, x);
  const bz = dot(b, z);
  return { rx, rz, rτ: qx + bz + κ + xPx / τ, Px, Ax, Atz, xPx, qx, bz };
}

/** Largest |v| · (|w| or 1/|w|). */
function largest(v: Float64Array, w: Float64Array, inverse: boolean): number {
  let most = 0;
  for (let i = 0; i < v.length; i++) {
    const a = inverse ? Math.abs(v[i]) / w[i] : Math.abs(v[i]) * w[i];
    if (a > most || Number.isNaN(a)) most = a;
  }
  return most;
}

export function progress({ data, columns: D, rows: E, cost: c }: Equilibrated, { s, z, τ }: Point, r: Residuals): Progress {
  const constant = data.constant ?? 0;
  const primalObjective = (r.xPx / 2 / τ + r.qx) / τ / c + constant;
  const dualObjective = (-r.xPx / 2 / τ - r.bz) / τ / c + constant;
  return {
    primalObjective,
    dualObjective,
    primal: largest(r.rz, E, true) / τ,
    primalScale: 1 + Math.max(largest(r.Ax, E, true) / τ, largest(s, E, true) / τ, largest(data.b, E, true)),
    dual: largest(r.rx, D, true) / τ / c,
    dualScale: 1 + Math.max(largest(r.Px, D, true) / τ, largest(r.Atz, D, true) / τ, largest(data.q, D, true)) / c,
    // sᵀz as well: residuals of either sign must not hide it.
    gap: Math.max(Math.abs(primalObjective - dualObjective), dot(s, z) / τ / τ / c),
    gapScale: 1 + Math.min(Math.abs(primalObjective), Math.abs(dualObjective)),
  };
}

/** The largest of the three relative sizes: the point meets tolerance ε when this is ≤ ε. */
export const accuracy = (p: Progress): number => Math.max(p.primal / p.primalScale, p.dual / p.dualScale, p.gap / p.gapScale);
