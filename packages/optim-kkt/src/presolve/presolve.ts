/**
 * Simplifies a row program and takes it back exactly, multipliers included.
 *
 *   fixed variable      its column moves into q and the limits;   w = −(P x + q + Aᵀy) there
 *   empty row           leaves;                                    y = 0
 *   row a·x_j           becomes a bound of x_j;                    y = w_j / a where that bound holds x_j, w_j = 0
 *
 * Steps are undone last first, so that every multiplier that a step needs is known by then.
 *
 * Andersen and Andersen (1995), "Presolving in linear programming".
 */
import { addSparseTransposeProduct, addSymmetricProduct, sparseSlice, sparseTranspose } from '@adjoint/linalg';
import type { RowAnswer, RowProgram } from '../problem/row-program.ts';

type Step =
  | { readonly kind: 'fixed'; readonly variable: number; readonly value: number }
  | { readonly kind: 'singleton'; readonly row: number; readonly variable: number; readonly factor: number; readonly setsLower: boolean; readonly setsUpper: boolean };

export interface Presolved {
  readonly program: RowProgram;
  readonly removed: { readonly rows: number; readonly variables: number };
  /** An answer of the simpler program as one of the given; a ray when `ray`. */
  restore(answer: RowAnswer, ray: 'none' | 'primal' | 'dual'): RowAnswer;
  /** The other way, for a warm start. */
  reduce(answer: RowAnswer): RowAnswer;
}

/** @returns null when nothing can be simplified, or a contradiction was met, which the solver then proves */
export function presolve(given: RowProgram): Presolved | null {
  const n = given.q.length, m = given.rowLower.length, columns = given.A, rows = sparseTranspose(columns);
  const lower = given.lower.slice(), upper = given.upper.slice(), x = new Float64Array(n), steps: Step[] = [];
  const keptRow = new Uint8Array(m).fill(1), keptVariable = new Uint8Array(n).fill(1), count = new Int32Array(m), shift = new Float64Array(m);
  for (let i = 0; i < m; i++) count[i] = rows.columnPointers[i + 1] - rows.columnPointers[i];
  const waitingRows: number[] = [], waitingVariables: number[] = [];
  for (let i = 0; i < m; i++) if (count[i] <= 1) waitingRows.push(i);
  for (let j = 0; j < n; j++) if (lower[j] === upper[j]) waitingVariables.push(j);

  while (waitingRows.length + waitingVariables.length > 0) {
    const j = waitingVariables.pop();
    if (j !== undefined) {
      if (keptVariable[j] === 0) continue;
      keptVariable[j] = 0;
      x[j] = lower[j];
      steps.push({ kind: 'fixed', variable: j, value: x[j] });
      for (let p = columns.columnPointers[j]; p < columns.columnPointers[j + 1]; p++) {
        const i = columns.rowIndices[p];
        shift[i] += columns.values[p] * x[j];
        if (--count[i] <= 1 && keptRow[i] === 1) waitingRows.push(i);
      }
      continue;
    }
    const i = waitingRows.pop() as number;
    if (keptRow[i] === 0) continue;
    const low = given.rowLower[i] - shift[i], high = given.rowUpper[i] - shift[i];
    if (count[i] === 0) {
      if (low > 0 || high < 0) return null;
      keptRow[i] = 0;
      continue;
    }
    const k = soleEntry(rows, i, keptVariable), variable = rows.rowIndices[k], factor = rows.values[k];
    const least = factor > 0 ? low / factor : high / factor, most = factor > 0 ? high / factor : low / factor;
    // A row with a tiny factor would become a bound of doubtful digits.
    if (Math.abs(factor) < 1e-6 || least > upper[variable] || most < lower[variable]) return null;
    keptRow[i] = 0;
    steps.push({ kind: 'singleton', row: i, variable, factor, setsLower: least > lower[variable], setsUpper: most < upper[variable] });
    lower[variable] = Math.max(lower[variable], least);
    upper[variable] = Math.min(upper[variable], most);
    if (lower[variable] === upper[variable]) waitingVariables.push(variable);
  }
  const rowList = listOf(keptRow), variableList = listOf(keptVariable);
  if (rowList.length === m && variableList.length === n) return null;
  return { program: reducedProgram(given, { lower, upper, x, shift, rowList, variableList }), removed: { rows: m - rowList.length, variables: n - variableList.length }, ...back(given, steps, rowList, variableList) };
}

