/**
 * PA = LU with partial pivoting, in place, row-major: multipliers below the diagonal, U on and above it.
 *
 * Right-looking in panels: factor a panel of `block` columns, solve with its unit lower triangle for the rows of U,
 * update the rest by one matrix product. Golub and Van Loan, algorithm 3.4.1; |lᵢⱼ| ≤ 1.
 */
import { denseKernels, gemm, RESIDENT_FROM, trsm } from './kernels.ts';
import { integers } from './small-memory.ts';
import { swapRange } from './vector.ts';

export interface LuOutcome {
  /** pivots[k] = row exchanged with row k at step k. */
  readonly pivots: Int32Array<ArrayBuffer>;
  /** First step without a nonzero pivot, −1 if there was none. The factorisation is complete anyway. */
  readonly zeroPivot: number;
}

/** Factors the m×n matrix at `from`, where the kernels in force offer it in their memory; a `block` asks for the code here, 1 for the unblocked algorithm. */
export function luInPlace(a: Float64Array, m: number, n: number, from = 0, lda: number = n, block?: number): LuOutcome {
  const steps = Math.min(m, n);
  const pivots = integers(steps);
  if (block === undefined && steps >= RESIDENT_FROM) {
    const failed = denseKernels()?.getrf(m, n, a, from, lda, pivots);
    if (failed !== undefined) return { pivots, zeroPivot: failed };
  }
  let zeroPivot = -1;
  const size = block ?? 32;
  const width = size > 1 && steps > 2 * size ? size : steps;
  for (let k0 = 0; k0 < steps; k0 += width) {
    const k1 = Math.min(steps, k0 + width);
    const nb = k1 - k0;
    const failed = factorPanel(a, m, from, lda, k0, k1, width === steps ? n : k1, pivots);
    if (zeroPivot < 0) zeroPivot = failed;
    if (width === steps) break;
    for (let k = k0; k < k1; k++) {
      const p = pivots[k];
      if (p === k) continue;
      swapRange(a, from + k * lda, a, from + p * lda, k0);
      swapRange(a, from + k * lda + k1, a, from + p * lda + k1, n - k1);
    }
    if (k1 < n) {
      trsm(true, true, false, true, nb, n - k1, 1, a, from + k0 * lda + k0, lda, a, from + k0 * lda + k1, lda);
      if (k1 < m)
        gemm(
          false,
          false,
          m - k1,
          n - k1,
          nb,
          -1,
          a,
          from + k1 * lda + k0,
          lda,
          a,
          from + k0 * lda + k1,
          lda,
          1,
          a,
          from + k1 * lda + k1,
          lda,
        );
    }
  }
  return { pivots, zeroPivot };
}

/** Steps k0..k1−1 on the columns k0..limit−1 of all rows below. */
function factorPanel(
  a: Float64Array,
  m: number,
  from: number,
  lda: number,
  k0: number,
  k1: number,
  limit: number,
  pivots: Int32Array,
): number {
  let zeroPivot = -1;
  for (let k = k0; k < k1; k++) {
    let p = k;
    let best = Math.abs(a[from + k * lda + k]);
    for (let i = k + 1; i < m; i++) {
      const x = Math.abs(a[from + i * lda + k]);
      if (x > best) {
        best = x;
        p = i;
      }
    }
    pivots[k] = p;
    if (best === 0) {
      if (zeroPivot < 0) zeroPivot = k;
      continue;
    }
    const top = from + k * lda;
    if (p !== k) swapRange(a, top + k0, a, from + p * lda + k0, limit - k0);
    const pivot = a[top + k];
    const inverse = 1 / pivot;
    const safe = Math.abs(pivot) > 1e-290 && Math.abs(pivot) < 1e290;
    for (let i = k + 1; i < m; i++) {
      const row = from + i * lda;
      if (a[row + k] === 0) continue;
      const l = safe ? a[row + k] * inverse : a[row + k] / pivot;
      a[row + k] = l;
      for (let j = k + 1; j < limit; j++) a[row + j] -= l * a[top + j];
    }
  }
  return zeroPivot;
}

/** The permutation of rows as a list: row i of PA is row permutation[i] of A. */
export function permutationOf(pivots: Int32Array, m: number): Int32Array<ArrayBuffer> {
  const rows = integers(m);
  setPermutation(rows, 0, pivots, m);
  return rows;
}

/** The same to the `m` entries of `rows` from `from` on. */
export function setPermutation(rows: Int32Array, from: number, pivots: Int32Array, m: number = pivots.length): void {
  for (let i = 0; i < m; i++) rows[from + i] = i;
  for (let k = 0; k < pivots.length; k++) {
    const p = from + pivots[k];
    const t = rows[from + k];
    rows[from + k] = rows[p];
    rows[p] = t;
  }
}

/** B ← A⁻¹·B (or A⁻ᵀ·B) from the factors of a square A, B n×k. */
export function luSolveInPlace(lu: Float64Array, pivots: Int32Array, n: number, b: Float64Array, k: number, transpose = false): void {
  if (!transpose) {
    for (let i = 0; i < n; i++) if (pivots[i] !== i) swapRange(b, i * k, b, pivots[i] * k, k);
    solveTriangular(lu, n, b, k, true, false, true);
    solveTriangular(lu, n, b, k, false, false, false);
  } else {
    solveTriangular(lu, n, b, k, false, true, false);
    solveTriangular(lu, n, b, k, true, true, true);
    for (let i = n - 1; i >= 0; i--) if (pivots[i] !== i) swapRange(b, i * k, b, pivots[i] * k, k);
  }
}

/** B ← op(T)⁻¹·B for a triangle T of an n×n matrix, B n×k; a loop of its own for one right side. */
export function solveTriangular(
  t: Float64Array,
  n: number,
  b: Float64Array,
  k: number,
  lower: boolean,
  transpose: boolean,
  unit: boolean,
  from = 0,
  lda: number = n,
): void {
  if (k !== 1) {
    trsm(true, lower, transpose, unit, n, k, 1, t, from, lda, b, 0, k);
    return;
  }
  const ascending = lower !== transpose;
  for (let step = 0; step < n; step++) {
    const i = ascending ? step : n - 1 - step;
    const first = lower ? 0 : i + 1;
    const last = lower ? i : n;
    if (!transpose) {
      const s = b[i] - dotRow(t, from + i * lda, b, first, last);
      b[i] = unit ? s : s / t[from + i * lda + i];
    } else {
      const x = unit ? b[i] : b[i] / t[from + i * lda + i];
      b[i] = x;
      for (let j = first, at = from + i * lda; j < last; j++) b[j] -= t[at + j] * x;
    }
  }
}

/** Σ tⱼbⱼ in four sums side by side, so that no addition waits for the one before it. */
function dotRow(t: Float64Array, at: number, b: Float64Array, first: number, last: number): number {
  let j = first;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (; j + 3 < last; j += 4) {
    s0 += t[at + j] * b[j];
    s1 += t[at + j + 1] * b[j + 1];
    s2 += t[at + j + 2] * b[j + 2];
    s3 += t[at + j + 3] * b[j + 3];
  }
  for (; j < last; j++) s0 += t[at + j] * b[j];
  return s0 + s1 + (s2 + s3);
}
