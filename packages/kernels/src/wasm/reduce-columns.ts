/** Reductions along the first axis of matrices n × inner: tiles of at most 1024 columns, four rows or more at a time. */
import type { AnyArray, Floats, ReductionName } from '../contract.ts';
import { log } from '../math/log.ts';
import { halfOf } from '../reduce/sum.ts';
import { LEAF } from './reduction-code.ts';
import type { Extremum } from './reduction-extrema.ts';
import { CHUNK, COLUMNS, DATA, EXPS, INDEX, PARTIAL, ROW, SHIFT, TOP, TOTAL, type Reducer } from './reduction-scratch.ts';

/** A tile of columns of x: element (i, k) lies at from + i·inner + k, 0 ≤ k < width. */
export interface Tile {
  readonly x: Floats;
  readonly from: number;
  readonly inner: number;
  readonly width: number;
}

/** Copies rows of a tile into scratch, as many as fit at a time, and hands each lot on. */
export function eachLot(
  r: Reducer,
  { x, from, inner, width }: Tile,
  first: number,
  n: number,
  take: (row: number, count: number) => void,
): void {
  const most = Math.max(8, Math.floor(CHUNK / width) & -8);
  for (let i = first; i < first + n; i += most) {
    const count = Math.min(most, first + n - i);
    const start = from + i * inner;
    if (width === inner) r.view.set(x.subarray(start, start + count * inner), DATA / r.size);
    else for (let k = 0; k < count; k++) r.view.set(x.subarray(start + k * inner, start + k * inner + width), DATA / r.size + k * width);
    take(i, count);
  }
}

/** The end of a row of partial results, in pairs of vectors. */
export const endOf = (row: number, width: number): number => row + Math.ceil(width / 4) * 32;
export const fill = (r: Reducer, row: number, width: number, value: number): void => {
  r.doubles.fill(value, row / 8, row / 8 + width + 3);
};
export const addTo = (r: Reducer, row: number, other: number, width: number): void => {
  for (let k = 0; k < width; k++) r.doubles[row / 8 + k] += r.doubles[other / 8 + k];
};

/** The pairwise tree of the plain tier, one row of partial results for each level. */
function sumTree(r: Reducer, tile: Tile, first: number, n: number, row: number): void {
  if (n > LEAF) {
    const half = halfOf(n);
    sumTree(r, tile, first, half, row);
    sumTree(r, tile, first + half, n - half, row + ROW);
    addTo(r, row, row + ROW, tile.width);
    return;
  }
  fill(r, row, tile.width, 0);
  eachLot(r, tile, first, n, (_, count) => {
    r.code.sumRows(DATA, tile.width * r.size, count, row, endOf(row, tile.width));
  });
}

/** The best of every column, in the type of the operand first, and then as float64 in `row`. */
export function extrema(r: Reducer, tile: Tile, n: number, name: Extremum, row: number): void {
  const { width } = tile;
  const wide = r.size === 8;
  const at = wide ? row : SHIFT;
  const first = at / r.size;
  const fold = r.code[`${name}Rows`];
  r.view.fill(name === 'max' ? -Infinity : Infinity, first, first + width + 3);
  eachLot(r, tile, 0, n, (_, count) => {
    fold(DATA, width * r.size, count, at, at + width * r.size);
  });
  if (!wide) r.doubles.set(r.view.subarray(first, first + width + 3), row / 8);
}

function logSums(r: Reducer, tile: Tile, n: number): void {
  const { width } = tile;
  const end = endOf(TOP, width);
  const expRow = width * r.expSize;
  const row = width * r.size;
  extrema(r, tile, n, 'max', TOP);
  if (r.expSize === 4) r.code.narrowed(TOP, end + 16, SHIFT);
  fill(r, TOTAL, width, 0);
  for (let i = 0; i < n; i += LEAF) {
    fill(r, PARTIAL, width, 0);
    eachLot(r, tile, i, Math.min(LEAF, n - i), (_, count) => {
      for (let k = 0; k < count; k++)
        r.code.exps(DATA + k * row, DATA + (k + 1) * row, EXPS + k * expRow, r.expSize === 4 ? SHIFT : TOP, 16);
      r.sums.sumRows(EXPS, expRow, count, PARTIAL, endOf(PARTIAL, width));
    });
    addTo(r, TOTAL, PARTIAL, width);
  }
  for (let k = 0; k < width; k++) {
    const largest = r.doubles[TOP / 8 + k];
    r.doubles[PARTIAL / 8 + k] = largest - largest === 0 ? largest + log(r.doubles[TOTAL / 8 + k]) : largest;
  }
}

/** out[o·inner + k] of column k of matrix o, for `outer` matrices n × inner. */
export function reduceColumns(
  name: Exclude<ReductionName, 'any' | 'all' | 'prod'>,
  r: Reducer,
  out: AnyArray,
  x: Floats,
  outer: number,
  n: number,
  inner: number,
): void {
  for (let o = 0; o < outer; o++)
    for (let k = 0; k < inner; k += COLUMNS) {
      const tile: Tile = { x, from: o * n * inner + k, inner, width: Math.min(COLUMNS, inner - k) };
      let result = PARTIAL;
      if (name === 'sum') sumTree(r, tile, 0, n, PARTIAL);
      else if (name === 'logSumExp') logSums(r, tile, n);
      else if (name === 'max' || name === 'min') extrema(r, tile, n, name, PARTIAL);
      else {
        result = INDEX;
        fill(r, PARTIAL, tile.width, name === 'argmax' ? -Infinity : Infinity);
        fill(r, INDEX, tile.width, 0);
        eachLot(r, tile, 0, n, (row, count) => {
          r.code[`${name}Rows`](DATA, tile.width * r.size, count, PARTIAL, endOf(PARTIAL, tile.width), INDEX, row);
        });
      }
      out.set(r.doubles.subarray(result / 8, result / 8 + tile.width), o * inner + k);
    }
}
