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
const CANCELLED = 64 * Number.EPSILON;

interface WorkingRow extends SparseRow {
  sizes: number[];
  /** Pivot rows that were taken off, and how often. */
  readonly taken: [pivot: number, times: number][];
}

/** @param rows of comparable size @param effort the most updates of entries */
export function rowCombinations(rows: readonly SparseRow[], columnCount: number, effort: number): RowCombination[] {
  const working: WorkingRow[] = rows.map((r) => ({ columns: r.columns, values: r.values, sizes: r.values.map(Math.abs), taken: [] }));
  const waiting = columnQueue(rows, columnCount);
  const step = new Int32Array(rows.length).fill(-1);
  const order: number[] = [];
  const place = new Int32Array(columnCount).fill(-1);
  const found: RowCombination[] = [];
  let left = effort;
  for (let column = waiting.next(); column >= 0 && left > 0; column = waiting.next()) {
    const members = [...waiting.rowsOf(column)].sort((a, b) => a - b);
    const pivot = pivotRow(working, members, column);
    step[pivot] = order.length;
    order.push(pivot);
    for (const i of members)
      if (i !== pivot) {
        left -= takeOff(working[i], working[pivot], pivot, column, place, (c, enters) => waiting.change(c, i, enters));
        if (working[i].columns.length === 0) found.push({ row: i, multipliers: multipliedOut(working, i, order) });
      }
    for (const c of working[pivot].columns) waiting.change(c, pivot, false);
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
  const size = (i: number): number => Math.abs(working[i].values[working[i].columns.indexOf(column)]);
  if (members.length === 1) return members[0];
  const sizes = members.map(size);
  const enough = THRESHOLD * Math.max(...sizes);
  let best = -1;
  members.forEach((i, k) => {
    if (sizes[k] >= enough && (best < 0 || working[i].columns.length < working[best].columns.length)) best = i;
  });
  return best;
}

/** row −= (entry / pivot) · pivot row. @returns the entries that were updated */
function takeOff(
  row: WorkingRow,
  pivotal: WorkingRow,
  pivot: number,
  column: number,
  place: Int32Array,
  change: (column: number, enters: boolean) => void,
): number {
  const at = row.columns.indexOf(column);
  const times = row.values[at] / pivotal.values[pivotal.columns.indexOf(column)];
  row.taken.push([pivot, times]);
  row.columns.forEach((c, k) => {
    place[c] = k;
  });
  pivotal.columns.forEach((c, k) => {
    const term = times * pivotal.values[k];
    const size = Math.abs(times) * pivotal.sizes[k];
    if (place[c] >= 0) {
      row.values[place[c]] -= term;
      row.sizes[place[c]] += size;
      return;
    }
    row.columns.push(c);
    row.values.push(-term);
    row.sizes.push(size);
    change(c, true);
  });
  row.values[at] = 0;
  let kept = 0;
  for (let k = 0; k < row.columns.length; k++) {
    place[row.columns[k]] = -1;
    if (Math.abs(row.values[k]) <= CANCELLED * row.sizes[k]) {
      change(row.columns[k], false);
      continue;
    }
    row.columns[kept] = row.columns[k];
    row.values[kept] = row.values[k];
    row.sizes[kept++] = row.sizes[k];
  }
  row.columns.length = row.values.length = row.sizes.length = kept;
  return row.columns.length + pivotal.columns.length;
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
