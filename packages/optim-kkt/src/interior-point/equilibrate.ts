/**
 * Ruiz equilibration: rows and columns of [P Aᵀ; A 0] are divided by the square roots of their largest entries until
 * all are near 1, then the cost is divided by its own size.
 *
 *   P̂ = c D P D,  q̂ = c D q,  Â = E A D,  b̂ = E b;   x = D x̂,  s = E⁻¹ ŝ,  z = E ẑ / c
 *
 * Within a cone that is not a product of half-lines E is a multiple of the identity, so that the cone stays itself.
 *
 * Ruiz (2001), "A scaling algorithm to equilibrate both rows and columns norms in matrices".
 */
import type { CscMatrix } from '@adjoint/tensor';
import { maxAbs } from '../certificate/measures.ts';
import { type ConeData, coneSize } from './cone-data.ts';
import { roomFor } from './room.ts';

export interface Equilibrated {
  readonly data: ConeData;
  /** D, E and c of the head. */
  readonly columns: Float64Array;
  readonly rows: Float64Array;
  readonly cost: number;
}

const LIMITS = { least: 1e-6, most: 1e6 };

export function equilibrate(given: ConeData, passes = 10): Equilibrated {
  const { data, rows: farRows, cost: farCost } = nearUnit(given);
  const inner = ruiz(data, passes);
  if (data === given) return inner;
  return { ...inner, rows: inner.rows.map((v, i) => v * farRows[i]), cost: inner.cost * farCost };
}

/** Rows and costs that are far from 1 are first brought there by powers of two, which is exact. */
function nearUnit(data: ConeData): { readonly data: ConeData; readonly rows: Float64Array; readonly cost: number } {
  const take = roomFor(2 * data.b.length);
  const largest = take(data.b.length);
  const rows = take(data.b.length).fill(1);
  const { A, P, q } = data;
  for (let p = 0; p < A.columnPointers[q.length]; p++) largest[A.rowIndices[p]] = Math.max(largest[A.rowIndices[p]], Math.abs(A.values[p]));
  let at = 0;
  for (const cone of data.cones) {
    const size = coneSize(cone);
    if (cone.kind === 'zero' || cone.kind === 'nonnegative')
      for (let i = at; i < at + size; i++) rows[i] = farFactor(Math.max(largest[i], Math.abs(data.b[i])));
    at += size;
  }
  const cost = farFactor(Math.max(maxAbs(q), maxAbs(P.values)));
  if (cost === 1 && rows.every((v) => v === 1)) return { data, rows, cost };
  return {
    rows,
    cost,
    data: {
      ...data,
      P: { ...P, values: P.values.map((v) => v * cost) },
      q: q.map((v) => v * cost),
      b: data.b.map((v, i) => v * rows[i]),
      A: { ...A, values: A.values.map((v, p) => v * rows[A.rowIndices[p]]) },
    },
  };
}

const farFactor = (size: number): number =>
  size === 0 || (size > 1e-12 && size < 1e12) ? 1 : 2 ** -Math.max(-700, Math.min(700, Math.floor(Math.log2(size))));

