/** Reductions along the last axis: several rows in scratch at a time, or a row in pieces cut where its tree is cut. */
import type { AnyArray, Floats, ReductionName } from '../contract.ts';
import { log } from '../math/log.ts';
import { halfOf } from '../reduce/sum.ts';
import { LEAF, type Folding } from './reduction-code.ts';
import { CHUNK, DATA, EXPS, LEAVES, SHIFT, type Reducer } from './reduction-scratch.ts';

type Combine = (a: number, b: number) => number;
const COMBINE: Readonly<Record<Folding, Combine>> = { sum: (a, b) => a + b, prod: (a, b) => a * b, max: Math.max, min: Math.min };

/** The tree of `count` leaves, cut as the plain tier cuts it. */
function tree(combine: Combine, leaves: Float64Array, at: number, count: number): number {
  if (count === 1) return leaves[at];
  const half = (count + 1) >> 1;
  return combine(tree(combine, leaves, at, half), tree(combine, leaves, at + half, count - half));
}

const copyIn = ({ view, size }: Reducer, x: Floats, from: number, n: number): void => { view.set(x.subarray(from, from + n), DATA / size); };
const leavesIn = (n: number): number => Math.ceil(n / LEAF);

/** A row of n ≤ CHUNK elements that lies at `at`. */
function foldHere(r: Reducer, folding: Folding, at: number, n: number): number {
  r.code[`${folding}Leaves`](at, at + n * r.size, LEAVES);
  return tree(COMBINE[folding], r.doubles, LEAVES / 8, leavesIn(n));
}

function foldLong(r: Reducer, folding: Folding, x: Floats, from: number, n: number): number {
  if (n <= CHUNK) { copyIn(r, x, from, n); return foldHere(r, folding, DATA, n); }
  const half = halfOf(n);
  return COMBINE[folding](foldLong(r, folding, x, from, half), foldLong(r, folding, x, from + half, n - half));
}

/** Σ exp(x − shift) of n ≤ CHUNK elements at `at`; the shift is in its place. */
function expsHere(r: Reducer, at: number, n: number): number {
  r.code.exps(at, at + n * r.size, EXPS, SHIFT, 0);
  r.sums.sumLeaves(EXPS, EXPS + n * r.expSize, LEAVES);
  return tree(COMBINE.sum, r.doubles, LEAVES / 8, leavesIn(n));
}

function expsLong(r: Reducer, x: Floats, from: number, n: number): number {
  if (n <= CHUNK) { copyIn(r, x, from, n); return expsHere(r, DATA, n); }
  const half = halfOf(n);
  return expsLong(r, x, from, half) + expsLong(r, x, from + half, n - half);
}

function logSum(r: Reducer, largest: number, total: () => number): number {
  if (largest - largest !== 0) return largest;                      // ±∞ and NaN as they are
  if (r.expSize === 8) r.doubles[SHIFT / 8] = largest; else r.singles[SHIFT / 4] = largest;
  return largest + log(total());
}

/** The place of the first best element of x[from …], given that it is in one of the leaves just computed. */
function argHere(r: Reducer, x: Floats, from: number, at: number, n: number, folding: 'max' | 'min', before: number): { best: number; place: number } {
  r.code[`${folding}Leaves`](at, at + n * r.size, LEAVES);
  let best = before, leaf = -1;
  for (let l = 0, count = leavesIn(n); l < count && best === best; l++) {
    const value = r.doubles[LEAVES / 8 + l];
    if (folding === 'max' ? !(value <= best) : !(value >= best)) { best = value; leaf = l; }
  }
  if (leaf < 0) return { best, place: -1 };
  let place = leaf * LEAF;
  while (!(x[from + place] === best || (best !== best && x[from + place] !== x[from + place]))) place++;
  return { best, place };
}

function argLong(r: Reducer, x: Floats, from: number, n: number, folding: 'max' | 'min'): number {
  let best = folding === 'max' ? -Infinity : Infinity, place = 0;
  for (let i = 0; i < n && best === best; i += CHUNK) {
    const m = Math.min(CHUNK, n - i);
    copyIn(r, x, from + i, m);
    const found = argHere(r, x, from + i, DATA, m, folding, best);
    if (found.place >= 0) { best = found.best; place = i + found.place; }
  }
  return place;
}

export type RowReduction = Exclude<ReductionName, 'any' | 'all'>;

/** out[o] of row o, `outer` rows of n elements. */
export function reduceRows(name: RowReduction, r: Reducer, out: AnyArray, x: Floats, outer: number, n: number): void {
  if (n > CHUNK) {
    for (let o = 0; o < outer; o++) {
      const from = o * n;
      out[o] = name === 'argmax' || name === 'argmin' ? argLong(r, x, from, n, name === 'argmax' ? 'max' : 'min')
        : name === 'logSumExp' ? logSum(r, foldLong(r, 'max', x, from, n), () => expsLong(r, x, from, n)) : foldLong(r, name, x, from, n);
    }
    return;
  }
  const most = Math.floor(CHUNK / n), bytes = n * r.size;
  for (let o = 0; o < outer; o += most) {
    const end = Math.min(outer, o + most);
    copyIn(r, x, o * n, (end - o) * n);
    for (let k = o, at = DATA; k < end; k++, at += bytes) {
      out[k] = name === 'argmax' || name === 'argmin' ? Math.max(0, argHere(r, x, k * n, at, n, name === 'argmax' ? 'max' : 'min', name === 'argmax' ? -Infinity : Infinity).place)
        : name === 'logSumExp' ? logSum(r, foldHere(r, 'max', at, n), () => expsHere(r, at, n)) : foldHere(r, name, at, n);
    }
  }
}
