/**
 * Where the optimum is a face and not a point, the interior point ends in its middle. This walks to a vertex of the
 * face: along directions d that change neither P x nor the active rows nor the objective, until a limit is met, which
 * is then kept. The answer has as few free variables as the face allows; multipliers stay as they are.
 *
 * Megiddo (1991), "On finding primal- and dual-optimal bases".
 */
import type { CscMatrix } from '@adjoint/tensor';
import { nullSpace } from '../certificate/null-space.ts';
import type { RowAnswer, RowProgram } from '../problem/row-program.ts';
import { byRows } from '../problem/quadratic-program.ts';

/** Faces of more free variables than this are left alone: each step costs their number cubed. */
const MOST_FREE = 120;

export function towardsVertex(program: RowProgram, answer: RowAnswer, near: number): Float64Array | null {
  const n = program.q.length;
  const x = answer.x.slice();
  const m = program.A.rows;
  if (n > 2000 || m > 2000) return null;
  const rows = byRows(program.A);
  const scale = (limit: number): number => (Number.isFinite(limit) ? near * (1 + Math.abs(limit)) : 0);
  const product = (i: number, v: Float64Array): number => {
    let sum = 0;
    for (let p = rows.columnPointers[i]; p < rows.columnPointers[i + 1]; p++) sum += rows.values[p] * v[rows.rowIndices[p]];
    return sum;
  };
  const active: number[] = [];
  const loose = new Set<number>();
  const isFree = new Uint8Array(n);
  for (let j = 0; j < n; j++)
    if (x[j] - program.lower[j] > scale(program.lower[j]) && program.upper[j] - x[j] > scale(program.upper[j])) isFree[j] = 1;
  for (let i = 0; i < m; i++) {
    const v = product(i, x);
    const low = program.rowLower[i];
    const high = program.rowUpper[i];
    if (v - low > scale(low) && high - v > scale(high)) loose.add(i);
    else active.push(i);
  }
  holdBySingles(program.A, rows, active, isFree);
  const free: number[] = [];
  for (let j = 0; j < n; j++) if (isFree[j] === 1) free.push(j);
  if (free.length === 0 || free.length > MOST_FREE) return null;
  const place = new Int32Array(n).fill(-1);
  free.forEach((j, k) => {
    place[j] = k;
  });
  const rowOf = (i: number): Float64Array => {
    const dense = new Float64Array(free.length);
    for (let p = rows.columnPointers[i]; p < rows.columnPointers[i + 1]; p++) {
      const k = place[rows.rowIndices[p]];
      if (k >= 0) dense[k] = rows.values[p];
    }
    return dense;
  };
  const kept: Float64Array[] = [pick(program.q, free), ...quadraticRows(program, free)];
  const movable = new Set(free);
  for (const i of active) {
    const row = rowOf(i);
    if (row.some((c) => c !== 0)) kept.push(row);
  }
  const J = new Float64Array(kept.length * free.length);
  kept.forEach((r, i) => {
    J.set(r, i * free.length);
  });
  const { basis, dimension } = nullSpace(J, kept.length, free.length);
  const d = new Float64Array(n);
  let moved = false;
  for (let first = 0; first < dimension; first++) {
    free.forEach((j, k) => {
      d[j] = basis[k * dimension + first];
    });
    const hit = nearest(program, x, d, movable, loose, product);
    if (hit === null) continue;
    for (const j of free) x[j] = Math.min(program.upper[j], Math.max(program.lower[j], x[j] + hit.step * d[j]));
    moved = true;
    if (hit.row) loose.delete(hit.index);
    else movable.delete(hit.index);
    keep(basis, dimension, first, hit.row ? rowOf(hit.index) : Float64Array.from(free, (j) => (j === hit.index ? 1 : 0)));
  }
  return moved ? x : null;
}

