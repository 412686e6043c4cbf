/**
 * The elimination tree of a symmetric matrix and the column counts of its factor.
 *
 *   parent(j) = min { i > j : l_ij ≠ 0 }
 *
 * Row k of L has its nonzeros on the paths from the nonzeros of row k of A up the tree to k.
 *
 * Liu (1990), "The role of elimination trees in sparse factorization".
 */
import { type CscMatrix, ShapeError } from '@adjoint/tensor';

export interface EliminationTree {
  /** −1 for a root. */
  readonly parent: Int32Array;
  /** Nonzeros below the diagonal in every column of L. */
  readonly counts: Int32Array;
}

/**
 * @param upper the upper triangle of the matrix, in the order of elimination
 * @throws ShapeError when the matrix is not square or has an entry below the diagonal
 */
export function eliminationTree(upper: CscMatrix): EliminationTree {
  const n = upper.columns;
  if (upper.rows !== n) throw new ShapeError(`eliminationTree: a ${upper.rows} × ${n} matrix`, 'the matrix must be square');
  const parent = new Int32Array(n).fill(-1);
  const counts = new Int32Array(n);
  const visited = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    visited[k] = k;
    for (let p = upper.columnPointers[k]; p < upper.columnPointers[k + 1]; p++) {
      if (upper.rowIndices[p] > k)
        throw new ShapeError(
          `eliminationTree: an entry at (${upper.rowIndices[p]}, ${k}) is below the diagonal`,
          'pass sparseUpperTriangle(A)',
        );
      for (let i = upper.rowIndices[p]; visited[i] !== k; i = parent[i]) {
        if (parent[i] < 0) parent[i] = k;
        counts[i]++;
        visited[i] = k;
      }
    }
  }
  return { parent, counts };
}
