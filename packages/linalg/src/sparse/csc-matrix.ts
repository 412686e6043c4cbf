/**
 * Sparse matrices in compressed columns: the entries of column j are `values[p]` in the rows `rowIndices[p]` for
 * p from `columnPointers[j]` up to `columnPointers[j + 1]`, rows ascending, each at most once.
 *
 * Plain data, so that it can be written to JSON, sent to a worker, or made by hand and checked by `requireCsc`.
 */
import { ArgumentError, type CscMatrix, NonFiniteError, ShapeError } from '@adjoint/tensor';

const COUNT_HINT = 'rows and columns are counts below 2³¹';
const REPAIR = 'make sparse matrices with sparseFromTriplets, or check the columns that you filled in';
const isCount = (n: number): boolean => Number.isInteger(n) && n >= 0 && n < 2 ** 31;

/** Number of stored entries. */
export const entryCount = (a: CscMatrix): number => a.columnPointers[a.columns];

/**
 * Checks that `a` is what it says: sizes, ascending pointers, row indices in range and ascending, finite values.
 *
 * @throws ShapeError      when sizes or pointers are inconsistent, or rows are out of range or order, naming the column
 * @throws NonFiniteError  when a value is NaN or infinite, naming its row and column
 */
export function requireCsc(name: string, a: CscMatrix): CscMatrix {
  requireCompressed(name, a, ['column', 'row']);
  return a;
}

type Words = readonly [outer: string, inner: string];

/** The same for either compression: the words name the compressed and the listed index. */
export function requireCompressed(name: string, a: CscMatrix, words: Words): void {
  requirePattern(name, a, words);
  const { columns, columnPointers: pointers, rowIndices, values } = a;
  const count = pointers[columns];
  if (values.length < count) throw new ShapeError(`${name}: ${count} entries announced, but ${values.length} values`, REPAIR);
  for (let j = 0; j < columns; j++)
    for (let p = pointers[j]; p < pointers[j + 1]; p++)
      if (!Number.isFinite(values[p]))
        throw new NonFiniteError(
          p,
          `${name}: the entry in ${words[1]} ${rowIndices[p]} and ${words[0]} ${j} is ${values[p]}`,
          'every entry must be finite',
        );
}

/** Sizes, pointers and indices; values are not looked at. */
export function requirePattern(name: string, a: CscMatrix, [outer, inner]: Words = ['column', 'row']): void {
  const { rows, columns, columnPointers: pointers, rowIndices } = a;
  if (!isCount(rows) || !isCount(columns)) throw new ShapeError(`${name}: ${columns} ${outer}s and ${rows} ${inner}s`, COUNT_HINT);
  if (pointers.length !== columns + 1 || pointers[0] !== 0)
    throw new ShapeError(`${name}: ${pointers.length} ${outer} pointers starting at ${pointers[0]}, for ${columns} ${outer}s`, REPAIR);
  const count = pointers[columns];
  if (rowIndices.length < count)
    throw new ShapeError(`${name}: ${count} entries announced, but ${rowIndices.length} ${inner} indices`, REPAIR);
  for (let j = 0; j < columns; j++) {
    if (pointers[j + 1] < pointers[j] || pointers[j + 1] > count)
      throw new ShapeError(`${name}: ${outer} ${j} goes from ${pointers[j]} to ${pointers[j + 1]}, of ${count} entries`, REPAIR);
    for (let p = pointers[j], last = -1; p < pointers[j + 1]; last = rowIndices[p++])
      if (!(rowIndices[p] > last && rowIndices[p] < rows))
        throw new ShapeError(`${name}: ${outer} ${j} has ${inner} ${rowIndices[p]} after ${inner} ${last}, of ${rows} ${inner}s`, REPAIR);
  }
}

/**
 * A sparse matrix from entries in any order; entries of one place are added up.
 *
 * @throws ShapeError when the three arrays differ in length, or the sizes are no counts
 * @throws ArgumentError when an index is outside the matrix, naming the entry
 * @throws NonFiniteError when a value is not finite, naming the entry
 * @example sparseFromTriplets(2, 2, [0, 1, 1], [0, 0, 1], [4, 1, 3]) // [[4, 0], [1, 3]]
 */
