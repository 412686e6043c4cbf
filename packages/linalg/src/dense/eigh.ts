/**
 * Eigenvalues and vectors of a symmetric matrix: scale, tridiagonalise, divide and conquer (QL for small ones and for
 * values alone), and back.
 *
 * Backward stable: the eigenvalues are those of A + E with ‖E‖ a modest multiple of ε‖A‖; vectors are orthogonal to
 * a modest multiple of nε, close eigenvalues included.
 */
import { denseKernels } from './kernels.ts';
import { plainSymmetricEigen } from './plain-eigh.ts';
import { smallSymmetricEigen } from './small-eigh.ts';
import { maxAbs, safeExponent, scaleInPlace, timesPowerOfTwo } from './scaling.ts';
import { applyTridiagonalQ, tridiagonalize } from './symmetric-tridiagonal.ts';
import { transposed } from './transpose.ts';
import { tridiagonalDivide } from './tridiagonal-divide.ts';
import { tridiagonalQl } from './tridiagonal-ql.ts';

export interface SymmetricEigen {
  /** Ascending. */
  readonly values: Float64Array<ArrayBuffer>;
  /** Columns are the vectors, n×n; null when not asked for. */
  readonly vectors: Float64Array<ArrayBuffer> | null;
  readonly converged: boolean;
}

/** Up to these orders plain loops, and QL on the whole matrix, are faster than what comes after. */
const MOST_PLAIN = 10;
const SMALL = 100;

/** One pass for a small symmetric matrix that needs no care; null for any other, which says nothing about it. */
export function plainlySymmetricEigen(a: Float64Array, n: number): SymmetricEigen | null {
  if (n < 2 || n > MOST_PLAIN) return null;
  let most = 0;
  let coupled = false;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1, p = i * n + j, q = j * n + i; j < n; j++, p++, q += n) {
      const x = a[p];
      if (x !== a[q]) return null;
      if (x !== 0) coupled = true;
      const size = Math.abs(x);
      if (size > most) most = size;
    }
    const size = Math.abs(a[i * n + i]);
    if (!(size <= most)) most = size;
  }
  return coupled && most < Infinity && safeExponent(most) === 0 ? plainSymmetricEigen(a, n) : null;
}

/** Reads the upper triangle of `source`. */
export function symmetricEigen(source: Float64Array, n: number, vectors: boolean): SymmetricEigen {
  const diagonal = diagonalEigen(source, n, vectors);
  if (diagonal) return diagonal;
  const k = safeExponent(maxAbs(source, 0, n * n));
  let a = source;
  if (k !== 0) {
    a = source.slice();
    scaleInPlace(a, k, 0, n * n);
  }
  if (vectors && n <= SMALL) {
    const found = n <= MOST_PLAIN || denseKernels() === undefined ? plainSymmetricEigen(a, n) : smallSymmetricEigen(a, n);
    if (found) {
      scaleInPlace(found.values, -k);
      return found;
    }
  }
  if (k === 0) a = source.slice();
  const form = tridiagonalize(a, n);
  const { d, e } = form;
  if (!vectors) {
    const converged = tridiagonalQl(d, e, n, null);
    return { ...sorted(d, null, n, k), converged };
  }
  const rows = tridiagonalDivide(d, e, n);
  if (!rows) return { ...sorted(d, null, n, k), converged: false };
  applyTridiagonalQ(rows, n, n, form);
  return { values: Float64Array.from(d, (x) => (k === 0 ? x : timesPowerOfTwo(x, -k))), vectors: transposed(rows, n, n), converged: true };
}

/** Sorts ascending, turns rows into columns, undoes the scaling by 2ᵏ. */
function sorted(
  d: Float64Array,
  rows: Float64Array | null,
  n: number,
  k: number,
): { values: Float64Array<ArrayBuffer>; vectors: Float64Array<ArrayBuffer> | null } {
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => d[i] - d[j]);
  const values = Float64Array.from(order, (i) => (k === 0 ? d[i] : timesPowerOfTwo(d[i], -k)));
  if (!rows) return { values, vectors: null };
  const vectors = new Float64Array(n * n);
  for (let c = 0; c < n; c++) for (let i = 0, at = order[c] * n; i < n; i++) vectors[i * n + c] = rows[at + i];
  return { values, vectors };
}

/** A diagonal matrix needs no arithmetic, and so keeps entries of any scale. */
function diagonalEigen(a: Float64Array, n: number, vectors: boolean): SymmetricEigen | null {
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) if (a[i * n + j] !== 0) return null;
  const d = Float64Array.from({ length: n }, (_, i) => a[i * n + i]);
  let rows: Float64Array | null = null;
  if (vectors) {
    rows = new Float64Array(n * n);
    for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  }
  return { ...sorted(d, rows, n, 0), converged: true };
}
