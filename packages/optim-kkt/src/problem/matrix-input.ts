/** Matrices and vectors as people have them, made into the sparse and typed ones that the solvers work on. */
import { requireCsc, sparseFromDense, sparseTranspose, sparseUpperTriangle } from '@adjoint/linalg';
import { ArgumentError, type CscMatrix, NonFiniteError, ShapeError, type Tensor, isTensor, tensor } from '@adjoint/tensor';

/** Dense as a tensor or as nested rows, or sparse in compressed columns. */
export type MatrixLike = Tensor | CscMatrix | readonly (readonly number[])[];
export type VectorLike = Tensor | ArrayLike<number>;

const isSparse = (m: MatrixLike): m is CscMatrix => 'columnPointers' in m;

/**
 * @param columns how many there must be
 * @throws ShapeError or NonFiniteError naming the matrix and the entry
 */
export function matrixInput(name: string, m: MatrixLike, columns: number): CscMatrix {
  if (isSparse(m)) {
    requireCsc(name, m);
    if (m.columns !== columns)
      throw new ShapeError(`${name} has ${m.columns} columns for ${columns} variables`, 'one column for each variable');
    return m;
  }
  const dense = isTensor(m) ? m : m.length === 0 ? null : tensor(m as readonly number[][], 'float64');
  if (dense === null)
    return { rows: 0, columns, columnPointers: new Int32Array(columns + 1), rowIndices: new Int32Array(0), values: new Float64Array(0) };
  if (dense.rank !== 2 || dense.shape[1] !== columns)
    throw new ShapeError(`${name} has shape [${dense.shape.join(', ')}] for ${columns} variables`, `it must be [rows, ${columns}]`);
  const data = dense.data();
  for (let k = 0; k < data.length; k++)
    if (!Number.isFinite(data[k]))
      throw new NonFiniteError(k, `${name}[${Math.floor(k / columns)}][${k % columns}] is ${data[k]}`, 'every coefficient must be finite');
  return sparseFromDense(dense.shape[0], columns, data);
}

/** The number of variables, which q tells. @throws ArgumentError when there is no q */
export function costLength(what: string, q: VectorLike | undefined): number {
  if (typeof q !== 'object' || q === null)
    throw new ArgumentError(
      `${what} without q`,
      'q is the linear part of the objective, one number for each variable; zeros where there is none',
    );
  return isTensor(q) ? q.size : q.length;
}

/** The lower triangle, diagonal included. */
function sparseLowerTriangle(a: CscMatrix): CscMatrix {
  const pointers = new Int32Array(a.columns + 1);
  const rows = new Int32Array(a.columnPointers[a.columns]);
  const values = new Float64Array(rows.length);
  let at = 0;
  for (let j = 0; j < a.columns; j++) {
    for (let p = a.columnPointers[j]; p < a.columnPointers[j + 1]; p++)
      if (a.rowIndices[p] >= j) {
        rows[at] = a.rowIndices[p];
        values[at++] = a.values[p];
      }
    pointers[j + 1] = at;
  }
  return { rows: a.rows, columns: a.columns, columnPointers: pointers, rowIndices: rows, values };
}

/** The upper triangle of a symmetric matrix. @throws ArgumentError when it is not symmetric, naming the entry */
export function symmetricInput(name: string, m: MatrixLike, n: number): CscMatrix {
  const full = matrixInput(name, m, n);
  if (full.rows !== n) throw new ShapeError(`${name} is ${full.rows} × ${full.columns}`, 'it must be square');
  const upper = sparseUpperTriangle(full);
  const mirror = sparseTranspose(sparseLowerTriangle(full));
  let size = 0;
  for (let p = 0; p < full.columnPointers[n]; p++) size = Math.max(size, Math.abs(full.values[p]));
  for (let j = 0; j < n; j++) {
    // Both have ascending rows: an entry of one alone is one that differs from 0.
    for (
      let p = upper.columnPointers[j],
        r = mirror.columnPointers[j],
        pEnd = upper.columnPointers[j + 1],
        rEnd = mirror.columnPointers[j + 1];
      p < pEnd || r < rEnd;
    ) {
      const above = p < pEnd ? upper.rowIndices[p] : n;
      const below = r < rEnd ? mirror.rowIndices[r] : n;
      const i = Math.min(above, below);
      const difference = Math.abs((above === i ? upper.values[p++] : 0) - (below === i ? mirror.values[r++] : 0));
      if (difference > 8 * Number.EPSILON * size)
        throw new ArgumentError(
          `${name} is not symmetric: entries (${i}, ${j}) and (${j}, ${i}) differ by ${difference}`,
          'both triangles are stored; use (P + Pᵀ)/2',
        );
    }
  }
  return upper;
}

/**
 * @param infinite which infinities are allowed
 * @throws ShapeError or NonFiniteError naming the vector and the element
 */
export function vectorInput(name: string, v: VectorLike, length: number, infinite: 'none' | 'both' = 'none'): Float64Array {
  const data = isTensor(v) ? v.data() : v;
  const size = isTensor(v) ? v.size : v.length;
  if ((isTensor(v) && v.rank !== 1) || size !== length)
    throw new ShapeError(
      `${name} has ${isTensor(v) ? `shape [${v.shape.join(', ')}]` : `${size} elements`}`,
      `it needs ${length} elements along one axis`,
    );
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const x = data[i];
    if (typeof x !== 'number' || Number.isNaN(x) || (infinite === 'none' && !Number.isFinite(x)))
      throw new NonFiniteError(
        i,
        `${name}[${i}] is ${x}`,
        infinite === 'none' ? 'every element must be finite' : 'every element must be a number; ±Infinity is no bound',
      );
    out[i] = x;
  }
  return out;
}
