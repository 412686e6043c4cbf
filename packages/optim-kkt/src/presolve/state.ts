/**
 * What presolve works on: limits and costs as they become, what still stands of rows and variables, and the steps that
 * were taken. The matrix itself never changes: a row or column leaves by a mark, and what fixed variables take from a
 * row is kept as its shift, with the sum of sizes that bounds its rounding.
 */
import { sparseTranspose } from '@adjoint/linalg';
import type { CscMatrix } from '@adjoint/tensor';
import { maxAbs } from '../certificate/measures.ts';
import { roomFor } from '../interior-point/room.ts';
import type { RowAnswer, RowProgram } from '../problem/row-program.ts';
import { type Step, columnProduct, undo } from './undo.ts';

export interface PresolveState {
  /** The program as given, without stored zeros. */
  readonly given: RowProgram;
  /** The transpose of A. */
  readonly rows: CscMatrix;
  readonly q: Float64Array;
  /** Sums of sizes of the terms of each cost, which bound its rounding. */
  readonly costTerms: Float64Array;
  /** The largest cost as given. */
  readonly costSize: number;
  /** What substituted variables put into the objective. */
  constant: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** Values of fixed variables. */
  readonly x: Float64Array;
  readonly shift: Float64Array;
  readonly shiftSize: Float64Array;
  readonly keptRow: Uint8Array;
  readonly keptVariable: Uint8Array;
  /** Entries that are left in each row and column. */
  readonly rowCount: Int32Array;
  readonly columnCount: Int32Array;
  /** Variables of the quadratic term. */
  readonly curved: Uint8Array;
  readonly waitingRows: number[];
  readonly waitingVariables: number[];
  readonly steps: Step[];
  /** Limits were taken away, though their rows stay. */
  relaxed: boolean;
}

/** Multipliers that prove that there is no solution. */
export interface Contradiction {
  readonly ray: RowAnswer;
}

/** What a stage met: a proof, something too close to a contradiction to go on, or nothing. */
export type Met = Contradiction | 'nearly' | null;

/** A contradiction must exceed this, relative to its limits, to be one beyond rounding; smaller ones are left to the solver. */
export const CONTRADICTS = 1e-7;
/** What exceeds its limits by no more than this, relative to them, is data rounded elsewhere: it counts as met. */
export const ROUNDED = 1e-12;

export function presolveState(program: RowProgram): PresolveState {
  const n = program.q.length;
  const m = program.rowLower.length;
  const given = { ...program, A: withoutZeros(program.A) };
  const rows = sparseTranspose(given.A);
  const counts = ({ columns, columnPointers }: CscMatrix): Int32Array => {
    const out = new Int32Array(columns);
    for (let k = 0; k < columns; k++) out[k] = columnPointers[k + 1] - columnPointers[k];
    return out;
  };
  const rowCount = counts(rows);
  const curved = new Uint8Array(n);
  for (let j = 0; j < n; j++)
    for (let p = given.P.columnPointers[j]; p < given.P.columnPointers[j + 1]; p++)
      if (given.P.values[p] !== 0) {
        curved[j] = 1;
        curved[given.P.rowIndices[p]] = 1;
      }
  const waitingRows: number[] = [];
  const waitingVariables: number[] = [];
  for (let i = 0; i < m; i++) if (rowCount[i] <= 1) waitingRows.push(i);
  for (let j = 0; j < n; j++) if (program.lower[j] === program.upper[j]) waitingVariables.push(j);
  const take = roomFor(5 * n + 4 * m);
  const copy = (v: Float64Array): Float64Array => {
    const out = take(v.length);
    out.set(v);
    return out;
  };
  const costTerms = take(n);
  for (let j = 0; j < n; j++) costTerms[j] = Math.abs(program.q[j]);
  return {
    given,
    rows,
    q: copy(program.q),
    costTerms,
    costSize: maxAbs(program.q),
    constant: 0,
    lower: copy(program.lower),
    upper: copy(program.upper),
    rowLower: copy(program.rowLower),
    rowUpper: copy(program.rowUpper),
    x: take(n),
    shift: take(m),
    shiftSize: take(m),
    keptRow: new Uint8Array(m).fill(1),
    keptVariable: new Uint8Array(n).fill(1),
    rowCount,
    columnCount: counts(given.A),
    curved,
    waitingRows,
    waitingVariables,
    steps: [],
    relaxed: false,
  };
}

function withoutZeros(A: CscMatrix): CscMatrix {
  const stored = A.columnPointers[A.columns];
  let zeros = 0;
  for (let p = 0; p < stored; p++) if (A.values[p] === 0) zeros++;
  if (zeros === 0) return A;
  const columnPointers = new Int32Array(A.columns + 1);
  const rowIndices = new Int32Array(stored - zeros);
  const values = new Float64Array(stored - zeros);
  let at = 0;
  for (let j = 0; j < A.columns; j++) {
    for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) {
      if (A.values[p] === 0) continue;
      rowIndices[at] = A.rowIndices[p];
      values[at++] = A.values[p];
    }
    columnPointers[j + 1] = at;
  }
  return { rows: A.rows, columns: A.columns, columnPointers, rowIndices, values };
}

/** Takes a variable out of the rows, at this value. */
export function fix(s: PresolveState, j: number, value: number): void {
  const { columnPointers, rowIndices, values } = s.given.A;
  s.x[j] = value;
  s.steps.push({ kind: 'fixed', variable: j });
  for (let p = columnPointers[j]; p < columnPointers[j + 1]; p++) {
    const v = values[p] * value;
    s.shift[rowIndices[p]] += v;
    s.shiftSize[rowIndices[p]] += Math.abs(v);
  }
  leaveColumn(s, j);
}

/** The column counts no more; its rows may have become short. */
export function leaveColumn(s: PresolveState, j: number): void {
  const { columnPointers, rowIndices } = s.given.A;
  s.keptVariable[j] = 0;
  for (let p = columnPointers[j]; p < columnPointers[j + 1]; p++) {
    const i = rowIndices[p];
    if (--s.rowCount[i] <= 1 && s.keptRow[i] === 1) s.waitingRows.push(i);
  }
}

export function leaveRow(s: PresolveState, i: number): void {
  s.keptRow[i] = 0;
  for (let p = s.rows.columnPointers[i]; p < s.rows.columnPointers[i + 1]; p++) s.columnCount[s.rows.rowIndices[p]]--;
}

/** Row multipliers that contradict one another, with what the steps so far make of them. */
export function contradiction(s: PresolveState, multipliers: readonly (readonly [row: number, y: number])[]): Contradiction {
  const n = s.q.length;
  const y = new Float64Array(s.shift.length);
  const w = new Float64Array(n);
  for (const [i, v] of multipliers) y[i] += v;
  for (let j = 0; j < n; j++) if (s.keptVariable[j] === 1) w[j] = -columnProduct(s.given.A, j, y);
  undo(s, { x: new Float64Array(n), y, w }, 'primal');
  return { ray: { x: new Float64Array(n), y, w } };
}
