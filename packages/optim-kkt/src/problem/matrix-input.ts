/** Matrices and vectors as people have them, made into the sparse and typed ones that the solvers work on. */
import { requireCsc, sparseFromDense, sparseUpperTriangle } from '@adjoint/linalg';
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
    if (m.columns !== columns) throw new ShapeError(`${name} has ${m.columns} columns for ${columns} variables`, 'one column for each variable');
    return m;
  }
  const dense = isTensor(m) ? m : m.length === 0 ? null : tensor(m as readonly number[][], 'float64');
  if (dense === null) return { rows: 0, columns, columnPointers: new Int32Array(columns + 1), rowIndices: new Int32Array(0), values: new Float64Array(0) };
  if (dense.rank !== 2 || dense.shape[1] !== columns) throw new ShapeError(`${name} has shape [${dense.shape.join(', ')}] for ${columns} variables`, `it must be [rows, ${columns}]`);
  const data = dense.data();
  for (let k = 0; k < data.length; k++) if (!Number.isFinite(data[k])) throw new NonFiniteError(k, `${name}[${Math.floor(k / columns)}][${k % columns}] is ${data[k]}`, 'every coefficient must be finite');
  return sparseFromDense(dense.shape[0], columns, data);
}

/** The upper triangle of a symmetric matrix. @throws ArgumentError when it is not symmetric, naming the entry */
export function symmetricInput(name: string, m: MatrixLike, n: number): CscMatrix {
  const full = matrixInput(name, m, n);
  if (full.rows !== n) throw new ShapeError(`${name} is ${full.rows} × ${full.columns}`, 'it must be square');
  const mirrored = new Map<number, number>();
  for (let j = 0; j < n; j++) {
    for (let p = full.columnPointers[j]; p < full.columnPointers[j + 1]; p++) {
      const i = full.rowIndices[p], key = Math.min(i, j) * n + Math.max(i, j);
      if (i !== j) mirrored.set(key, (mirrored.get(key) ?? 0) + (i < j ? 1 : -1) * full.values[p]);
    }
  }
  let size = 0;
  for (const v of full.values) size = Math.max(size, Math.abs(v));
  for (const [key, difference] of mirrored) {
    if (Math.abs(difference) > 8 * Number.EPSILON * size) throw new ArgumentError(`${name} is not symmetric: entries (${Math.floor(key / n)}, ${key % n}) and (${key % n}, ${Math.floor(key / n)}) differ by ${Math.abs(difference)}`, 'both triangles are stored; use (P + Pᵀ)/2');
  }
  return sparseUpperTriangle(full);
}

/**
 * @param infinite which infinities are allowed
 * @throws ShapeError or NonFiniteError naming the vector and the element
 */
export function vectorInput(name: string, v: VectorLike, length: number, infinite: 'none' | 'both' = 'none'): Float64Array {
  const data = isTensor(v) ? v.data() : v, size = isTensor(v) ? v.size : v.length;
  if ((isTensor(v) && v.rank !== 1) || size !== length) throw new ShapeError(`${name} has ${isTensor(v) ? `shape [${v.shape.join(', ')}]` : `${size} elements`}`, `it needs ${length} elements along one axis`);
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const x = data[i];
    if (typeof x !== 'number' || Number.isNaN(x) || (infinite === 'none' && !Number.isFinite(x))) throw new NonFiniteError(i, `${name}[${i}] is ${x}`, infinite === 'none' ? 'every element must be finite' : 'every element must be a number; ±Infinity is no bound');
    out[i] = x;
  }
  return out;
}
