/**
 * A few eigenvalues of a symmetric operator, or singular values of any, by Lanczos' process with full
 * reorthogonalisation and thick restarts: the wanted Ritz vectors stay, the rest is built anew.
 *
 * Wu and Simon (2000), "Thick-restart Lanczos method for large symmetric eigenvalue problems".
 */
import { ArgumentError, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { symmetricEigen } from '../dense/eigh.ts';
import { EPS } from '../dense/machine.ts';
import { axpyRange, dotRange, norm2 } from '../dense/vector.ts';
import { type LinearOperator, type OperatorLike, linearOperator, requireIterationOptions } from './linear-operator.ts';

export interface LanczosOptions {
  /** Which end of the spectrum (default 'largest'). */
  readonly which?: 'largest' | 'smallest';
  /** Stop when ‖A v − λ v‖ ≤ tolerance·‖A‖, ‖A‖ the largest Ritz value met (default 1e-10). */
  readonly tolerance?: number;
  /** Products with A (default 100·dimension). */
  readonly maxProducts?: number;
  /** Dimension of the space (default min(n, max(2k + 10, 20))). */
  readonly dimension?: number;
  /** A start with a part in every wanted direction (default a fixed vector without structure). */
  readonly start?: Tensor;
}
export interface LanczosResult {
  /** [k], largest first or smallest first as asked. */
  readonly values: Tensor;
  /** [n, k] in columns. */
  readonly vectors: Tensor;
  /** ‖A v − λ v‖ of each, recomputed. [k] */
  readonly residuals: Tensor;
  readonly status: 'converged' | 'product-limit';
  readonly products: number;
}

/** An unstructured start that is the same everywhere: a Weyl sequence, no transcendental function. */
const startVector = (n: number): Float64Array<ArrayBuffer> =>
  Float64Array.from({ length: n }, (_, i) => {
    const t = (i + 1) * 0.6180339887498949;
    return t - Math.floor(t) - 0.5 + 1e-3;
  });

/**
 * @param A symmetric, [n, n] dense or sparse, or an operator
 * @param k how many, 1 ≤ k ≤ n
 * @throws ArgumentError, ShapeError, NonFiniteError
 * @example eigsh(tensor([[2, 0], [0, 5]]), 1).values // [5]
 */
export function eigsh(
  A: OperatorLike,
  k: number,
  { which = 'largest', tolerance = 1e-10, maxProducts, dimension, start }: LanczosOptions = {},
): LanczosResult {
  requireIterationOptions('eigsh', { tolerance, maxProducts, dimension });
  const op = linearOperator(A);
  const n = op.rows;
  if (op.rows !== op.columns)
    throw new ArgumentError(`eigsh: an operator of ${op.rows}×${op.columns}`, 'the operator must be square and symmetric');
  if (!Number.isInteger(k) || k < 1 || k > n)
    throw new ArgumentError(`eigsh: ${k} eigenvalues of an operator of order ${n}`, `ask for 1 to ${n}`);
  const m = Math.min(n, Math.max(k + 1, dimension ?? Math.max(2 * k + 10, 20)));
  const limit = maxProducts ?? 100 * m;
  const V = new Float64Array((m + 1) * n);
  const T = new Float64Array(m * m);
  const w = new Float64Array(n);
  V.set(start === undefined ? startVector(n) : Float64Array.from(start.data()));
  scale(V, 0, n);
  let kept = 0;
  let products = 0;
  let largest = 0;
  for (;;) {
    let last = 0;
    let size = m;
    for (let j = kept; j < m; j++) {
      op.apply(V.subarray(j * n, (j + 1) * n), w);
      products++;
      largest = Math.max(largest, norm2(w));
      for (let pass = 0; pass < 2; pass++)
        for (let i = 0; i <= j; i++) {
          const h = dotRange(w, 0, V, i * n, n);
          if (i === j || (j === kept && i < kept)) T[i * m + j] += h; // T is diagonal and one border, then tridiagonal
          axpyRange(-h, V, i * n, w, 0, n);
        }
      if (j === kept) for (let i = 0; i < kept; i++) T[j * m + i] = T[i * m + j];
      last = norm2(w);
      if (j + 1 < m) T[j * m + j + 1] = T[(j + 1) * m + j] = last;
      if (!(last > 2 * EPS * largest) && j + 1 < m) {
        // An invariant subspace: go on with a new direction, uncoupled.
        T[j * m + j + 1] = T[(j + 1) * m + j] = 0;
        if (!freshDirection(V, j + 1, n)) {
          size = j + 1;
          last = 0;
          break;
        }
      } else if (last > 0) for (let i = 0; i < n; i++) V[(j + 1) * n + i] = w[i] / last;
    }
    const small = new Float64Array(size * size);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) small[i * size + j] = T[i * m + j];
    const { values, vectors } = symmetricEigen(small, size, true);
    const order = Array.from({ length: size }, (_, i) => (which === 'largest' ? size - 1 - i : i));
    const norm = Math.max(Math.abs(values[0]), Math.abs(values[size - 1]));
    const wanted = order.slice(0, k);
    const open = wanted.filter((i) => Math.abs(last * vectors![(size - 1) * size + i]) > tolerance * norm).length;
    if (open === 0 || products >= limit || size < m)
      return answer(op, V, vectors!, values, wanted, size, n, open === 0 || size < m ? 'converged' : 'product-limit', products);
    // Thick restart: keep the wanted and some neighbours.
    const keep = Math.min(m - 1, k + Math.min(k, Math.floor((m - k) / 2)));
    const next = combine(V, vectors!, order.slice(0, keep), size, n);
    V.copyWithin(keep * n, m * n, (m + 1) * n);
    V.set(next);
    T.fill(0);
    order.slice(0, keep).forEach((i, p) => {
      T[p * m + p] = values[i];
    });
    kept = keep;
  }
}

