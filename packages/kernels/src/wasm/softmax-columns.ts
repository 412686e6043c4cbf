/** Softmax and its logarithm along the first axis of matrices n × inner: tiles of columns, their rows in order. */
import type { Floats } from '../contract.ts';
import { log } from '../math/log.ts';
import { halfOf } from '../reduce/sum.ts';
import { addTo, eachLot, endOf, extrema, fill, type Tile } from './reduce-columns.ts';
import { LEAF } from './reduction-code.ts';
import { COLUMNS, DATA, EXPS, INDEX, PARTIAL, ROW, SHIFT, TOP, TOTAL, type Reducer } from './reduction-scratch.ts';
import { besideNonFinite, settle, type SoftmaxName } from './softmax-exceptions.ts';

/** A tile of columns, the same tile of the result, and bytes of one of its rows. */
interface Task {
  readonly r: Reducer;
  readonly tile: Tile;
  readonly result: Tile;
  readonly bytes: number;
}

/** The place of a row of float64 values once it is in the type of the operand. */
function typed({ r, tile }: Task, row: number): number {
  if (r.size === 8) return row;
  r.code.narrowed(row, endOf(row, tile.width) + 16, SHIFT);
  return SHIFT;
}

function copyOut({ r, result: { x, from, inner, width } }: Task, row: number, count: number, at: number): void {
  const first = at / r.size;
  if (width === inner) x.set(r.view.subarray(first, first + count * width), from + row * inner);
  else for (let k = 0; k < count; k++) x.set(r.view.subarray(first + k * width, first + (k + 1) * width), from + (row + k) * inner);
}

/*
 * Codes go over the rows of a lot in order: whole vectors run over the end of a row into the next one, whose own
 * results are written after.
 */

/** Shifted exponentials of the rows first … first + n − 1, written out, and their sums in the pairwise tree. */
function exponentials(t: Task, shifts: number, first: number, n: number, sums: number): void {
  const { r, tile, bytes } = t;
  if (n > LEAF) {
    const half = halfOf(n);
    exponentials(t, shifts, first, half, sums);
    exponentials(t, shifts, first + half, n - half, sums + ROW);
    addTo(r, sums, sums + ROW, tile.width);
    return;
  }
  fill(r, sums, tile.width, 0);
  eachLot(r, tile, first, n, (row, count) => {
    let doubtful = 0;
    for (let k = 0; k < count; k++)
      doubtful |=
        r.code.shiftedExps(DATA + k * bytes, DATA + (k + 1) * bytes, EXPS + k * bytes, shifts, r.expSize === r.size ? 16 : 8) ?? 0;
    if (doubtful) for (let k = 0; k < count; k++) settle(r, DATA + k * bytes, DATA + (k + 1) * bytes, EXPS + k * bytes, shifts, 4);
    r.code.sumRows(EXPS, bytes, count, sums, endOf(sums, tile.width));
    copyOut(t, row, count, EXPS);
  });
}

/** Differences, written out, and the sums of their exponentials, added as those of `logSumExp` are. */
function differences(t: Task, shifts: number, n: number): void {
  const { r, tile, bytes } = t;
  const expBytes = tile.width * r.expSize;
  fill(r, TOTAL, tile.width, 0);
  fill(r, INDEX, 1, 0);
  for (let i = 0; i < n; i += LEAF) {
    fill(r, PARTIAL, tile.width, 0);
    eachLot(r, tile, i, Math.min(LEAF, n - i), (row, count) => {
      for (let k = 0; k < count; k++) r.code.differences(DATA + k * bytes, DATA + (k + 1) * bytes, EXPS + k * bytes, shifts, 16);
      copyOut(t, row, count, EXPS);
      for (let k = 0; k < count; k++) r.code.exps(EXPS + k * bytes, EXPS + (k + 1) * bytes, DATA + k * expBytes, INDEX, 0);
      r.sums.sumRows(DATA, expBytes, count, PARTIAL, endOf(PARTIAL, tile.width));
    });
    addTo(r, TOTAL, PARTIAL, tile.width);
  }
}

function softmaxTile(t: Task, name: SoftmaxName, n: number): void {
  const { r, tile, result, bytes } = t;
  const { x, from, inner, width } = tile;
  extrema(r, tile, n, 'max', TOP);
  const exceptions: { readonly column: number; readonly values: readonly number[] }[] = [];
  for (let k = 0; k < width; k++) {
    const top = r.doubles[TOP / 8 + k];
    if (top - top === 0) continue;
    r.doubles[TOP / 8 + k] = 0;
    exceptions.push({
      column: k,
      values: Array.from({ length: n }, (_, i) => besideNonFinite(name, result.x, top, x[from + i * inner + k])),
    });
  }
  if (name === 'softmax') exponentials(t, typed(t, TOP), 0, n, PARTIAL);
  else {
    differences(t, typed(t, TOP), n);
    for (let k = 0; k < width; k++) r.doubles[PARTIAL / 8 + k] = log(r.doubles[TOTAL / 8 + k]);
  }
  const values = typed(t, PARTIAL);
  const finish = name === 'softmax' ? r.code.quotients : r.code.differences;
  eachLot(r, result, 0, n, (row, count) => {
    for (let k = 0; k < count; k++) finish(DATA + k * bytes, DATA + (k + 1) * bytes, EXPS + k * bytes, values, 16);
    copyOut(t, row, count, EXPS);
  });
  for (const { column, values: y } of exceptions) for (let i = 0; i < n; i++) result.x[from + i * inner + column] = y[i];
}

/** Along the middle axis of [outer, n, inner]. */
export function softmaxColumns(r: Reducer, name: SoftmaxName, out: Floats, x: Floats, outer: number, n: number, inner: number): void {
  for (let o = 0; o < outer; o++)
    for (let k = 0; k < inner; k += COLUMNS) {
      const tile: Tile = { x, from: o * n * inner + k, inner, width: Math.min(COLUMNS, inner - k) };
      softmaxTile({ r, tile, result: { ...tile, x: out }, bytes: tile.width * r.size }, name, n);
    }
}
