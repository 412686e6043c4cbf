/**
 * Simplifies a row program and takes it back exactly, multipliers included.
 *
 *   fixed variable       its column moves into q and the limits;              w = −(P x + q + Aᵀy) there
 *   empty row            leaves;                                               y = 0
 *   row a·x_j            becomes a bound of x_j (singleton-rows.ts)
 *   row c·(another)      its limits go to the other one;                       y = y_other / c where that limit holds
 *   dependent equality   leaves, or proves a contradiction (dependent-rows.ts);  y = 0
 *   what bounds say      limits that they imply leave, rows met only at bounds fix their variables (row-activity.ts)
 *   what rows say        limits that bounds implied by other rows make superfluous leave (implied-bounds.ts); y = 0
 *   column of one entry  the variable is what its row leaves it (singleton-columns.ts)
 *   dual fixing          a variable that only its cost pulls is at its bound (dual-fixing.ts)
 *
 * Steps are undone last first, so that every multiplier that a step needs is known by then. A contradiction ends it, and
 * is given back the same way, as multipliers that prove it.
 *
 * Andersen and Andersen (1995), "Presolving in linear programming".
 */
import { addSymmetricProduct } from '@adjoint/linalg';
import type { CscMatrix } from '@adjoint/tensor';
import type { RowAnswer, RowProgram } from '../problem/row-program.ts';
import { dropDependent } from './dependent-rows.ts';
import { fixByCost } from './dual-fixing.ts';
import { relaxImplied } from './implied-bounds.ts';
import { joinParallel } from './parallel-rows.ts';
import { compareWithBounds } from './row-activity.ts';
import { substituteSingletons } from './singleton-columns.ts';
import { settle } from './singleton-rows.ts';
import { type Contradiction, type PresolveState, presolveState } from './state.ts';
import { undo } from './undo.ts';

export type { Contradiction } from './state.ts';

export interface Presolved {
  readonly program: RowProgram;
  readonly removed: { readonly rows: number; readonly variables: number };
  /** An answer of the simpler program as one of the given; a ray when `ray`. */
  restore(answer: RowAnswer, ray: 'none' | 'primal' | 'dual'): RowAnswer;
  /** The other way, for a warm start. */
  reduce(answer: RowAnswer): RowAnswer;
}

/** Passes over all rows; each can make the next worth while. */
const ROUNDS = 4;

/** @returns null when nothing can be simplified, or when what was met is nearly a contradiction */
export function presolve(given: RowProgram): Presolved | Contradiction | null {
  const s = presolveState(given);
  for (let round = 0, before = -1; round < ROUNDS && s.steps.length !== before; round++) {
    before = s.steps.length;
    const stages = [settle, compareWithBounds, relaxImplied, fixByCost, substituteSingletons];
    if (round === 0) stages.splice(1, 0, joinParallel);
    for (const stage of stages) {
      const met = stage(s);
      if (met === 'nearly') return null;
      if (met !== null) return met;
    }
  }
  for (const stage of [settle, dropDependent, settle]) {
    const met = stage(s);
    if (met === 'nearly') return null;
    if (met !== null) return met;
  }
  const rowList = listOf(s.keptRow);
  const variableList = listOf(s.keptVariable);
  const n = given.q.length;
  const m = given.rowLower.length;
  if (rowList.length === m && variableList.length === n && !s.relaxed) return null;
  return {
    program: reducedProgram(s, rowList, variableList),
    removed: { rows: m - rowList.length, variables: n - variableList.length },
    reduce(answer) {
      const y = answer.y.slice();
      for (const t of s.steps) if (t.kind === 'substituted') y[t.row] += t.cost / t.factor;
      return { x: pick(answer.x, variableList), y: pick(y, rowList), w: pick(answer.w, variableList) };
    },
    restore(answer, ray) {
      const out = { x: new Float64Array(n), y: new Float64Array(m), w: new Float64Array(n) };
      for (let k = 0; k < variableList.length; k++) {
        out.x[variableList[k]] = answer.x[k];
        out.w[variableList[k]] = answer.w[k];
      }
      for (let k = 0; k < rowList.length; k++) out.y[rowList[k]] = answer.y[k];
      if (ray !== 'dual') for (const t of s.steps) if (t.kind === 'fixed') out.x[t.variable] = s.x[t.variable];
      undo(s, out, ray);
      return out;
    },
  };
}

const listOf = (kept: Uint8Array): Int32Array => {
  let count = 0;
  for (let i = 0; i < kept.length; i++) count += kept[i];
  const out = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < kept.length; i++) if (kept[i] === 1) out[at++] = i;
  return out;
};
const pick = (v: Float64Array, at: Int32Array): Float64Array => {
  const out = new Float64Array(at.length);
  for (let k = 0; k < at.length; k++) out[k] = v[at[k]];
  return out;
};

function reducedProgram(s: PresolveState, rowList: Int32Array, variableList: Int32Array): RowProgram {
  const { given, x, q } = s;
  const n = variableList.length;
  const m = rowList.length;
  const Px = addSymmetricProduct(new Float64Array(x.length), 1, given.P, x);
  let constant = given.constant + s.constant;
  for (let j = 0; j < x.length; j++) constant += x[j] * (q[j] + Px[j] / 2);
  const costs = new Float64Array(n);
  const rowLower = new Float64Array(m);
  const rowUpper = new Float64Array(m);
  for (let k = 0; k < n; k++) costs[k] = q[variableList[k]] + Px[variableList[k]];
  for (let k = 0; k < m; k++) {
    const i = rowList[k];
    rowLower[k] = s.rowLower[i] - s.shift[i];
    rowUpper[k] = s.rowUpper[i] - s.shift[i];
  }
  return {
    P: n === x.length ? given.P : kept(given.P, variableList, variableList),
    q: costs,
    constant,
    A: kept(given.A, rowList, variableList),
    rowLower,
    rowUpper,
    lower: pick(s.lower, variableList),
    upper: pick(s.upper, variableList),
  };
}

/** The entries in these rows and columns, both ascending. */
function kept({ rows: m, columnPointers, rowIndices, values }: CscMatrix, rows: Int32Array, columns: Int32Array): CscMatrix {
  const place = new Int32Array(m).fill(-1);
  for (let k = 0; k < rows.length; k++) place[rows[k]] = k;
  const pointers = new Int32Array(columns.length + 1);
  let count = 0;
  for (let k = 0; k < columns.length; k++) {
    for (let p = columnPointers[columns[k]], end = columnPointers[columns[k] + 1]; p < end; p++) if (place[rowIndices[p]] >= 0) count++;
    pointers[k + 1] = count;
  }
  const out = { rowIndices: new Int32Array(count), values: new Float64Array(count) };
  let at = 0;
  for (const j of columns)
    for (let p = columnPointers[j], end = columnPointers[j + 1]; p < end; p++) {
      const i = place[rowIndices[p]];
      if (i < 0) continue;
      out.rowIndices[at] = i;
      out.values[at++] = values[p];
    }
  return { rows: rows.length, columns: columns.length, columnPointers: pointers, ...out };
}
