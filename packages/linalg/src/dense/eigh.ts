/**
 * Eigenvalues and vectors of a symmetric matrix: scale, tridiagonalise, divide and conquer (QL for small ones and for
 * values alone), and back.
 *
 * Backward stable: the eigenvalues are those of A + E with ‖E‖ a modest multiple of ε‖A‖; vectors are orthogonal to
 * a modest multiple of nε, close eigenvalues included.
 */
import { jacobiEigen } from './jacobi-eigh.ts';
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

/** Up to these orders Jacobi rotations, and QL on the whole matrix, are faster than what comes after. */
const FEW = 4;
const SMALL = 100;

/** Reads the upper triangle of `a` and may change it. */
export function symmetricEigen(a: Float64Array, n: number, vectors: boolean): SymmetricEigen {
  const diagonal = diagonalEigen(a, n, vectors);
  if (diagonal) return diagonal;
  const k = safeExponent(maxAbs(a, 0, n * n));
  scaleInPlace(a, k, 0, n * n);
  if (vectors && n <= SMALL) {
    const found = n <= FEW ? jacobiEigen(mirrored(a, n), n) : smallSymmetricEigen(a, n);
    if (found) {
      scaleInPlace(found.values, -k);
      return { ...found, converged: true };
    }
  }
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

/** The upper triangle below the diagonal too. */
function mirrored(a: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i];
  return a;
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