function scale(V: Float64Array, from: number, n: number): number {
  const size = norm2(V, from, n);
  if (size > 0) for (let i = from; i < from + n; i++) V[i] /= size;
  return size;
}

function freshDirection(V: Float64Array, j: number, n: number): boolean {
  for (let attempt = 0; attempt < n; attempt++) {
    for (let i = 0; i < n; i++) V[j * n + i] = i === (attempt + j) % n ? 1 : 0;
    for (let pass = 0; pass < 2; pass++) for (let i = 0; i < j; i++) axpyRange(-dotRange(V, j * n, V, i * n, n), V, i * n, V, j * n, n);
    if (scale(V, j * n, n) > 0.5 / Math.sqrt(n)) return true;
  }
  return false;
}

/** Rows Σ y_ji·v_j for the columns i asked for. */
function combine(V: Float64Array, y: Float64Array, columns: readonly number[], size: number, n: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(columns.length * n);
  columns.forEach((c, p) => {
    for (let j = 0; j < size; j++) axpyRange(y[j * size + c], V, j * n, out, p * n, n);
  });
  return out;
}

function answer(
  op: LinearOperator,
  V: Float64Array,
  y: Float64Array,
  values: Float64Array,
  wanted: readonly number[],
  size: number,
  n: number,
  status: LanczosResult['status'],
  products: number,
): LanczosResult {
  const rows = combine(V, y, wanted, size, n);
  const k = wanted.length;
  const out = new Float64Array(n * k);
  const residuals = new Float64Array(k);
  const r = new Float64Array(n);
  for (let p = 0; p < k; p++) {
    const v = rows.subarray(p * n, (p + 1) * n);
    op.apply(v, r);
    for (let i = 0; i < n; i++) {
      r[i] -= values[wanted[p]] * v[i];
      out[i * k + p] = v[i];
    }
    residuals[p] = norm2(r);
  }
  return {
    values: adoptBuffer(
      Float64Array.from(wanted, (i) => values[i]),
      [k],
    ),
    vectors: adoptBuffer(out, [n, k]),
    residuals: adoptBuffer(residuals, [k]),
    status,
    products,
  };
}

/**
 * The k largest singular values with their vectors, from the eigenvalues of [0 A; Aᵀ 0], which does not square them.
 *
 * @param A [m, n] dense or sparse, or an operator with `applyTransposed`
 * @example svds(tensor([[3, 0], [0, 4]]), 1).S // [4]
 */
export function svds(
  A: OperatorLike,
  k: number,
  options: Omit<LanczosOptions, 'which'> = {},
): { readonly U: Tensor; readonly S: Tensor; readonly Vt: Tensor; readonly status: LanczosResult['status']; readonly products: number } {
  requireIterationOptions('svds', { tolerance: options.tolerance, maxProducts: options.maxProducts, dimension: options.dimension });
  const op = linearOperator(A);
  const m = op.rows;
  const n = op.columns;
  if (!op.applyTransposed) throw new ArgumentError('svds: the operator has no applyTransposed', 'give y ← Aᵀ·x as applyTransposed');
  if (!Number.isInteger(k) || k < 1 || k > Math.min(m, n))
    throw new ArgumentError(`svds: ${k} singular values of an operator of ${m}×${n}`, `ask for 1 to ${Math.min(m, n)}`);
  const both: LinearOperator = {
    rows: m + n,
    columns: m + n,
    apply(x, y) {
      op.apply(x.subarray(m), y.subarray(0, m));
      op.applyTransposed!(x.subarray(0, m), y.subarray(m));
    },
  };
  const { values, vectors, status, products } = eigsh(both, k, options);
  const w = vectors.data();
  const U = new Float64Array(m * k);
  const Vt = new Float64Array(k * n);
  const S = Float64Array.from(values.data(), (s) => Math.max(0, s));
  const left = new Float64Array(k * m);
  const negligible = (m + n) * EPS * S[0];
  for (let c = 0; c < k; c++) {
    if (S[c] <= negligible) {
      // the two halves of such a vector are null vectors of Aᵀ and A that need not be orthogonal to others: any that are will do
      freshDirection(left, c, m);
      freshDirection(Vt, c, n);
    } else {
      for (let i = 0; i < m; i++) left[c * m + i] = w[i * k + c];
      for (let i = 0; i < n; i++) Vt[c * n + i] = w[(m + i) * k + c];
      scale(left, c * m, m);
      scale(Vt, c * n, n);
    }
    for (let i = 0; i < m; i++) U[i * k + c] = left[c * m + i];
  }
  return { U: adoptBuffer(U, [m, k]), S: adoptBuffer(S, [k]), Vt: adoptBuffer(Vt, [k, n]), status, products };
}
