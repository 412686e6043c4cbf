/** The transpose of a sparse matrix, and compressed rows, which are the compressed columns of the transpose. */
import type { CscMatrix } from '@adjoint/tensor';
import { entryCount, requireCompressed, requireCsc } from './csc-matrix.ts';

/** A sparse matrix in compressed rows. */
export interface CsrMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly rowPointers: Int32Array;
  readonly columnIndices: Int32Array;
  readonly values: Float64Array;
}

/**
 * Aᵀ, rows ascending within each column. `source[p]` of the result tells which entry of A became entry p: new values
 * of the same pattern are carried over without sorting again.
 *
 * @throws ShapeError or NonFiniteError for a matrix that `requireCsc` refuses
 */
export function sparseTranspose(a: CscMatrix): CscMatrix & { readonly source: Int32Array } {
  return turned(requireCsc('sparseTranspose', a));
}

/** Rows of A may stand in any order within a column: those of Aᵀ ascend. */
export function turned(a: CscMatrix): CscMatrix & { readonly source: Int32Array } {
  const count = entryCount(a);
  const pointers = new Int32Array(a.rows + 1);
  for (let p = 0; p < count; p++) pointers[a.rowIndices[p] + 1]++;
  for (let i = 0; i < a.rows; i++) pointers[i + 1] += pointers[i];
  const next = pointers.slice();
  const rowIndices = new Int32Array(count);
  const values = new Float64Array(count);
  const source = new Int32Array(count);
  for (let j = 0; j < a.columns; j++) {
    for (let p = a.columnPointers[j]; p < a.columnPointers[j + 1]; p++) {
      const q = next[a.rowIndices[p]]++;
      rowIndices[q] = j;
      values[q] = a.values[p];
      source[q] = p;
    }
  }
  return { rows: a.columns, columns: a.rows, columnPointers: pointers, rowIndices, values, source };
}

/** A transpose without `source`. */
export const untagged = ({ rows, columns, columnPointers, rowIndices, values }: CscMatrix): CscMatrix => ({
  rows,
  columns,
  columnPointers,
  rowIndices,
  values,
});

/** The same matrix in compressed rows. @throws ShapeError or NonFiniteError for a matrix that `requireCsc` refuses */
export function toCsr(a: CscMatrix): CsrMatrix {
  const t = turned(requireCsc('toCsr', a));
  return { rows: a.rows, columns: a.columns, rowPointers: t.columnPointers, columnIndices: t.rowIndices, values: t.values };
}

/** The same matrix in compressed columns. @throws ShapeError or NonFiniteError for rows that are not what they say */
export function fromCsr(a: CsrMatrix): CscMatrix {
  const transpose: CscMatrix = {
    rows: a.columns,
    columns: a.rows,
    columnPointers: a.rowPointers,
    rowIndices: a.columnIndices,
    values: a.values,
  };
  requireCompressed('fromCsr', transpose, ['row', 'column']);
  return untagged(turned(transpose));
}
