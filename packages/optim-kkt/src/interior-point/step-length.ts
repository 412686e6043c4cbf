/** How far one may go along a direction, and going there. */
import type { ConeKernel } from './cones/cone-kernel.ts';
import type { Direction } from './direction.ts';
import type { Point } from './point.ts';
import { roomFor } from './room.ts';

/** The largest α ≤ 1 that keeps τ, κ and every cone. */
export function stepLength(kernels: readonly ConeKernel[], p: Point, d: Direction): number {
  let α = 1;
  if (d.τ < 0) α = Math.min(α, -p.τ / d.τ);
  if (d.κ < 0) α = Math.min(α, -p.κ / d.κ);
  for (const k of kernels) if (k.symmetric) α = k.stepLength(p.s, p.z, d.s, d.z, α);
  for (const k of kernels) if (!k.symmetric) α = k.stepLength(p.s, p.z, d.s, d.z, α);
  return α;
}

/** The point a step α further. The embedding is homogeneous: rescaling by τ and κ keeps numbers in range. */
export function advance(p: Point, d: Direction, α: number): Point {
  const take = roomFor(p.x.length + 2 * p.s.length);
  const move = (a: Float64Array, b: Float64Array): Float64Array => {
    const out = take(a.length);
    for (let i = 0; i < a.length; i++) out[i] = a[i] + α * b[i];
    return out;
  };
  const x = move(p.x, d.x);
  const z = move(p.z, d.z);
  const s = move(p.s, d.s);
  const τ = p.τ + α * d.τ;
  const κ = p.κ + α * d.κ;
  const largest = Math.max(τ, κ);
  if (largest > 1e-3 && largest < 1e3) return { x, z, s, τ, κ };
  for (const v of [x, z, s]) for (let i = 0; i < v.length; i++) v[i] /= largest;
  return { x, z, s, τ: τ / largest, κ: κ / largest };
}
