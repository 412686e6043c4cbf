/**
 * Lanczos' process with full reorthogonalisation and thick restarts: the wanted Ritz vectors stay, the rest is built anew.
 *
 * One start has one part in each eigenspace, so that of a multiple eigenvalue it finds one vector. Hence, when all that is
 * wanted has converged, a vector without structure, orthogonal to it, starts the process again, until nothing that is
 * found in the rest of the space belongs among the wanted: eigenvalues come with their multiplicity.
 *
 * Wu and Simon (2000), "Thick-restart Lanczos method for large symmetric eigenvalue problems".
 */
import { symmetricEigen } from '../dense/eigh.ts';
import { EPS } from '../dense/machine.ts';
import { axpyRange, dotRange, norm2 } from '../dense/vector.ts';

export interface RitzOptions {
  /** How large a Ritz value is in the order of what is wanted; minus the distance of λ = 1/θ + … where `relative`. */
  readonly rank: (value: number) => number;
  /** A pair has converged when its residual is ≤ tolerance times the largest |value|, or its own where `relative`. */
  readonly tolerance: number;
  readonly relative: boolean;
  readonly limit: number;
  /** Dimension of the space, k < dimension ≤ n. */
  readonly dimension: number;
  readonly start: Float64Array<ArrayBuffer>;
}

export interface RitzPairs {
  /** Wanted first. */
  readonly values: Float64Array<ArrayBuffer>;
  /** In rows, k×n. */
  readonly vectors: Float64Array<ArrayBuffer>;
  readonly converged: boolean;
  readonly products: number;
}

export function ritzPairs(
  apply: (x: Float64Array, y: Float64Array) => void,
  n: number,
  k: number,
  { rank, tolerance, relative, limit, dimension: m, start }: RitzOptions,
): RitzPairs {
  const V = new Float64Array((m + 1) * n);
  const T = new Float64Array(m * m);
  const w = new Float64Array(n);
  const random = unstructured(n);
  V.set(start);
  if (!(normalize(V, 0, n) > 0)) freshDirection(V, 0, n, random);
  let kept = 0;
  let products = 0;
  let largest = 0;
  let wantedBefore: readonly number[] | null = null; // of the space into which a new direction went
  for (;;) {
    let last = 0;
    let size = m;
    for (let j = kept; j < m; j++) {
      apply(V.subarray(j * n, (j + 1) * n), w);
      products++;
      largest = Math.max(largest, norm2(w));
      for (let pass = 0; pass < 2; pass++)
        for (let i = 0; i <= j; i++) {
          const h = dotRange(w, 0, V, i * n, n);
          if (i === j || (j === kept && i < kept)) T[i * m + j] += h; // T is diagonal and one border, then tridiagonal
          axpyRange(-h, V, i * n, w, 0, n);
        }
      if (j === kept) for (let i = 0; i < kept; i++) T[j * m + i] = T[i * m + j];
      last = norm2(w);
      if (j + 1 < m) T[j * m + j + 1] = T[(j + 1) * m + j] = last;
      if (!(last > 2 * EPS * largest)) {
        // An invariant subspace: go on with a new direction, uncoupled.
        last = 0;
        if (j + 1 < m) {
          T[j * m + j + 1] = T[(j + 1) * m + j] = 0;
          if (!freshDirection(V, j + 1, n, random)) {
            size = j + 1;
            break;
          }
        }
      } else for (let i = 0; i < n; i++) V[(j + 1) * n + i] = w[i] / last;
    }
    const small = new Float64Array(size * size);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) small[i * size + j] = T[i * m + j];
    const { values, vectors } = symmetricEigen(small, size, true);
    const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => rank(values[j]) - rank(values[i]));
    const norm = Math.max(Math.abs(values[0]), Math.abs(values[size - 1]));
    const residual = (i: number): number => Math.abs(last * vectors![(size - 1) * size + i]);
    const allowed = (i: number): number => tolerance * (relative ? Math.abs(values[i]) : norm);
    const hasConverged = (i: number): boolean => residual(i) <= allowed(i);
    const wanted = order.slice(0, k);
    const done = wanted.every(hasConverged);
    const whole = size < m || m === n;
    const found = (converged: boolean): RitzPairs => ({
      values: Float64Array.from(wanted, (i) => values[i]),
      vectors: combine(V, vectors!, wanted, size, n),
      converged,
      products,
    });
    if (
      done &&
      (whole ||
        (wantedBefore !== null &&
          nothingNew(
            wanted.map((i) => values[i]),
            order[k],
          )))
    )
      return found(true);
    if (whole || products >= limit) return found(whole);
    const inject =
      done &&
      (wantedBefore === null ||
        !sameAs(
          wantedBefore,
          wanted.map((i) => values[i]),
        ));
    // Thick restart: keep the wanted and some neighbours; only what has converged beside a direction of no relation to it.
    const kinds = order.slice(0, Math.min(m - 1, k + Math.max(1, Math.min(k, Math.floor((m - k) / 2)))));
    const keep = inject ? kinds.filter(hasConverged) : kinds;
    const next = combine(V, vectors!, keep, size, n);
    V.copyWithin(keep.length * n, m * n, (m + 1) * n);
    V.set(next);
    if (inject || last === 0) {
      if (!freshDirection(V, keep.length, n, random)) return found(true);
      if (inject) wantedBefore = wanted.map((i) => values[i]);
    }
    T.fill(0);
    keep.forEach((i, p) => {
      T[p * m + p] = values[i];
    });
    kept = keep.length;

    /** Whether the values are those of before and the best of the rest is known well enough to stay behind them. */
    function nothingNew(now: readonly number[], best: number | undefined): boolean {
      if (!sameAs(wantedBefore!, now)) return false;
      if (best === undefined) return true;
      const gap = rank(now[k - 1]) - rank(values[best]);
      const steepness = relative ? values[best] ** 2 : 1; // dθ/dλ
      return residual(best) <= Math.max(0.1 * gap * steepness, allowed(best));
    }
    function sameAs(before: readonly number[], now: readonly number[]): boolean {
      return now.every((v, i) => Math.abs(v - before[i]) <= 2 * tolerance * (relative ? Math.abs(v) : norm));
    }
  }
}

