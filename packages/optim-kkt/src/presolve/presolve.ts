/**
 * Simplifies a row program and takes it back exactly, multipliers included.
 *
 *   fixed variable       its column moves into q and the limits;              w = −(P x + q + Aᵀy) there
 *   empty row            leaves;                                               y = 0
 *   row a·x_j            becomes a bound of x_j;                               y = w_j / a where that bound holds x_j, w_j = 0
 *   row c·(another)      its limits go to the other one;                       y = y_other / c where that limit holds
 *   row within limits    for all x between the bounds: the limit leaves;       y = 0
 *   forcing row          met only at bounds, which then fix all its variables; the least |y| that gives every w its sign
 *
 * Steps are undone last first, so that every multiplier that a step needs is known by then. A contradiction ends it, and
 * is given back the same way, as multipliers that prove it.
 *
 * Andersen and Andersen (1995), "Presolving in linear programming".
 */
import { addSymmetricProduct, sparseSlice, sparseTranspose } from '@adjoint/linalg';
import type { RowAnswer, RowProgram } from '../problem/row-program.ts';
import { activity } from './activity.ts';
import { parallelRows } from './parallel-rows.ts';
import { type Step, columnProduct, undo } from './undo.ts';

export interface Presolved {
  readonly program: RowProgram;
  readonly removed: { readonly rows: number; readonly variables: number };
  /** An answer of the simpler program as one of the given; a ray when `ray`. */
  restore(answer: RowAnswer, ray: 'none' | 'primal' | 'dual'): RowAnswer;
  /** The other way, for a warm start. */
  reduce(answer: RowAnswer): RowAnswer;
}

/** Multipliers that prove that there is no solution. */
export interface Contradiction {
  readonly ray: RowAnswer;
}

/** A contradiction must exceed this, relative to its limits, to be one beyond rounding; smaller ones are left to the solver. */
const CONTRADICTS = 1e-7;
/** Passes over all rows; each can make the next worth while. */
const ROUNDS = 4;