export function sparseFromTriplets(
  rows: number,
  columns: number,
  rowIndices: ArrayLike<number>,
  columnIndices: ArrayLike<number>,
  values: ArrayLike<number>,
): CscMatrix {
  const count = values.length;
  if (!isCount(rows) || !isCount(columns)) throw new ShapeError(`sparseFromTriplets: ${rows} rows and ${columns} columns`, COUNT_HINT);
  if (rowIndices.length !== count || columnIndices.length !== count)
    throw new ShapeError(
      `sparseFromTriplets: ${rowIndices.length} rows, ${columnIndices.length} columns, ${count} values`,
      'one row and one column index for each value',
    );
  for (let k = 0; k < count; k++) {
    const i = rowIndices[k];
    const j = columnIndices[k];
    if (!Number.isInteger(i) || !Number.isInteger(j) || i < 0 || j < 0 || i >= rows || j >= columns)
      throw new ArgumentError(`sparseFromTriplets: entry ${k} is at (${i}, ${j}), outside ${rows} × ${columns}`, 'indices start at 0');
    if (!Number.isFinite(values[k]))
      throw new NonFiniteError(k, `sparseFromTriplets: entry ${k} is ${values[k]}`, 'every entry must be finite');
  }
  // Two counting sorts, by row and then by column, leave each column in ascending rows.
  const byRow = countingOrder(rows, rowIndices, null, count);
  const byColumn = countingOrder(columns, columnIndices, byRow, count);
  const pointers = new Int32Array(columns + 1);
  const outRows = new Int32Array(count);
  const out = new Float64Array(count);
  let filled = 0;
  let column = 0;
  for (const k of byColumn) {
    while (column < columnIndices[k]) pointers[++column] = filled;
    if (filled > pointers[column] && outRows[filled - 1] === rowIndices[k]) out[filled - 1] += values[k];
    else {
      outRows[filled] = rowIndices[k];
      out[filled++] = values[k];
    }
  }
  while (column < columns) pointers[++column] = filled;
  return { rows, columns, columnPointers: pointers, rowIndices: outRows.slice(0, filled), values: out.slice(0, filled) };
}

/** The positions `order` (all, when null) sorted stably by their key. */
function countingOrder(keys: number, key: ArrayLike<number>, order: Int32Array | null, count: number): Int32Array {
  const next = new Int32Array(keys + 1);
  const sorted = new Int32Array(count);
  for (let k = 0; k < count; k++) next[key[k] + 1]++;
  for (let i = 0; i < keys; i++) next[i + 1] += next[i];
  for (let k = 0; k < count; k++) {
    const p = order === null ? k : order[k];
    sorted[next[key[p]]++] = p;
  }
  return sorted;
}

/** The n × n diagonal matrix with these entries. @throws NonFiniteError for an entry that is not finite */
export function sparseDiagonal(entries: ArrayLike<number>): CscMatrix {
  const n = entries.length;
  requireFinite('sparseDiagonal', entries);
  return {
    rows: n,
    columns: n,
    columnPointers: Int32Array.from({ length: n + 1 }, (_, j) => j),
    rowIndices: Int32Array.from({ length: n }, (_, j) => j),
    values: Float64Array.from(entries),
  };
}

function requireFinite(name: string, entries: ArrayLike<number>): void {
  for (let k = 0; k < entries.length; k++)
    if (!Number.isFinite(entries[k])) throw new NonFiniteError(k, `${name}: entry ${k} is ${entries[k]}`, 'every entry must be finite');
}

/**
 * The nonzero entries of a row-major dense matrix.
 *
 * @throws ShapeError     when there are not rows · columns numbers
 * @throws NonFiniteError for an entry that is not finite
 */
export function sparseFromDense(rows: number, columns: number, dense: ArrayLike<number>): CscMatrix {
  if (!isCount(rows) || !isCount(columns) || dense.length !== rows * columns)
    throw new ShapeError(`sparseFromDense: ${dense.length} numbers for ${rows} × ${columns}`, 'one number for each place, row after row');
  requireFinite('sparseFromDense', dense);
  const pointers = new Int32Array(columns + 1);
  const rowIndices: number[] = [];
  const values: number[] = [];
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++)
      if (dense[i * columns + j] !== 0) {
        rowIndices.push(i);
        values.push(dense[i * columns + j]);
      }
    pointers[j + 1] = values.length;
  }
  return { rows, columns, columnPointers: pointers, rowIndices: Int32Array.from(rowIndices), values: Float64Array.from(values) };
}

/** All entries, zeros too, in row-major order. */
export function sparseToDense(a: CscMatrix): Float64Array {
  const out = new Float64Array(a.rows * a.columns);
  for (let j = 0; j < a.columns; j++)
    for (let p = a.columnPointers[j]; p < a.columnPointers[j + 1]; p++) out[a.rowIndices[p] * a.columns + j] += a.values[p];
  return out;
}
