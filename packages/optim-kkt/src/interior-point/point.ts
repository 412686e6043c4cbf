/** The point of the homogeneous embedding, (x, z, s, τ, κ): the answer is (x, z, s)/τ, or a ray when τ vanishes. */
import type { ConeKernel } from './cones/cone-kernel.ts';
import type { KktSystem } from './kkt-system.ts';
import type { ConeData } from './cone-data.ts';
import { roomFor } from './room.ts';

export interface Point {
  readonly x: Float64Array;
  readonly z: Float64Array;
  readonly s: Float64Array;
  readonly τ: number;
  readonly κ: number;
}

/** μ = (sᵀz + τκ) / (ν + 1) */
export function complementarity(p: Point, degree: number): number {
  let sum = p.τ * p.κ;
  for (let i = 0; i < p.s.length; i++) sum += p.s[i] * p.z[i];
  return sum / (degree + 1);
}

/**
 * The least-squares start: (x, s) and z of smallest norm that satisfy the rows, moved inside the cones. With a
 * quadratic cost one system gives both; cones without a scaling point of their own start at their unit.
 */
export function initialPoint(data: ConeData, kernels: readonly ConeKernel[], system: KktSystem): Point {
  const n = data.q.length;
  const m = data.b.length;
  const take = roomFor(n + 2 * m);
  const x = take(n);
  const z = take(m);
  const s = take(m);
  for (const k of kernels) k.unit(s, z);
  const ready = kernels.every((k) => k.update(s, z, 1)) && system.factor();
  if (kernels.some((k) => !k.symmetric) || !ready) return { x, z, s, τ: 1, κ: 1 };
  if (data.P.values.some((v) => v !== 0)) {
    for (let j = 0; j < n; j++) x[j] = -data.q[j];
    z.set(data.b);
    system.solve(x, z);
    for (let i = 0; i < m; i++) s[i] = -z[i];
  } else {
    s.set(data.b);
    system.solve(x, s);
    for (let i = 0; i < m; i++) s[i] = -s[i];
    const y = data.q.map((v) => -v);
    system.solve(y, z.fill(0));
  }
  for (const k of kernels) k.shiftInside(s, z);
  return { x, z, s, τ: 1, κ: 1 };
}

/**
 * A start from an earlier answer, in equilibrated units: slacks and multipliers that stand on the boundary are moved
 * inside by δ, so that the next steps are not cut short.
 *
 * Skajaa, Andersen and Ye (2013), "Warmstarting the homogeneous and self-dual interior point method".
 */
export function warmPoint(start: Omit<Point, 'τ' | 'κ'>, kernels: readonly ConeKernel[], δ: number): Point {
  const { x, z, s } = { x: start.x.slice(), z: start.z.slice(), s: start.s.slice() };
  for (const k of kernels) {
    if (k.degree === 0) s.fill(0, k.offset, k.offset + k.size);
    else
      for (let i = k.offset; i < k.offset + k.size; i++) {
        s[i] = Math.max(s[i], δ);
        z[i] = Math.max(z[i], δ);
      }
  }
  return { x, z, s, τ: 1, κ: δ * δ };
}