/** @returns null when nothing can be simplified, or when what was met is nearly a contradiction */
export function presolve(given: RowProgram): Presolved | Contradiction | null {
  const n = given.q.length;
  const m = given.rowLower.length;
  const columns = given.A;
  const rows = sparseTranspose(columns);
  const lower = given.lower.slice();
  const upper = given.upper.slice();
  const rowLower = given.rowLower.slice();
  const rowUpper = given.rowUpper.slice();
  const x = new Float64Array(n);
  const steps: Step[] = [];
  const keptRow = new Uint8Array(m).fill(1);
  const keptVariable = new Uint8Array(n).fill(1);
  const count = new Int32Array(m);
  const shift = new Float64Array(m);
  const shiftSize = new Float64Array(m);
  for (let i = 0; i < m; i++) count[i] = rows.columnPointers[i + 1] - rows.columnPointers[i];
  const waitingRows: number[] = [];
  const waitingVariables: number[] = [];
  for (let i = 0; i < m; i++) if (count[i] <= 1) waitingRows.push(i);
  for (let j = 0; j < n; j++) if (lower[j] === upper[j]) waitingVariables.push(j);
  let relaxed = false;

  /** Row multipliers that contradict one another, with what the steps so far make of them. */
  const contradiction = (...given2: (readonly [row: number, y: number])[]): Contradiction => {
    const y = new Float64Array(m);
    const w = new Float64Array(n);
    for (const [i, v] of given2) y[i] = v;
    for (let j = 0; j < n; j++) if (keptVariable[j] === 1) w[j] = -columnProduct(given.A, j, y);
    undo(given, steps, { x: new Float64Array(n), y, w }, null);
    return { ray: { x: new Float64Array(n), y, w } };
  };
  const fix = (j: number, value: number): void => {
    keptVariable[j] = 0;
    x[j] = value;
    steps.push({ kind: 'fixed', variable: j });
    for (let p = columns.columnPointers[j]; p < columns.columnPointers[j + 1]; p++) {
      const i = columns.rowIndices[p];
      const v = columns.values[p] * value;
      shift[i] += v;
      shiftSize[i] += Math.abs(v);
      if (--count[i] <= 1 && keptRow[i] === 1) waitingRows.push(i);
    }
  };
  /** Fixed variables and rows with at most one, until there are none. */
  const settle = (): Contradiction | 'nearly' | null => {
    while (waitingRows.length + waitingVariables.length > 0) {
      const j = waitingVariables.pop();
      if (j !== undefined) {
        if (keptVariable[j] === 1) fix(j, lower[j]);
        continue;
      }
      const i = waitingRows.pop() as number;
      if (keptRow[i] === 0) continue;
      const low = rowLower[i] - shift[i];
      const high = rowUpper[i] - shift[i];
      if (count[i] === 0) {
        const excess = Math.max(low, -high);
        if (excess > (shiftSize[i] === 0 ? 1e-9 : CONTRADICTS * (1 + shiftSize[i]))) return contradiction([i, low > 0 ? -1 : 1]);
        if (excess > 0) return 'nearly';
        keptRow[i] = 0;
        continue;
      }
      const k = soleEntry(rows, i, keptVariable);
      const variable = rows.rowIndices[k];
      const factor = rows.values[k];
      const least = factor > 0 ? low / factor : high / factor;
      const most = factor > 0 ? high / factor : low / factor;
      // A row with a tiny factor would become a bound of doubtful digits.
      if (Math.abs(factor) < 1e-6) return 'nearly';
      const size = 1 + shiftSize[i] / Math.abs(factor);
      const bound = Math.max(Number.isFinite(least) ? Math.abs(least) : 0, Number.isFinite(most) ? Math.abs(most) : 0);
      if (least - upper[variable] > CONTRADICTS * (size + bound)) return contradiction([i, -1 / factor]);
      if (lower[variable] - most > CONTRADICTS * (size + bound)) return contradiction([i, 1 / factor]);
      if (least > upper[variable] || most < lower[variable]) return 'nearly';
      keptRow[i] = 0;
      steps.push({ kind: 'singleton', row: i, variable, factor, setsLower: least > lower[variable], setsUpper: most < upper[variable] });
      lower[variable] = Math.max(lower[variable], least);
      upper[variable] = Math.min(upper[variable], most);
      if (lower[variable] === upper[variable]) waitingVariables.push(variable);
    }
    return null;
  };
  /** What the bounds say of each row. */
  const compareWithBounds = (): Contradiction | null => {
    for (let i = 0; i < m; i++) {
      if (keptRow[i] === 0 || count[i] === 0) continue;
      const { least, most, size } = activity(rows, i, keptVariable, lower, upper);
      const low = rowLower[i] - shift[i];
      const high = rowUpper[i] - shift[i];
      const scale = 1 + size + shiftSize[i];
      if (least - high > CONTRADICTS * scale) return contradiction([i, 1]);
      if (low - most > CONTRADICTS * scale) return contradiction([i, -1]);
      const atLeast = least === high;
      const atMost = most === low;
      if (atLeast || atMost) {
        const variables: number[] = [];
        for (let p = rows.columnPointers[i]; p < rows.columnPointers[i + 1]; p++)
          if (keptVariable[rows.rowIndices[p]] === 1) variables.push(rows.rowIndices[p]);
        keptRow[i] = 0;
        for (let p = rows.columnPointers[i]; p < rows.columnPointers[i + 1]; p++) {
          const j = rows.rowIndices[p];
          if (keptVariable[j] === 1) fix(j, rows.values[p] > 0 === atLeast ? lower[j] : upper[j]);
        }
        steps.push({ kind: 'forcing', row: i, variables, sign: atLeast ? 1 : -1 });
        continue;
      }
      if (rowLower[i] === rowUpper[i]) continue;
      if (high < Infinity && most <= high) {
        rowUpper[i] = Infinity;
        relaxed = true;
      }
      if (low > -Infinity && least >= low) {
        rowLower[i] = -Infinity;
        relaxed = true;
      }
      if (rowLower[i] === -Infinity && rowUpper[i] === Infinity) keptRow[i] = 0;
    }
    return null;
  };
  /** Of rows that are multiples of one another, one stays. */
  const joinParallel = (): Contradiction | 'nearly' | null => {
    for (const { row, other, factor } of parallelRows(rows, keptRow, keptVariable)) {
      const a = rowLower[other] - shift[other];
      const b = rowUpper[other] - shift[other];
      const low = (factor > 0 ? a : b) / factor + shift[row];
      const high = (factor > 0 ? b : a) / factor + shift[row];
      const scale =
        1 + shiftSize[row] + Math.max(...[rowLower[row], rowUpper[row], low, high].map((v) => (Number.isFinite(v) ? Math.abs(v) : 0)));
      if (low - rowUpper[row] > CONTRADICTS * scale) return contradiction([row, 1], [other, -1 / factor]);
      if (rowLower[row] - high > CONTRADICTS * scale) return contradiction([row, -1], [other, 1 / factor]);
      if (Math.max(low, rowLower[row]) > Math.min(high, rowUpper[row])) {
        if (Math.max(low, rowLower[row]) - Math.min(high, rowUpper[row]) > 16 * Number.EPSILON * scale) return 'nearly';
        // Equal but for rounding: the limits of the row that stays are the ones to keep.
        if (rowLower[row] === rowUpper[row]) {
          keptRow[other] = 0;
          continue;
        }
        return 'nearly';
      }
      keptRow[other] = 0;
      steps.push({ kind: 'parallel', row, other, factor, setsLower: low > rowLower[row], setsUpper: high < rowUpper[row] });
      rowLower[row] = Math.max(low, rowLower[row]);
      rowUpper[row] = Math.min(high, rowUpper[row]);
    }
    return null;
  };

  for (let round = 0, before = -1; round < ROUNDS && steps.length !== before; round++) {
    before = steps.length;
    for (const stage of round === 0 ? [settle, joinParallel, compareWithBounds] : [settle, compareWithBounds]) {
      const met = stage();
      if (met === 'nearly') return null;
      if (met !== null) return met;
    }
  }
  if (settle() !== null) return null;
  const rowList = listOf(keptRow);
  const variableList = listOf(keptVariable);
  if (rowList.length === m && variableList.length === n && !relaxed) return null;
  return {
    program: reducedProgram(given, { lower, upper, rowLower, rowUpper, x, shift, rowList, variableList }),
    removed: { rows: m - rowList.length, variables: n - variableList.length },
    reduce: (answer) => ({ x: pick(answer.x, variableList), y: pick(answer.y, rowList), w: pick(answer.w, variableList) }),
    restore(answer, ray) {
      const out = { x: new Float64Array(n), y: new Float64Array(m), w: new Float64Array(n) };
      variableList.forEach((j, k) => {
        out.x[j] = answer.x[k];
        out.w[j] = answer.w[k];
      });
      rowList.forEach((i, k) => {
        out.y[i] = answer.y[k];
      });
      if (ray !== 'dual') for (const s of steps) if (s.kind === 'fixed') out.x[s.variable] = x[s.variable];
      undo(given, steps, out, ray === 'primal' ? null : addSymmetricProduct(given.q.slice(), 1, given.P, out.x));
      return out;
    },
  };
}

