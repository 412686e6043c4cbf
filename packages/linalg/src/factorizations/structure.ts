import { NotPositiveDefiniteError } from '@adjoint/tensor';
import { solveBand } from '../dense/banded.ts';
import { choleskyInPlace } from '../dense/cholesky.ts';
import { everyEquationHolds, ofOneSize } from '../dense/dense-solve.ts';
import { MOST_EXACT } from '../dense/exact-solve.ts';
import { solveTriangular } from '../dense/lu.ts';
import { refineColumn } from '../dense/refine-column.ts';
import { exponentOf, powerOfTwo, timesPowerOfTwo } from '../dense/scaling.ts';
import { inBatch } from './matrices.ts';
import { hasModestDiagonal, isExactlySymmetric } from './symmetric.ts';

/** Which triangle holds all nonzero entries; null for neither. A diagonal matrix is lower. */
export function triangleOf(a: ArrayLike<number>, n: number, from: number): 'lower' | 'upper' | null {
  let lower = true;
  let upper = true;
  for (let i = 0; i < n && (lower || upper); i++) {
    for (let j = 0; j < n; j++)
      if (a[from + i * n + j] !== 0) {
        if (j > i) lower = false;
        else if (j < i) upper = false;
      }
  }
  return lower ? 'lower' : upper ? 'upper' : null;
}

/** Below this order a band is solved as any other matrix; and so is one of more than a sixth of the rows. */
const LEAST_BANDED = 24;
const WIDEST = 1 / 6;

/** Whether all nonzero entries lie in a triangle or a narrow band. */
export const isSparse = (A: ArrayLike<number>, n: number, from: number): boolean =>
  triangleOf(A, n, from) !== null || bandOf(A, n, from) !== null;

/** Widths of a narrow band below and above the diagonal; null for any other matrix, after a few entries as a rule. */
function bandOf(A: ArrayLike<number>, n: number, from: number): { readonly p: number; readonly q: number } | null {
  if (n < LEAST_BANDED) return null;
  let p = 0;
  let q = 0;
  for (let i = 0; i < n; i++) {
    const row = from + i * n;
    for (let j = 0; j < i - p; j++) if (A[row + j] !== 0) p = i - j;
    for (let j = n - 1; j > i + q; j--) if (A[row + j] !== 0) q = j - i;
    if (2 * p + q + 1 > n * WIDEST) return null;
  }
  return { p, q };
}

/**
 * The solution by the band, where all nonzero entries lie in a narrow one.
 *
 * @returns null when they do not, or when the step of refinement says that κ is beyond what double precision solves well
 */
export function solveWithBand(
  A: ArrayLike<number>,
  n: number,
  from: number,
  B: ArrayLike<number>,
  k: number,
  bFrom: number,
): Float64Array<ArrayBuffer> | null {
  const band = bandOf(A, n, from);
  if (band === null) return null;
  const { x, correction } = solveBand({ n, ...band, entry: (i, j) => A[from + i * n + j] }, B, k, bFrom);
  return correction < 1e-6 && x.every((v) => v - v === 0) ? x : null;
}

/** Symmetric with a positive diagonal: worth a Cholesky factorisation, which then decides. */
export function structureOf(a: ArrayLike<number>, n: number, from: number): 'positive-definite' | 'general' {
  for (let i = 0; i < n; i++) if (!(a[from + i * n + i] > 0)) return 'general';
  return n > 0 && isExactlySymmetric(a, n, from) ? 'positive-definite' : 'general';
}

/**
 * D·A·D with powers of two in D keeps the diagonal in [¼, 4): then L·Lᵀ, and refinement.
 *
 * @returns 'indefinite' when the matrix is not positive definite to working precision and that was not promised;
 *   'ill-conditioned' when refinement does not contract at once, or unknowns are of sizes too far apart: the general solver then
 *   works in integers or in double-double
 * @throws NotPositiveDefiniteError when it was
 */
export function solvePositiveDefinite(
  A: ArrayLike<number>,
  n: number,
  from: number,
  B: ArrayLike<number>,
  k: number,
  bFrom: number,
  promised: boolean,
  index: number,
  count: number,
): Float64Array<ArrayBuffer> | 'indefinite' | 'ill-conditioned' {
  const d = new Int32Array(n);
  const a = new Float64Array(n * n);
  const rhs = new Float64Array(n * k);
  const scales = new Int32Array(k);
  const modest = hasModestDiagonal(A, n, from);
  for (let i = 0; i < n; i++) d[i] = -Math.floor(exponentOf(A[from + i * n + i]) / 2);
  const factors = Float64Array.from(d, powerOfTwo);
  for (let i = 0, at = 0; i < n; i++) {
    // |aᵢⱼ| ≤ √(aᵢᵢaⱼⱼ) where A is what it should be, so that modest products are exact; where not, the factorisation fails anyway
    if (modest) for (let j = 0; j < n; j++, at++) a[at] = A[from + at] * factors[i] * factors[j];
    else for (let j = 0; j < n; j++, at++) a[at] = timesPowerOfTwo(A[from + at], d[i] + d[j]);
  }
  const l = a.slice();
  const failed = choleskyInPlace(l, n);
  if (failed > 0) {
    if (promised)
      throw new NotPositiveDefiniteError(
        failed,
        `solve: the leading minor of order ${failed} is not positive${inBatch(index, count)}`,
        "leave out structure: 'positive-definite'",
        count > 1 ? index : undefined,
      );
    return 'indefinite';
  }
  if (n <= MOST_EXACT && !ofOneSize(d)) return 'ill-conditioned';
  for (let c = 0; c < k; c++) {
    let top = -Infinity;
    for (let i = 0; i < n; i++) if (B[bFrom + i * k + c] !== 0) top = Math.max(top, exponentOf(B[bFrom + i * k + c]) + d[i]);
    scales[c] = top === -Infinity ? 0 : -top;
    for (let i = 0; i < n; i++) rhs[i * k + c] = timesPowerOfTwo(B[bFrom + i * k + c], d[i] + scales[c]);
  }
  const x = rhs.slice();
  const apply = (v: Float64Array, columns: number): void => {
    solveTriangular(l, n, v, columns, true, false, false);
    solveTriangular(l, n, v, columns, true, true, false);
  };
  apply(x, k);
  for (let c = 0; c < k; c++)
    if (refineColumn(a, n, x, rhs, k, c, (v) => apply(v, 1)) < 0 || (n <= MOST_EXACT && !everyEquationHolds(a, n, x, rhs, k, c)))
      return 'ill-conditioned';
  for (let i = 0; i < n; i++) for (let c = 0; c < k; c++) x[i * k + c] = timesPowerOfTwo(x[i * k + c], d[i] - scales[c]);
  return x;
}
