/** Sums and products of sparse matrices: A x, Aᵀ x, symmetric A x from one triangle, A B (Gustavson 1978), α A + β B. */
import { type CscMatrix, ShapeError } from '@adjoint/tensor';
import { entryCount, requireCsc } from './csc-matrix.ts';
import { turned, untagged } from './sparse-transpose.ts';

function requireLengths(name: string, a: CscMatrix, x: number, y: number, inner: number, outer: number): void {
  if (x !== inner || y !== outer)
    throw new ShapeError(
      `${name}: a ${a.rows} × ${a.columns} matrix with a vector of ${x} into a vector of ${y}`,
      `it takes ${inner} numbers to ${outer}`,
    );
}

/** y ← y + α A x, in place; returns y. */
export function addSparseProduct(y: Float64Array, α: number, a: CscMatrix, x: ArrayLike<number>): Float64Array {
  requireLengths('addSparseProduct', a, x.length, y.length, a.columns, a.rows);
  const { columnPointers, rowIndices, values } = a;
  for (let j = 0; j < a.columns; j++) {
    const xj = α * x[j];
    if (xj !== 0) for (let p = columnPointers[j]; p < columnPointers[j + 1]; p++) y[rowIndices[p]] += values[p] * xj;
  }
  return y;
}

/** y ← y + α Aᵀ x, in place; returns y. */
export function addSparseTransposeProduct(y: Float64Array, α: number, a: CscMatrix, x: ArrayLike<number>): Float64Array {
  requireLengths('addSparseTransposeProduct', a, x.length, y.length, a.rows, a.columns);
  const { columnPointers, rowIndices, values } = a;
  for (let j = 0; j < a.columns; j++) {
    let sum = 0;
    for (let p = columnPointers[j]; p < columnPointers[j + 1]; p++) sum += values[p] * x[rowIndices[p]];
    y[j] += α * sum;
  }
  return y;
}

/** y ← y + α S x in place for the symmetric S whose upper triangle is `upper`; returns y. */
export function addSymmetricProduct(y: Float64Array, α: number, upper: CscMatrix, x: ArrayLike<number>): Float64Array {
  requireLengths('addSymmetricProduct', upper, x.length, y.length, upper.columns, upper.rows);
  const { columnPointers, rowIndices, values } = upper;
  for (let j = 0; j < upper.columns; j++) {
    const xj = α * x[j];
    let sum = 0;
    for (let p = columnPointers[j]; p < columnPointers[j + 1]; p++) {
      const i = rowIndices[p];
      if (i === j) sum += values[p] * x[j];
      else {
        y[i] += values[p] * xj;
        sum += values[p] * x[i];
      }
    }
    y[j] += α * sum;
  }
  return y;
}

/** A B. @throws ShapeError when the inner sizes differ */
export function sparseProduct(a: CscMatrix, b: CscMatrix): CscMatrix {
  if (a.columns !== b.rows)
    throw new ShapeError(
      `sparseProduct: ${a.rows} × ${a.columns} by ${b.rows} × ${b.columns}`,
      'the columns of the first are the rows of the second',
    );
  requireCsc('sparseProduct', a);
  requireCsc('sparseProduct', b);
  const pointers = new Int32Array(b.columns + 1);
  const sum = new Float64Array(a.rows);
  const mark = new Int32Array(a.rows).fill(-1);
  const rows: number[] = [];
  const values: number[] = [];
  for (let j = 0; j < b.columns; j++) {
    const from = rows.length;
    for (let p = b.columnPointers[j]; p < b.columnPointers[j + 1]; p++) {
      const k = b.rowIndices[p];
      for (let q = a.columnPointers[k]; q < a.columnPointers[k + 1]; q++) {
        const i = a.rowIndices[q];
        if (mark[i] !== j) {
          mark[i] = j;
          sum[i] = 0;
          rows.push(i);
        }
        sum[i] += a.values[q] * b.values[p];
      }
    }
    for (let q = from; q < rows.length; q++) values.push(sum[rows[q]]);
    pointers[j + 1] = rows.length;
  }
  return sortRows({
    rows: a.rows,
    columns: b.columns,
    columnPointers: pointers,
    rowIndices: Int32Array.from(rows),
    values: Float64Array.from(values),
  });
}

/** α A + β B. @throws ShapeError when the sizes differ */
export function sparseAdd(α: number, a: CscMatrix, β: number, b: CscMatrix): CscMatrix {
  if (a.rows !== b.rows || a.columns !== b.columns)
    throw new ShapeError(`sparseAdd: ${a.rows} × ${a.columns} and ${b.rows} × ${b.columns}`, 'both need one size');
  requireCsc('sparseAdd', a);
  requireCsc('sparseAdd', b);
  const pointers = new Int32Array(a.columns + 1);
  const room = entryCount(a) + entryCount(b);
  const rows = new Int32Array(room);
  const values = new Float64Array(room);
  let filled = 0;
  for (let j = 0; j < a.columns; j++) {
    let p = a.columnPointers[j];
    let q = b.columnPointers[j];
    const pEnd = a.columnPointers[j + 1];
    const qEnd = b.columnPointers[j + 1];
    while (p < pEnd || q < qEnd) {
      const i = p < pEnd ? a.rowIndices[p] : a.rows;
      const k = q < qEnd ? b.rowIndices[q] : b.rows;
      rows[filled] = Math.min(i, k);
      values[filled++] = (i <= k ? α * a.values[p++] : 0) + (k <= i ? β * b.values[q++] : 0);
    }
    pointers[j + 1] = filled;
  }
  return { rows: a.rows, columns: a.columns, columnPointers: pointers, rowIndices: rows.slice(0, filled), values: values.slice(0, filled) };
}

/** The same matrix with ascending rows in every column: two transposes. */
const sortRows = (a: CscMatrix): CscMatrix => untagged(turned(turned(a)));
