/** Reductions along the last axis: several rows in scratch at a time, or a row in pieces cut where its tree is cut. */
import type { AnyArray, Floats, ReductionName } from '../contract.ts';
import { log } from '../math/log.ts';
import { halfOf } from '../reduce/sum.ts';
import { LEAF, type Folding } from './reduction-code.ts';
import type { Extremum } from './reduction-extrema.ts';
import { CHUNK, DATA, EXPS, LEAVES, NEAREST, SHIFT, type Reducer, type ReductionCode } from './reduction-scratch.ts';

type Tree = (leaves: Float64Array, at: number, count: number) => number;

/** The sum of `count` leaves in the tree of the plain tier, which cuts where the left part is no shorter. */
export function sumTree(x: Float64Array, at: number, count: number): number {
  if (count === 1) return x[at];
  if (count === 2) return x[at] + x[at + 1];
  if (count === 3) return x[at] + x[at + 1] + x[at + 2];
  if (count === 4) return x[at] + x[at + 1] + (x[at + 2] + x[at + 3]);
  const half = (count + 1) >> 1;
  return sumTree(x, at, half) + sumTree(x, at + half, count - half);
}
function prodTree(x: Float64Array, at: number, count: number): number {
  if (count === 1) return x[at];
  const half = (count + 1) >> 1;
  return prodTree(x, at, half) * prodTree(x, at + half, count - half);
}
/** One way to fold: leaves in WebAssembly, what is left of them here, and two parts of a long row. */
interface Fold {
  readonly leaves: ReductionCode['sumLeaves'];
  readonly tree: Tree;
  readonly combine: (a: number, b: number) => number;
}
const foldOf = ({ code }: Reducer, folding: Folding): Fold =>
  folding === 'sum'
    ? { leaves: code.sumLeaves, tree: sumTree, combine: (a, b) => a + b }
    : { leaves: code.prodLeaves, tree: prodTree, combine: (a, b) => a * b };

export const copyIn = ({ view, size }: Reducer, x: Floats, from: number, n: number): void => {
  view.set(x.subarray(from, from + n), DATA / size);
};
export const leavesIn = (n: number): number => Math.ceil(n / LEAF);

/** Elements that stay in the nearest cache beside those they are copied from. */
const nearest = (r: Reducer): number => NEAREST / r.size;

/** A row of n ≤ CHUNK elements that lies at `at`. */
function foldHere(r: Reducer, fold: Fold, at: number, n: number): number {
  fold.leaves(at, at + n * r.size, LEAVES);
  return fold.tree(r.doubles, LEAVES / 8, leavesIn(n));
}

function foldLong(r: Reducer, fold: Fold, x: Floats, from: number, n: number): number {
  if (n <= nearest(r)) {
    copyIn(r, x, from, n);
    return foldHere(r, fold, DATA, n);
  }
  const half = halfOf(n);
  return fold.combine(foldLong(r, fold, x, from, half), foldLong(r, fold, x, from + half, n - half));
}

/** The best element of a row of any length. */
export function extremumInRow(r: Reducer, x: Floats, from: number, n: number, extremum: Extremum): number {
  const best = r.code[`${extremum}Of`];
  const better = Math[extremum];
  let whole = extremum === 'max' ? -Infinity : Infinity;
  const most = nearest(r);
  for (let i = 0; i < n; i += most) {
    const m = Math.min(most, n - i);
    copyIn(r, x, from + i, m);
    whole = better(whole, best(DATA, DATA + m * r.size));
  }
  return whole;
}

/** Σ exp(x − shift) of n ≤ CHUNK elements at `at`; the shift is in its place. */
function expsHere(r: Reducer, at: number, n: number): number {
  r.code.exps(at, at + n * r.size, EXPS, SHIFT, 0);
  r.sums.sumLeaves(EXPS, EXPS + n * r.expSize, LEAVES);
  return sumTree(r.doubles, LEAVES / 8, leavesIn(n));
}

function expsLong(r: Reducer, x: Floats, from: number, n: number): number {
  if (n <= CHUNK) {
    copyIn(r, x, from, n);
    return expsHere(r, DATA, n);
  }
  const half = halfOf(n);
  return expsLong(r, x, from, half) + expsLong(r, x, from + half, n - half);
}

