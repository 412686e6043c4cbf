/** A matrix in the scratch memory of the kernels in force, and when it is plain enough to be worked on there as it is. */
import type { ResidentBlas, ResidentSystems } from '@adjoint/kernels';
import { denseKernels } from './kernels.ts';

/** Rows and columns are of one size when the smallest maximum is at least this part of the largest: the rule of LAPACK's dgeequ. */
export const EVEN = 0.1;
/** Beyond this and its reciprocal products may leave the range. */
export const LARGE = 2 ** 300;

export interface Placed {
  readonly blas: ResidentBlas;
  readonly systems: ResidentSystems;
  /** The memory. */
  readonly w: Float64Array;
  readonly n: number;
  /** Bytes: from row to row of A at 0 and of the place where it is factored, that place, and what the factorisation needs. */
  readonly lda: number;
  readonly factors: number;
  readonly scratch: number;
  /** The address of one of six vectors. */
  vector(i: number): number;
}

/** A at byte 0, and again at `factors` when asked; null where the kernels in force have no such memory. */
export function placed(A: Float64Array<ArrayBuffer>, n: number, from: number, twice: boolean): Placed | null {
  const dense = denseKernels();
  if (!dense?.systems) return null;
  const { resident: blas, systems } = dense;
  const lda = 8 * systems.leading(n);
  const factors = systems.matrixBytes(n);
  const vectors = 2 * factors;
  const size = 8 * (n + 4);
  const scratch = vectors + 6 * size;
  if (!blas.reserve(scratch + systems.factorBytes(n))) return null;
  const w = blas.float64();
  w.set(from === 0 && A.length === n * n ? A : A.subarray(from, from + n * n), factors >> 3);
  systems.spread(n, factors, 0);
  if (twice) w.copyWithin(factors >> 3, 0, (n * lda) >> 3);
  return { blas, systems, w, n, lda, factors, scratch, vector: (i) => vectors + i * size };
}

export interface Extents {
  /** The largest entry, and the smallest maximum of a row or column. */
  readonly most: number;
  readonly least: number;
  /** ‖A‖₁, infinite where an entry is not a number. */
  readonly norm: number;
}

/** Of the matrix at byte 0; the first three vectors are used. */
export function extentsOf({ systems, w, n, lda, vector }: Placed): Extents {
  const rows = vector(0) >> 3;
  const tops = vector(1) >> 3;
  const sums = vector(2) >> 3;
  systems.extents(n, 0, lda, vector(0), vector(1), vector(2));
  let most = 0;
  let least = Infinity;
  let norm = 0;
  for (let i = 0; i < n; i++) {
    const row = w[rows + i];
    const column = w[tops + i];
    const sum = w[sums + i];
    if (row > most) most = row;
    if (row < least) least = row;
    if (column < least) least = column;
    if (!(sum <= norm)) norm = sum === sum ? sum : Infinity;
  }
  return { most, least, norm };
}

/** Whether the diagonal is positive, of a safe size and of one size; then no scaling is worth its while. */
export function evenDiagonal(A: ArrayLike<number>, n: number, from: number): boolean {
  let most = 0;
  let least = Infinity;
  for (let i = 0, at = from; i < n; i++, at += n + 1) {
    const d = A[at];
    if (!(d > 0)) return false;
    if (d > most) most = d;
    if (d < least) least = d;
  }
  return most < LARGE && most > 1 / LARGE && least >= EVEN * EVEN * most;
}
