/** Parts of a sparse matrix: chosen rows and columns, and its upper triangle. */
import { ArgumentError, type CscMatrix } from '@adjoint/tensor';
import { entryCount, requireCsc } from './csc-matrix.ts';
import { turned, untagged } from './sparse-transpose.ts';

/**
 * A[rows, columns]: the rows and columns of these numbers (null: all), in the order given, repeated where they repeat.
 *
 * @throws ArgumentError for an index outside the matrix
 */
export function sparseSlice(a: CscMatrix, rows: ArrayLike<number> | null, columns: ArrayLike<number> | null): CscMatrix {
  requireCsc('sparseSlice', a);
  const some = columns === null ? a : chosenColumns(a, columns, 'column');
  if (rows === null) return some;
  return isAscending(rows, a.rows) ? chosenRows(some, rows) : untagged(turned(chosenColumns(turned(some), rows, 'row')));
}

function chosenColumns(a: CscMatrix, chosen: ArrayLike<number>, what: string): CscMatrix {
  const pointers = new Int32Array(chosen.length + 1);
  for (let k = 0; k < chosen.length; k++) {
    const j = requireIndex(chosen[k], a.columns, what);
    pointers[k + 1] = pointers[k] + a.columnPointers[j + 1] - a.columnPointers[j];
  }
  const rowIndices = new Int32Array(pointers[chosen.length]);
  const values = new Float64Array(pointers[chosen.length]);
  for (let k = 0; k < chosen.length; k++) {
    for (let p = a.columnPointers[chosen[k]], at = pointers[k]; at < pointers[k + 1]; p++, at++) {
      rowIndices[at] = a.rowIndices[p];
      values[at] = a.values[p];
    }
  }
  return { rows: a.rows, columns: chosen.length, columnPointers: pointers, rowIndices, values };
}

/** For strictly ascending rows, which stay so. */
function chosenRows(a: CscMatrix, chosen: ArrayLike<number>): CscMatrix {
  const place = new Int32Array(a.rows).fill(-1);
  for (let k = 0; k < chosen.length; k++) place[chosen[k]] = k;
  const pointers = new Int32Array(a.columns + 1);
  const rowIndices = new Int32Array(entryCount(a));
  const values = new Float64Array(rowIndices.length);
  let filled = 0;
  for (let j = 0; j < a.columns; j++) {
    for (let p = a.columnPointers[j], end = a.columnPointers[j + 1]; p < end; p++) {
      const i = place[a.rowIndices[p]];
      if (i < 0) continue;
      rowIndices[filled] = i;
      values[filled++] = a.values[p];
    }
    pointers[j + 1] = filled;
  }
  return {
    rows: chosen.length,
    columns: a.columns,
    columnPointers: pointers,
    rowIndices: rowIndices.slice(0, filled),
    values: values.slice(0, filled),
  };
}

function isAscending(chosen: ArrayLike<number>, limit: number): boolean {
  let ascending = true;
  for (let k = 0, last = -1; k < chosen.length; last = chosen[k++]) if (requireIndex(chosen[k], limit, 'row') <= last) ascending = false;
  return ascending;
}

function requireIndex(index: number, limit: number, what: string): number {
  if (Number.isInteger(index) && index >= 0 && index < limit) return index;
  throw new ArgumentError(`sparseSlice: ${what} ${index} of ${limit}`, 'indices start at 0');
}

/** The upper triangle, diagonal included. */
export function sparseUpperTriangle(a: CscMatrix): CscMatrix {
  requireCsc('sparseUpperTriangle', a);
  const pointers = new Int32Array(a.columns + 1);
  for (let j = 0; j < a.columns; j++) {
    let p = a.columnPointers[j];
    while (p < a.columnPointers[j + 1] && a.rowIndices[p] <= j) p++;
    pointers[j + 1] = pointers[j] + p - a.columnPointers[j];
  }
  const rows = new Int32Array(pointers[a.columns]);
  const values = new Float64Array(pointers[a.columns]);
  for (let j = 0, at = 0; j < a.columns; j++)
    for (let p = a.columnPointers[j]; at < pointers[j + 1]; p++) {
      rows[at] = a.rowIndices[p];
      values[at++] = a.values[p];
    }
  return { rows: a.rows, columns: a.columns, columnPointers: pointers, rowIndices: rows, values };
}
