/**
 * Equality rows that are combinations of other equality rows, Σ_k y_k a_k = 0 with y_i = 1: row i leaves when the
 * right-hand sides agree, Σ_k y_k b_k = 0. The others imply it, so every solution of the program without it is one of
 * the program with it, and multiplier 0 is exact. When they disagree beyond rounding, y proves that there is no solution.
 *
 * A combination found by elimination is measured on the data before it counts, so that a row that is nearly dependent stays.
 *
 * Andersen (1995), "Finding all linearly dependent rows in large-scale linear programming".
 */
import { type RowCombination, type SparseRow, rowCombinations } from './sparse-elimination.ts';
import { CONTRADICTS, type Met, type PresolveState, contradiction, leaveRow } from './state.ts';

/** What remains of a combination, against its terms and against the row itself, whose largest entry is near 1. */
const CANCELS = { ofTerms: 64 * Number.EPSILON, ofRow: 1e-11 };
/** Larger multipliers would prove little. */
const LARGEST_MULTIPLIER = 1e3;
/** Right-hand sides that agree so far are equal but for rounding. */
const AGREE = 1e-12;
/** Visits per entry that the search may cost: sparse programs need less than 2, dense ones would cost more than they save. */
const EFFORT = 4;

interface Equality extends SparseRow {
  readonly row: number;
  /** A power of two that brings the row to entries near 1. */
  readonly unit: number;
}

export function dropDependent(s: PresolveState): Met {
  const equalities = coupledEqualities(s).map((row) => equality(s, row));
  if (equalities.length < 2) return null;
  const n = s.q.length;
  const entries = equalities.reduce((sum, r) => sum + r.columns.length, 0);
  for (const combination of rowCombinations(equalities, n, EFFORT * (entries + equalities.length))) {
    if (!cancels(equalities, combination)) continue;
    let sum = 0;
    let size = 0;
    const multipliers = combination.multipliers.map(([k, y]): [number, number] => {
      const { row, unit } = equalities[k];
      sum += y * unit * (s.rowLower[row] - s.shift[row]);
      size += Math.abs(y) * unit * (Math.abs(s.rowLower[row]) + s.shiftSize[row]);
      return [row, y * unit];
    });
    const { row, unit } = equalities[combination.row];
    if (Math.abs(sum) > CONTRADICTS * (unit + size))
      return contradiction(
        s,
        multipliers.map(([i, y]) => [i, sum > 0 ? -y : y]),
      );
    if (Math.abs(sum) <= AGREE * size) leaveRow(s, row);
  }
  return null;
}

/** Equality rows without those that have a column to themselves, over and over: these take part in no combination. */
function coupledEqualities({ given, rows, rowLower, rowUpper, keptRow, keptVariable }: PresolveState): number[] {
  const waits = new Uint8Array(keptRow.length);
  const count = new Int32Array(keptVariable.length);
  const each = (row: number, visit: (column: number) => void): void => {
    for (let p = rows.columnPointers[row]; p < rows.columnPointers[row + 1]; p++)
      if (keptVariable[rows.rowIndices[p]] === 1) visit(rows.rowIndices[p]);
  };
  for (let row = 0; row < keptRow.length; row++) {
    if (keptRow[row] === 0 || rowLower[row] !== rowUpper[row]) continue;
    waits[row] = 1;
    each(row, (c) => count[c]++);
  }
  const single: number[] = [];
  for (let c = 0; c < count.length; c++) if (count[c] === 1) single.push(c);
  for (let c = single.pop(); c !== undefined; c = single.pop()) {
    if (count[c] !== 1) continue;
    let p = given.A.columnPointers[c];
    while (waits[given.A.rowIndices[p]] === 0) p++;
    waits[given.A.rowIndices[p]] = 0;
    each(given.A.rowIndices[p], (other) => {
      if (--count[other] === 1) single.push(other);
    });
  }
  const out: number[] = [];
  for (let row = 0; row < waits.length; row++) if (waits[row] === 1) out.push(row);
  return out;
}

function equality({ rows, keptVariable }: PresolveState, row: number): Equality {
  const columns: number[] = [];
  const values: number[] = [];
  let largest = 0;
  for (let p = rows.columnPointers[row]; p < rows.columnPointers[row + 1]; p++) {
    if (keptVariable[rows.rowIndices[p]] === 0) continue;
    columns.push(rows.rowIndices[p]);
    values.push(rows.values[p]);
    largest = Math.max(largest, Math.abs(rows.values[p]));
  }
  const unit = largest === 0 ? 1 : 2 ** -Math.max(-1000, Math.min(1000, Math.round(Math.log2(largest))));
  return { row, columns, values: values.map((v) => v * unit), unit };
}

function cancels(equalities: readonly Equality[], { multipliers }: RowCombination): boolean {
  const sums = new Map<number, { sum: number; size: number }>();
  for (const [k, y] of multipliers) {
    if (!(Math.abs(y) <= LARGEST_MULTIPLIER)) return false;
    equalities[k].columns.forEach((c, p) => {
      const term = y * equalities[k].values[p];
      const of = sums.get(c);
      if (of === undefined) sums.set(c, { sum: term, size: Math.abs(term) });
      else {
        of.sum += term;
        of.size += Math.abs(term);
      }
    });
  }
  for (const { sum, size } of sums.values()) if (!(Math.abs(sum) <= Math.min(CANCELS.ofTerms * size, CANCELS.ofRow))) return false;
  return true;
}