function ruiz(data: ConeData, passes: number): Equilibrated {
  const n = data.q.length;
  const m = data.b.length;
  const take = roomFor(5 * n + 4 * m);
  const D = take(n).fill(1);
  const E = take(m).fill(1);
  const P = { ...data.P, values: data.P.values.slice() };
  const A = { ...data.A, values: data.A.values.slice() };
  const columnNorms = take(n);
  const rowNorms = take(m);
  const nextColumns = take(n);
  const nextRows = take(m);
  norms(P, A, columnNorms, rowNorms);
  for (let pass = 0; pass < passes && !near1(columnNorms, rowNorms); pass++) {
    for (let j = 0; j < n; j++) D[j] *= columnNorms[j] = factorFor(columnNorms[j], D[j]);
    for (let i = 0; i < m; i++) rowNorms[i] = factorFor(rowNorms[i], E[i]);
    averageWithinCones(rowNorms, data);
    for (let i = 0; i < m; i++) E[i] *= rowNorms[i];
    nextColumns.fill(0);
    nextRows.fill(0);
    scaleEntries(P, columnNorms, columnNorms, nextColumns, nextColumns);
    scaleEntries(A, rowNorms, columnNorms, nextRows, nextColumns);
    columnNorms.set(nextColumns);
    rowNorms.set(nextRows);
  }
  const q = take(n);
  const b = take(m);
  for (let j = 0; j < n; j++) q[j] = data.q[j] * D[j];
  for (let i = 0; i < m; i++) b[i] = data.b[i] * E[i];
  norms(P, A, columnNorms, rowNorms, true);
  let sum = 0;
  for (let j = 0; j < n; j++) sum += columnNorms[j];
  const size = Math.max(sum / Math.max(1, n), maxAbs(q));
  const cost = size > 0 ? Math.min(LIMITS.most, Math.max(LIMITS.least, 1 / size)) : 1;
  for (let p = 0; p < P.values.length; p++) P.values[p] *= cost;
  for (let j = 0; j < n; j++) q[j] *= cost;
  return { data: { P, A, q, b, cones: data.cones, constant: data.constant ?? 0 }, columns: D, rows: E, cost };
}

/** 1/√norm, kept within what the limits leave of the total; 1 for an empty line. */
function factorFor(norm: number, soFar: number): number {
  if (norm === 0) return 1;
  return Math.min(LIMITS.most, Math.max(LIMITS.least, soFar / Math.sqrt(norm))) / soFar;
}

/** Largest magnitudes of the columns of [P; A] (of P alone, when asked) and of the rows of A. */
function norms(P: CscMatrix, A: CscMatrix, columns: Float64Array, rows: Float64Array, costOnly = false): void {
  columns.fill(0);
  rows.fill(0);
  for (let j = 0; j < P.columns; j++) {
    for (let p = P.columnPointers[j]; p < P.columnPointers[j + 1]; p++) {
      const v = Math.abs(P.values[p]);
      const i = P.rowIndices[p];
      if (v > columns[j]) columns[j] = v;
      if (v > columns[i]) columns[i] = v;
    }
    if (!costOnly) {
      for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) {
        const v = Math.abs(A.values[p]);
        const i = A.rowIndices[p];
        if (v > columns[j]) columns[j] = v;
        if (v > rows[i]) rows[i] = v;
      }
    }
  }
}

/** Multiplies by the factors of row and column, and raises the norms of both to the largest entry. */
function scaleEntries(
  {
    columns: n,
    columnPointers,
    rowIndices,
    values,
  }: { readonly columns: number; readonly columnPointers: Int32Array; readonly rowIndices: Int32Array; readonly values: Float64Array },
  rows: Float64Array,
  columns: Float64Array,
  rowNorms: Float64Array,
  columnNorms: Float64Array,
): void {
  for (let j = 0; j < n; j++) {
    const factor = columns[j];
    let most = columnNorms[j];
    for (let p = columnPointers[j], end = columnPointers[j + 1]; p < end; p++) {
      const i = rowIndices[p];
      const v = values[p] * (rows[i] * factor);
      const size = Math.abs(v);
      values[p] = v;
      if (size > most) most = size;
      if (size > rowNorms[i]) rowNorms[i] = size;
    }
    if (most > columnNorms[j]) columnNorms[j] = most;
  }
}

/** Whether all lines are within a few per cent of 1, or empty. */
function near1(columns: Float64Array, rows: Float64Array): boolean {
  for (const norms of [columns, rows])
    for (let i = 0; i < norms.length; i++) if (norms[i] !== 0 && Math.abs(norms[i] - 1) > 0.03) return false;
  return true;
}

/** One factor for all rows of a cone that only a multiple of the identity maps to itself. */
function averageWithinCones(factors: Float64Array, data: ConeData): void {
  let at = 0;
  for (const cone of data.cones) {
    const size = coneSize(cone);
    if (cone.kind !== 'zero' && cone.kind !== 'nonnegative' && size > 0) {
      const mean = factors.subarray(at, at + size).reduce((a, v) => a + v, 0) / size;
      factors.fill(mean, at, at + size);
    }
    at += size;
  }
}