/** A variable that is the only free one of an active row cannot move, which may leave another row with one: they are held. */
function holdBySingles(A: CscMatrix, rows: CscMatrix, active: readonly number[], isFree: Uint8Array): void {
  const count = new Int32Array(A.rows);
  const waiting: number[] = [];
  for (const i of active) {
    for (let p = rows.columnPointers[i]; p < rows.columnPointers[i + 1]; p++)
      if (rows.values[p] !== 0) count[i] += isFree[rows.rowIndices[p]];
    if (count[i] === 1) waiting.push(i);
  }
  for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
    if (count[i] !== 1) continue;
    let p = rows.columnPointers[i];
    while (isFree[rows.rowIndices[p]] === 0 || rows.values[p] === 0) p++;
    const j = rows.rowIndices[p];
    isFree[j] = 0;
    for (let r = A.columnPointers[j]; r < A.columnPointers[j + 1]; r++)
      if (A.values[r] !== 0 && count[A.rowIndices[r]] > 0 && --count[A.rowIndices[r]] === 1) waiting.push(A.rowIndices[r]);
  }
}

/** Turns the columns of an orthonormal basis from `first` on so that all but `first` are orthogonal to g. */
function keep(basis: Float64Array, columns: number, first: number, g: Float64Array): void {
  const v = new Float64Array(columns);
  for (let i = 0; i < g.length; i++) if (g[i] !== 0) for (let c = first; c < columns; c++) v[c] += basis[i * columns + c] * g[i];
  const norm = Math.sqrt(v.reduce((sum, c) => sum + c * c, 0));
  v[first] += v[first] < 0 ? -norm : norm;
  const vv = v.reduce((sum, c) => sum + c * c, 0);
  if (vv === 0) return;
  for (let i = 0; i < g.length; i++) {
    let sum = 0;
    for (let c = first; c < columns; c++) sum += basis[i * columns + c] * v[c];
    for (let c = first; c < columns; c++) basis[i * columns + c] -= ((2 * sum) / vv) * v[c];
  }
}

const pick = (v: ArrayLike<number>, at: readonly number[]): Float64Array => Float64Array.from(at, (j) => v[j]);

/** The columns of P that belong to free variables, as rows. */
function quadraticRows({ P }: RowProgram, free: readonly number[]): Float64Array[] {
  const place = new Map(free.map((j, k) => [j, k]));
  const rows = new Map<number, Float64Array>();
  const put = (i: number, j: number, v: number): void => {
    const k = place.get(j);
    if (k === undefined) return;
    const row = rows.get(i) ?? new Float64Array(free.length);
    row[k] = v;
    rows.set(i, row);
  };
  for (let j = 0; j < P.columns; j++)
    for (let p = P.columnPointers[j]; p < P.columnPointers[j + 1]; p++) {
      put(P.rowIndices[p], j, P.values[p]);
      put(j, P.rowIndices[p], P.values[p]);
    }
  return [...rows.values()];
}

/** The signed step to the nearest limit in either direction, and whose limit it is; null when there is none either way. */
function nearest(
  program: RowProgram,
  x: Float64Array,
  d: Float64Array,
  free: Iterable<number>,
  loose: Iterable<number>,
  product: (i: number, v: Float64Array) => number,
): { readonly step: number; readonly row: boolean; readonly index: number } | null {
  let best: { step: number; row: boolean; index: number } | null = null;
  const limit = (row: boolean, index: number, v: number, slope: number, low: number, high: number): void => {
    if (Math.abs(slope) < 1e-12) return;
    for (const step of [(high - v) / slope, (low - v) / slope])
      if (Number.isFinite(step) && (best === null || Math.abs(step) < Math.abs(best.step))) best = { step, row, index };
  };
  for (const j of free) limit(false, j, x[j], d[j], program.lower[j], program.upper[j]);
  for (const i of loose) limit(true, i, product(i, x), product(i, d), program.rowLower[i], program.rowUpper[i]);
  return best;
}
