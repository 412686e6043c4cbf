/**
 * Multiple centrality correctors: from a trial step that goes further than the boundary allows, the complementarity
 * products that lag behind or run ahead are brought towards the central path, v ∈ [β μ, μ/β], by one more solution with
 * the factors at hand. A corrector is kept when it lengthens the step; the first one that does not is the last.
 *
 *   α̃ = min(1, α + δ),   t = clip(v(α̃), β μ, μ/β) − v(α̃),   Δ ← Δ + ω · solution for −Wᵀ(λ ∖ t)
 *
 * μ is that of the target of the step; of the shares ω the one that goes furthest is taken.
 *
 * Gondzio (1996), "Multiple centrality corrections in a primal-dual method for linear programming", section 3; Colombo and
 * Gondzio (2008), "Further development of multiple centrality correctors for interior point methods", for ω. Products of
 * second-order and semidefinite cones are corrected by their eigenvalues in the Nesterov-Todd scaling.
 */
import { type ConeKernel, towards } from './cones/cone-kernel.ts';
import type { Direction } from './direction.ts';
import type { Point } from './point.ts';

/** How much further the trial goes, the range β, and what a corrector must gain to be kept; above ENOUGH none is asked for. */
const FURTHER = 0.3;
const RANGE = 0.1;
const LEAST_GAIN = 0.01;
const ENOUGH = 0.9;
/** Shares of a corrector that are tried. */
const SHARES = [1, 0.75, 0.5, 0.25];

/**
 * @param solve  what a further target of slacks and τκ adds to a direction
 * @param length the largest step along a direction
 */
export function corrected(
  { step, length: first }: { readonly step: Direction; readonly length: number },
  {
    kernels,
    point,
    μ,
    most,
  }: { readonly kernels: readonly ConeKernel[]; readonly point: Point; readonly μ: number; readonly most: number },
  solve: (target: Float64Array, dκ: number) => Direction,
  length: (direction: Direction) => number,
): { readonly step: Direction; readonly length: number } {
  let best = { step, length: first };
  if (most === 0 || first >= ENOUGH) return best;
  const target = new Float64Array(point.s.length);
  for (let k = 0; k < most && best.length < ENOUGH; k++) {
    const aim = { α: Math.min(1, best.length + FURTHER), low: RANGE * μ, high: μ / RANGE };
    const { step: d, length: before } = best;
    for (const c of kernels) c.centralityTarget?.(target, point.s, point.z, d.s, d.z, aim);
    const change = solve(target, -towards((point.τ + aim.α * d.τ) * (point.κ + aim.α * d.κ), aim));
    for (const ω of SHARES) {
      const more = added(d, change, ω);
      const reached = length(more);
      if (reached > best.length) best = { step: more, length: reached };
    }
    if (best.length < before + LEAST_GAIN) return { step: d, length: before };
  }
  return best;
}

function added(a: Direction, b: Direction, ω: number): Direction {
  const sum = (u: Float64Array, v: Float64Array): Float64Array => u.map((x, i) => x + ω * v[i]);
  return { x: sum(a.x, b.x), z: sum(a.z, b.z), s: sum(a.s, b.s), τ: a.τ + ω * b.τ, κ: a.κ + ω * b.κ };
}
