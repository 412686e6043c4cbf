/**
 * A sparse matrix in compressed sparse column form, as plain data: the common struct of every package.
 *
 * The entries of column j stand at columnPointers[j] … columnPointers[j+1] − 1 of `rowIndices` and `values`, with
 * ascending rows and no entry twice.
 */
import { ArgumentError, ShapeError } from '../errors.ts';

export interface CscMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Length columns + 1, from 0 to the number of entries, not decreasing. */
  readonly columnPointers: Int32Array;
  readonly rowIndices: Int32Array;
  readonly values: Float64Array;
}

/**
 * The struct, after every one of its rules has been checked.
 *
 * @throws ShapeError for wrong lengths or pointers; ArgumentError for a row outside the matrix, unsorted or twice
 */
export function cscMatrix(
  rows: number,
  columns: number,
  columnPointers: Int32Array,
  rowIndices: Int32Array,
  values: Float64Array,
): CscMatrix {
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || rows < 0 || columns < 0)
    throw new ShapeError(`cscMatrix: ${rows}×${columns}`, 'dimensions are integers ≥ 0');
  const count = rowIndices.length;
  if (columnPointers.length !== columns + 1 || values.length !== count) {
    throw new ShapeError(
      `cscMatrix ${rows}×${columns}: ${columnPointers.length} column pointers, ${count} row indices, ${values.length} values`,
      `give ${columns + 1} column pointers, and as many values as row indices`,
    );
  }
  if (columnPointers[0] !== 0 || columnPointers[columns] !== count)
    throw new ShapeError(
      `cscMatrix: column pointers run from ${columnPointers[0]} to ${columnPointers[columns]}`,
      `they run from 0 to the number of entries, ${count}`,
    );
  for (let j = 0; j < columns; j++) {
    if (columnPointers[j + 1] < columnPointers[j])
      throw new ShapeError(`cscMatrix: column pointer ${j + 1} is smaller than the one before`, 'column pointers do not decrease');
    for (let p = columnPointers[j]; p < columnPointers[j + 1]; p++) {
      const i = rowIndices[p];
      if (i < 0 || i >= rows)
        throw new ArgumentError(`cscMatrix: row ${i} in column ${j} of a matrix with ${rows} rows`, 'rows are counted from 0');
      if (p > columnPointers[j] && i <= rowIndices[p - 1])
        throw new ArgumentError(
          `cscMatrix: row ${i} after row ${rowIndices[p - 1]} in column ${j}`,
          'rows ascend and stand once; build from triplets to sort and add up',
        );
    }
  }
  return Object.freeze({ rows, columns, columnPointers, rowIndices, values });
}