const listOf = (kept: Uint8Array): Int32Array => {
  const out = new Int32Array(kept.reduce((sum, k) => sum + k, 0));
  let at = 0;
  for (let i = 0; i < kept.length; i++) if (kept[i] === 1) out[at++] = i;
  return out;
};
const pick = (v: Float64Array, at: Int32Array): Float64Array => {
  const out = new Float64Array(at.length);
  for (let k = 0; k < at.length; k++) out[k] = v[at[k]];
  return out;
};

function soleEntry(rows: ReturnType<typeof sparseTranspose>, i: number, kept: Uint8Array): number {
  let p = rows.columnPointers[i];
  while (kept[rows.rowIndices[p]] === 0) p++;
  return p;
}

interface Reduction {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly x: Float64Array;
  readonly shift: Float64Array;
  readonly rowList: Int32Array;
  readonly variableList: Int32Array;
}

function reducedProgram(given: RowProgram, { lower, upper, rowLower, rowUpper, x, shift, rowList, variableList }: Reduction): RowProgram {
  const Px = addSymmetricProduct(new Float64Array(x.length), 1, given.P, x);
  let constant = given.constant;
  for (let j = 0; j < x.length; j++) constant += x[j] * (given.q[j] + Px[j] / 2);
  return {
    P: sparseSlice(given.P, variableList, variableList),
    q: Float64Array.from(variableList, (j) => given.q[j] + Px[j]),
    constant,
    A: sparseSlice(given.A, rowList, variableList),
    rowLower: Float64Array.from(rowList, (i) => rowLower[i] - shift[i]),
    rowUpper: Float64Array.from(rowList, (i) => rowUpper[i] - shift[i]),
    lower: pick(lower, variableList),
    upper: pick(upper, variableList),
  };
}
