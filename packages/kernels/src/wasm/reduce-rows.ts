/** Reductions along the last axis: several rows in scratch at a time, or a row in pieces cut where its tree is cut. */
import type { AnyArray, Floats, ReductionName } from '../contract.ts';
import { log } from '../math/log.ts';
import { halfOf } from '../reduce/sum.ts';
import { LEAF, type Folding } from './reduction-code.ts';
import { CHUNK, DATA, EXPS, LEAVES, SHIFT, type Reducer, type ReductionCode } from './reduction-scratch.ts';

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
function largest(x: Float64Array, at: number, count: number): number {
  let best = x[at];
  for (let i = at + 1; i < at + count; i++) best = Math.max(best, x[i]);
  return best;
}
function smallest(x: Float64Array, at: number, count: number): number {
  let best = x[at];
  for (let i = at + 1; i < at + count; i++) best = Math.min(best, x[i]);
  return best;
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
    : folding === 'prod'
      ? { leaves: code.prodLeaves, tree: prodTree, combine: (a, b) => a * b }
      : folding === 'max'
        ? { leaves: code.maxLeaves, tree: largest, combine: Math.max }
        : { leaves: code.minLeaves, tree: smallest, combine: Math.min };

export const copyIn = ({ view, size }: Reducer, x: Floats, from: number, n: number): void => {
  view.set(x.subarray(from, from + n), DATA / size);
};
export const leavesIn = (n: number): number => Math.ceil(n / LEAF);

/** A row of n ≤ CHUNK elements that lies at `at`. */
function foldHere(r: Reducer, fold: Fold, at: number, n: number): number {
  fold.leaves(at, at + n * r.size, LEAVES);
  return fold.tree(r.doubles, LEAVES / 8, leavesIn(n));
}

function foldLong(r: Reducer, fold: Fold, x: Floats, from: number, n: number): number {
  if (n <= CHUNK) {
    copyIn(r, x, from, n);
    return foldHere(r, fold, DATA, n);
  }
  const half = halfOf(n);
  return fold.combine(foldLong(r, fold, x, from, half), foldLong(r, fold, x, from + half, n - half));
}

/** The largest of n ≤ CHUNK elements at `at`, and of a row of any length. */
export function largestHere(r: Reducer, at: number, n: number): number {
  r.code.maxLeaves(at, at + n * r.size, LEAVES);
  return largest(r.doubles, LEAVES / 8, leavesIn(n));
}
export const largestInRow = (r: Reducer, x: Floats, from: number, n: number): number => foldLong(r, foldOf(r, 'max'), x, from, n);

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

/** The place of the first best element of x[from …], given that it is in one of the leaves just computed. */
function argHere(
  r: Reducer,
  x: Floats,
  from: number,
  at: number,
  n: number,
  folding: 'max' | 'min',
  before: number,
): { best: number; place: number } {
  (folding === 'max' ? r.code.maxLeaves : r.code.minLeaves)(at, at + n * r.size, LEAVES);
  let best = before;
  let leaf = -1;
  for (let l = 0, count = leavesIn(n); l < count && best === best; l++) {
    const value = r.doubles[LEAVES / 8 + l];
    if (folding === 'max' ? !(value <= best) : !(value >= best)) {
      best = value;
      leaf = l;
    }
  }
  if (leaf < 0) return { best, place: -1 };
  let place = leaf * LEAF;
  while (!(x[from + place] === best || (best !== best && x[from + place] !== x[from + place]))) place++;
  return { best, place };
}

function argLong(r: Reducer, x: Floats, from: number, n: number, folding: 'max' | 'min'): number {
  let best = folding === 'max' ? -Infinity : Infinity;
  let place = 0;
  for (let i = 0; i < n && best === best; i += CHUNK) {
    const m = Math.min(CHUNK, n - i);
    copyIn(r, x, from + i, m);
    const found = argHere(r, x, from + i, DATA, m, folding, best);
    if (found.place >= 0) {
      best = found.best;
      place = i + found.place;
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
  const fold = foldOf(r, name === 'logSumExp' ? 'max' : name);
  if (n > CHUNK) {
    for (let o = 0, from = 0; o < outer; o++, from += n) {
      const whole = foldLong(r, fold, x, from, n);
      out[o] = name === 'logSumExp' ? logSum(r, whole, () => expsLong(r, x, from, n)) : whole;
    }
    return;
  }
  eachRow(r, x, outer, n, (k, at) => {
    const whole = foldHere(r, fold, at, n);
    out[k] = name === 'logSumExp' ? logSum(r, whole, () => expsHere(r, at, n)) : whole;
  });
}

function argRows(folding: 'max' | 'min', r: Reducer, out: AnyArray, x: Floats, outer: number, n: number): void {
  if (n > CHUNK) for (let o = 0; o < outer; o++) out[o] = argLong(r, x, o * n, n, folding);
  else
    eachRow(r, x, outer, n, (k, at) => {
      out[k] = Math.max(0, argHere(r, x, k * n, at, n, folding, folding === 'max' ? -Infinity : Infinity).place);
    });
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
  const most = Math.floor(CHUNK / n);
  const bytes = n * r.size;
  for (let o = 0; o < outer; o += most) {
    const end = Math.min(outer, o + most);
    copyIn(r, x, o * n, (end - o) * n);
    for (let k = o, at = DATA; k < end; k++, at += bytes) take(k, at);
    done?.(o, end - o);
  }
}
