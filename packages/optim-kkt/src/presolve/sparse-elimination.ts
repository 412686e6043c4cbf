/**
 * Which rows of a sparse matrix are combinations of the others: Gaussian elimination that keeps its multipliers.
 *
 *   column with the fewest entries first; in it the shortest row whose entry is at least 0.1 of the largest (Markowitz
 *   1957, with threshold pivoting: Duff, Erisman and Reid 2017, "Direct methods for sparse matrices", section 7.2)
 *
 * Beside each entry stands the sum of the sizes of its terms, as a running bound of its rounding: an entry below 64 ε of
 * that has cancelled. A row that cancels altogether is a combination of pivot rows, whose multipliers are multiplied out
 * backwards. A column of one entry costs nothing: its row takes part in no combination. The work is capped; what was not
 * reached counts as independent.
 */
export interface SparseRow {
  columns: number[];
  values: number[];
}

/** Σ multiplier · row = 0 to rounding; the multiplier of `row` is 1. */
export interface RowCombination {
  readonly row: number;
  readonly multipliers: readonly (readonly [row: number, multiplier: number])[];
}

const THRESHOLD = 0.1;
/** Where the cheapest step costs more than this part of the effort, the rest is dense, and the search ends. */
const STEPS = 50;
const SMALL = 1000;
const CANCELLED = 64 * Number.EPSILON;

interface WorkingRow {
  /** By column; taking off a short row costs its length alone. */
  readonly entries: Map<number, Entry>;
  /** Pivot rows that were taken off, and how often. */
  readonly taken: [pivot: number, times: number][];
}
interface Entry {
  value: number;
  size: number;
}

/** @param rows of comparable size @param effort the most entries that are looked at */
export function rowCombinations(rows: readonly SparseRow[], columnCount: number, effort: number): RowCombination[] {
  const working: WorkingRow[] = rows.map((r) => ({
    entries: new Map(r.columns.map((c, k) => [c, { value: r.values[k], size: Math.abs(r.values[k]) }])),
    taken: [],
  }));
  const waiting = columnQueue(rows, columnCount);
  const order: number[] = [];
  const found: RowCombination[] = [];
  let left = effort;
  for (let column = waiting.next(); column >= 0 && left > 0; column = waiting.next()) {
    const members = [...waiting.rowsOf(column)].sort((a, b) => a - b);
    const pivot = pivotRow(working, members, column);
    const visits = members.length * working[pivot].entries.size;
    if (visits > Math.max(SMALL, effort / STEPS)) break;
    order.push(pivot);
    left -= visits;
    for (const i of members)
      if (i !== pivot) {
        takeOff(working[i], working[pivot], pivot, column, (c, enters) => waiting.change(c, i, enters));
        if (working[i].entries.size === 0) found.push({ row: i, multipliers: multipliedOut(working, i, order) });
      }
    for (const c of working[pivot].entries.keys()) waiting.change(c, pivot, false);
  }
  return found;
}

/** Columns by their number of rows; ties by index, so that the order is always the same. */
function columnQueue(
  rows: readonly SparseRow[],
  columnCount: number,
): { next(): number; rowsOf(c: number): Set<number>; change(c: number, row: number, enters: boolean): void } {
  const members: Set<number>[] = Array.from({ length: columnCount }, () => new Set());
  rows.forEach((r, i) => {
    for (const c of r.columns) members[c].add(i);
  });
  // Buckets hold columns that had this count once; what is stale is met again where it belongs.
  const buckets: number[][] = [];
  const put = (c: number): void => {
    (buckets[members[c].size] ??= []).push(c);
  };
  let least = 1;
  for (let c = columnCount - 1; c >= 0; c--) put(c);
  return {
    rowsOf: (c) => members[c],
    next() {
      for (; least < buckets.length; least++)
        for (let c = buckets[least]?.pop(); c !== undefined; c = buckets[least].pop()) if (members[c].size === least) return c;
      return -1;
    },
    change(c, row, enters) {
      if (enters) members[c].add(row);
      else members[c].delete(row);
      put(c);
      if (members[c].size > 0) least = Math.min(least, members[c].size);
    },
  };
}

function pivotRow(working: readonly WorkingRow[], members: readonly number[], column: number): number {
  const size = (i: number): number => Math.abs((working[i].entries.get(column) as Entry).value);
  const enough = THRESHOLD * members.reduce((most, i) => Math.max(most, size(i)), 0);
  let best = -1;
  for (const i of members) if (size(i) >= enough && (best < 0 || working[i].entries.size < working[best].entries.size)) best = i;
  return best;
}

/** row −= (entry / pivot) · pivot row */
function takeOff(
  row: WorkingRow,
  pivotal: WorkingRow,
  pivot: number,
  column: number,
  change: (column: number, enters: boolean) => void,
): void {
  const times = (row.entries.get(column) as Entry).value / (pivotal.entries.get(column) as Entry).value;
  row.taken.push([pivot, times]);
  for (const [c, { value, size }] of pivotal.entries) {
    const known = row.entries.get(c);
    if (known === undefined) {
      row.entries.set(c, { value: -times * value, size: Math.abs(times) * size });
      change(c, true);
      continue;
    }
    known.value -= times * value;
    known.size += Math.abs(times) * size;
    if (c !== column && Math.abs(known.value) > CANCELLED * known.size) continue;
    row.entries.delete(c);
    change(c, false);
  }
}

/** 0 = row − Σ times · (pivot row as it was), each of which is its own row less earlier ones. */
function multipliedOut(working: readonly WorkingRow[], row: number, order: readonly number[]): [number, number][] {
  const share = new Map<number, number>();
  const spread = (i: number, of: number): void => {
    for (const [pivot, times] of working[i].taken) share.set(pivot, (share.get(pivot) ?? 0) - of * times);
  };
  spread(row, 1);
  const out: [number, number][] = [[row, 1]];
  for (let k = order.length - 1; k >= 0; k--) {
    const of = share.get(order[k]);
    if (of === undefined || of === 0) continue;
    out.push([order[k], of]);
    spread(order[k], of);
  }
  return out;
}
