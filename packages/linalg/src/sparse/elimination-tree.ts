/**
 * The elimination tree of a symmetric matrix and the column counts of its factor.
 *
 *   parent(j) = min { i > j : l_ij ≠ 0 }
 *
 * Row k of L has its nonzeros on the paths from the nonzeros of row k of A up the tree to k.
 *
 * Liu (1990), "The role of elimination trees in sparse factorization".
 */
import type { CscMatrix } from '@adjoint/tensor';

export interface EliminationTree {
  /** −1 for a root. */
  readonly parent: Int32Array;
  /** Nonzeros below the diagonal in every column of L. */
  readonly counts: Int32Array;
}

/** @param upper the upper triangle of the matrix, in the order of elimination */
export function eliminationTree(upper: CscMatrix): EliminationTree {
  const n = upper.columns;
  const parent = new Int32Array(n).fill(-1);
  const counts = new Int32Array(n);
  const visited = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    visited[k] = k;
    for (let p = upper.columnPointers[k]; p < upper.columnPointers[k + 1]; p++) {
      for (let i = upper.rowIndices[p]; visited[i] !== k; i = parent[i]) {
        if (parent[i] < 0) parent[i] = k;
        counts[i]++;
        visited[i] = k;
      }
    }
  }
  return { parent, counts };
}
