/**
 * A = L·Lᵀ in place: L on and below the diagonal, row-major; what is above is not read and left alone.
 *
 * Row by row inside a panel, lᵢⱼ = (aᵢⱼ − Σₖ lᵢₖlⱼₖ) / lⱼⱼ, both rows contiguous; the rest by triangular solves and
 * matrix products. Golub and Van Loan, algorithms 4.2.1 and 4.2.3.
 */
import { denseKernels, RESIDENT_FROM, syrk, trsm } from './kernels.ts';
import { dotRange } from './vector.ts';

/** @returns 0, or the order of the first leading minor that is not positive (NaN included) */
export function choleskyInPlace(a: Float64Array, n: number, from = 0, lda: number = n, block?: number): number {
  if (block === undefined && n >= RESIDENT_FROM) {
    const failed = denseKernels()?.potrf(n, a, from, lda);
    if (failed !== undefined) return failed;
  }
  const size = block ?? 48;
  const width = size > 1 && n > 2 * size ? size : n;
  for (let k0 = 0; k0 < n; k0 += width) {
    const k1 = Math.min(n, k0 + width);
    const nb = k1 - k0;
    const corner = from + k0 * lda + k0;
    const failed = factorDiagonal(a, nb, corner, lda);
    if (failed > 0) return k0 + failed;
    if (k1 === n) break;
    const below = from + k1 * lda + k0;
    trsm(false, true, true, false, n - k1, nb, 1, a, corner, lda, a, below, lda);
    // The lower triangle of the rest, nothing above the diagonal.
    syrk(true, false, n - k1, nb, -1, a, below, lda, 1, a, from + k1 * lda + k1, lda);
  }
  return 0;
}

function factorDiagonal(a: Float64Array, n: number, from: number, lda: number): number {
  for (let i = 0; i < n; i++) {
    const row = from + i * lda;
    for (let j = 0; j < i; j++) {
      const other = from + j * lda;
      a[row + j] = (a[row + j] - dotRange(a, row, a, other, j)) / a[other + j];
    }
    const d = a[row + i] - dotRange(a, row, a, row, i);
    if (!(d > 0)) return i + 1;
    a[row + i] = Math.sqrt(d);
  }
  return 0;
}

export interface PivotedCholesky {
  readonly rank: number;
  /** Row and column i of PᵀAP is row and column permutation[i] of A. */
  readonly permutation: Int32Array<ArrayBuffer>;
}

/**
 * PᵀAP = L·Lᵀ with the largest remaining diagonal entry as pivot; stops when it is ≤ tolerance.
 * Columns past the rank are set to zero. Higham (2002), Accuracy and Stability, section 10.3.
 */
export function pivotedCholeskyInPlace(a: Float64Array, n: number, tolerance: number): PivotedCholesky {
  const permutation = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) a[i * n + j] = a[j * n + i];
  let rank = n;
  for (let k = 0; k < n; k++) {
    let p = k;
    for (let i = k + 1; i < n; i++) if (a[i * n + i] > a[p * n + p]) p = i;
    if (!(a[p * n + p] > tolerance)) {
      rank = k;
      break;
    }
    if (p !== k) {
      for (let j = 0; j < n; j++) {
        const t = a[k * n + j];
        a[k * n + j] = a[p * n + j];
        a[p * n + j] = t;
      }
      for (let i = 0; i < n; i++) {
        const t = a[i * n + k];
        a[i * n + k] = a[i * n + p];
        a[i * n + p] = t;
      }
      const t = permutation[k];
      permutation[k] = permutation[p];
      permutation[p] = t;
    }
    const d = Math.sqrt(a[k * n + k]);
    a[k * n + k] = d;
    for (let i = k + 1; i < n; i++) a[i * n + k] /= d;
    for (let i = k + 1; i < n; i++) {
      const l = a[i * n + k];
      for (let j = k + 1; j <= i; j++) a[i * n + j] -= l * a[j * n + k];
    }
    for (let i = k + 1; i < n; i++) for (let j = i + 1; j < n; j++) a[i * n + j] = a[j * n + i];
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (j > i || j >= rank) a[i * n + j] = 0;
  return { rank, permutation };
}