const listOf = (kept: Uint8Array): number[] => { const out: number[] = []; kept.forEach((k, i) => { if (k === 1) out.push(i); }); return out; };
const pick = (v: Float64Array, at: readonly number[]): Float64Array => Float64Array.from(at, (i) => v[i]);

function soleEntry(rows: ReturnType<typeof sparseTranspose>, i: number, kept: Uint8Array): number {
  let p = rows.columnPointers[i];
  while (kept[rows.rowIndices[p]] === 0) p++;
  return p;
}

interface Reduction { readonly lower: Float64Array; readonly upper: Float64Array; readonly x: Float64Array; readonly shift: Float64Array; readonly rowList: readonly number[]; readonly variableList: readonly number[] }

function reducedProgram(given: RowProgram, { lower, upper, x, shift, rowList, variableList }: Reduction): RowProgram {
  const Px = addSymmetricProduct(new Float64Array(x.length), 1, given.P, x);
  let constant = given.constant;
  for (let j = 0; j < x.length; j++) constant += x[j] * (given.q[j] + Px[j] / 2);
  return {
    P: sparseSlice(given.P, variableList, variableList), q: Float64Array.from(variableList, (j) => given.q[j] + Px[j]), constant, A: sparseSlice(given.A, rowList, variableList),
    rowLower: Float64Array.from(rowList, (i) => given.rowLower[i] - shift[i]), rowUpper: Float64Array.from(rowList, (i) => given.rowUpper[i] - shift[i]), lower: pick(lower, variableList), upper: pick(upper, variableList),
  };
}

function back(given: RowProgram, steps: readonly Step[], rowList: readonly number[], variableList: readonly number[]): Pick<Presolved, 'restore' | 'reduce'> {
  const n = given.q.length, m = given.rowLower.length;
  return {
    reduce: ({ x, y, w }) => ({ x: pick(x, variableList), y: pick(y, rowList), w: pick(w, variableList) }),
    restore(answer, ray) {
      const x = new Float64Array(n), y = new Float64Array(m), w = new Float64Array(n);
      variableList.forEach((j, k) => { x[j] = answer.x[k]; w[j] = answer.w[k]; });
      rowList.forEach((i, k) => { y[i] = answer.y[k]; });
      if (ray !== 'dual') for (const s of steps) if (s.kind === 'fixed') x[s.variable] = s.value;
      const Px = ray === 'primal' ? new Float64Array(n) : addSymmetricProduct(new Float64Array(n), 1, given.P, x), one = { rows: m, columns: 1, rowIndices: given.A.rowIndices, values: given.A.values };
      for (const s of [...steps].reverse()) {
        const j = s.variable;
        if (s.kind === 'fixed') {
          // −(P x + q + Aᵀy) at this variable; a ray has no cost.
          const Aty = addSparseTransposeProduct(new Float64Array(1), 1, { ...one, columnPointers: Int32Array.of(0, given.A.columnPointers[j + 1] - given.A.columnPointers[j]), rowIndices: given.A.rowIndices.subarray(given.A.columnPointers[j]), values: given.A.values.subarray(given.A.columnPointers[j]) }, y);
          w[j] = -((ray === 'primal' ? 0 : Px[j] + given.q[j]) + Aty[0]);
        } else if ((w[j] > 0 && s.setsUpper) || (w[j] < 0 && s.setsLower)) {
          y[s.row] = w[j] / s.factor;
          w[j] = 0;
        }
      }
      return { x, y, w };
    },
  };
}