function logSum(r: Reducer, largest: number, total: () => number): number {
  if (largest - largest !== 0) return largest; // ±∞ and NaN as they are
  if (r.expSize === 8) r.doubles[SHIFT / 8] = largest;
  else r.singles[SHIFT / 4] = largest;
  return largest + log(total());
}

/** The first of n elements at `at` that is `value`, which is one of them. */
function placeHere(r: Reducer, at: number, n: number, value: number): number {
  const first = at / r.size;
  const sure = value === value;
  let k = sure ? r.code.place(at, at + n * r.size, value) / r.size : first;
  while (sure ? r.view[k] !== value : r.view[k] === r.view[k]) k++;
  return k - first;
}

function argLong(r: Reducer, x: Floats, from: number, n: number, extremum: Extremum): number {
  const bestOf = r.code[`${extremum}Of`];
  let best = extremum === 'max' ? -Infinity : Infinity;
  let place = 0;
  const most = nearest(r);
  for (let i = 0; i < n && best === best; i += most) {
    const m = Math.min(most, n - i);
    copyIn(r, x, from + i, m);
    const here = bestOf(DATA, DATA + m * r.size);
    if (extremum === 'max' ? !(here <= best) : !(here >= best)) {
      best = here;
      place = i + placeHere(r, DATA, m, here);
    }
  }
  return place;
}

export type RowReduction = Exclude<ReductionName, 'any' | 'all'>;

/** out[o] of row o, `outer` rows of n elements. */
export function reduceRows(name: RowReduction, r: Reducer, out: AnyArray, x: Floats, outer: number, n: number): void {
  if (name === 'argmax' || name === 'argmin') {
    argRows(name === 'argmax' ? 'max' : 'min', r, out, x, outer, n);
    return;
  }
  if (name === 'max' || name === 'min') {
    if (n > CHUNK) for (let o = 0; o < outer; o++) out[o] = extremumInRow(r, x, o * n, n, name);
    else {
      const best = r.code[`${name}Of`];
      eachRow(r, x, outer, n, (k, at) => {
        out[k] = best(at, at + n * r.size);
      });
    }
    return;
  }
  if (name === 'logSumExp') {
    if (n > CHUNK)
      for (let o = 0, from = 0; o < outer; o++, from += n)
        out[o] = logSum(r, extremumInRow(r, x, from, n, 'max'), () => expsLong(r, x, from, n));
    else
      eachRow(r, x, outer, n, (k, at) => {
        out[k] = logSum(r, r.code.maxOf(at, at + n * r.size), () => expsHere(r, at, n));
      });
    return;
  }
  const fold = foldOf(r, name);
  if (n > CHUNK) for (let o = 0; o < outer; o++) out[o] = foldLong(r, fold, x, o * n, n);
  else
    eachRow(r, x, outer, n, (k, at) => {
      out[k] = foldHere(r, fold, at, n);
    });
}

function argRows(extremum: Extremum, r: Reducer, out: AnyArray, x: Floats, outer: number, n: number): void {
  if (n > CHUNK) for (let o = 0; o < outer; o++) out[o] = argLong(r, x, o * n, n, extremum);
  else {
    const best = r.code[`${extremum}Of`];
    eachRow(r, x, outer, n, (k, at) => {
      out[k] = placeHere(r, at, n, best(at, at + n * r.size));
    });
  }
}

/** Copies as many rows as fit at a time, and takes each where it lies; then they are done. */
export function eachRow(
  r: Reducer,
  x: Floats,
  outer: number,
  n: number,
  take: (row: number, at: number) => void,
  done?: (first: number, rows: number) => void,
): void {
  const most = Math.max(1, Math.floor(nearest(r) / n));
  const bytes = n * r.size;
  for (let o = 0; o < outer; o += most) {
    const end = Math.min(outer, o + most);
    copyIn(r, x, o * n, (end - o) * n);
    for (let k = o, at = DATA; k < end; k++, at += bytes) take(k, at);
    done?.(o, end - o);
  }
}