/** Divides the vector at `from` by its length, which is returned. */
export function normalize(V: Float64Array, from: number, n: number): number {
  const size = norm2(V, from, n);
  if (size > 0) for (let i = from; i < from + n; i++) V[i] /= size;
  return size;
}

/** Numbers in (−1, 1) without structure, the same everywhere: Lehmer's generator, modulus 2³¹ − 1. */
export function unstructured(seed: number): () => number {
  let state = 1 + (seed % 2147483646);
  return () => (state = (state * 48271) % 2147483647) / 1073741823.5 - 1;
}

/** Row j becomes a unit vector orthogonal to the rows before it. @returns false where there is none */
export function freshDirection(V: Float64Array, j: number, n: number, random: () => number): boolean {
  if (j >= n) return false;
  for (let attempt = 0; attempt < 5; attempt++) {
    for (let i = 0; i < n; i++) V[j * n + i] = random();
    normalize(V, j * n, n);
    let left = 1;
    for (let pass = 0; pass < 3; pass++) {
      for (let i = 0; i < j; i++) axpyRange(-dotRange(V, j * n, V, i * n, n), V, i * n, V, j * n, n);
      left = normalize(V, j * n, n);
      if (!(left > 0)) break;
    }
    if (left > 0.9) return true;
  }
  return false;
}

/** Rows Σ y_ji·v_j for the columns i asked for. */
function combine(V: Float64Array, y: Float64Array, columns: readonly number[], size: number, n: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(columns.length * n);
  columns.forEach((c, p) => {
    for (let j = 0; j < size; j++) axpyRange(y[j * size + c], V, j * n, out, p * n, n);
  });
  return out;
}
