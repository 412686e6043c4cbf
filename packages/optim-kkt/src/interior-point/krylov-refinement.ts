/**
 * Refinement where plain steps stall: the regularised factor M is far from K in a few directions, whose errors a plain
 * step hardly moves. Corrections zₖ = M⁻¹ rₖ are kept, and each new residual is the smallest over all of them,
 *
 *   q = K z, made orthogonal to the earlier q;   α = ⟨r, q⟩ / ⟨q, q⟩;   x ← x + α z
 *
 * (generalised conjugate residuals), so that a dozen outliers cost a dozen steps. Eisenstat, Elman and Schultz (1983).
 */
import type { Pair } from './kkt-frame.ts';

export interface RefinedSystem {
  /** to ← M⁻¹ from */
  solve(from: Pair, to: Pair): void;
  /** error ← right − K·at; returns its weighted size. */
  residual(at: Pair): number;
  readonly error: Pair;
  /** Of the rows in that size. */
  readonly weight: Float64Array;
  /** Vectors of earlier refinements, to be written over; those that are missing are added. */
  readonly spare: Pair[];
}

/** Gain of a step below which no further one is made. */
const LEAST_GAIN = 1.02;

/**
 * @param at      the solution so far, improved in place; `error` holds its residual before and after
 * @param reached the weighted size of that residual
 * @returns the size afterwards, never a larger one
 */
export function krylovRefinement(
  { solve, residual, error, weight, spare }: RefinedSystem,
  at: Pair,
  reached: number,
  enough: number,
  steps: number,
): number {
  const n = at.x.length;
  const m = at.z.length;
  let taken = 0;
  const pair = (): Pair => (spare[taken++] ??= { x: new Float64Array(n), z: new Float64Array(m) });
  const inner = (a: Pair, b: Pair): number => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += a.x[j] * b.x[j];
    for (let i = 0; i < m; i++) sum += a.z[i] * b.z[i] * weight[i] * weight[i];
    return sum;
  };
  const add = (to: Pair, α: number, from: Pair): void => {
    for (let j = 0; j < n; j++) to.x[j] += α * from.x[j];
    for (let i = 0; i < m; i++) to.z[i] += α * from.z[i];
  };
  const copy = (from: Pair, to: Pair): void => {
    to.x.set(from.x);
    to.z.set(from.z);
  };
  const start = pair();
  const r = pair();
  copy(at, start);
  copy(error, r);
  const directions: { readonly z: Pair; readonly q: Pair; readonly size: number }[] = [];
  let size = inner(r, r);
  for (let step = 0; step < steps; step++) {
    const z = pair();
    const q = pair();
    solve(r, z);
    add(at, 1, z);
    residual(at);
    add(at, -1, z);
    copy(r, q);
    add(q, -1, error); // K z
    for (const d of directions) {
      const β = inner(q, d.q) / d.size;
      add(q, -β, d.q);
      add(z, -β, d.z);
    }
    const length = inner(q, q);
    if (!(length > 0)) break;
    const α = inner(r, q) / length;
    add(at, α, z);
    residual(at); // r − α q would carry the roundings of all earlier steps, times every α
    copy(error, r);
    directions.push({ z, q, size: length });
    const left = inner(r, r);
    if (!(left * LEAST_GAIN < size)) break;
    size = left;
    if (Math.sqrt(left) <= enough) break;
  }
  const after = residual(at);
  if (after < reached) return after;
  copy(start, at);
  return residual(at);
}
