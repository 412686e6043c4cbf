/**
 * Softmax and its logarithm in one pass through scratch memory: each row is copied in, and its largest element, shifted
 * exponentials, their sum and the quotients are taken where it lies. The bits are those of the same steps one by one
 * with the kernels of this tier.
 */
import type { Floats, Kernels, SoftmaxKernel, SoftmaxKernels } from '../contract.ts';
import { log } from '../math/log.ts';
import { requireExtent } from '../reduce/require-extent.ts';
import { logSoftmaxBy, softmaxBy } from '../reduce/softmax.ts';
import { halfOf } from '../reduce/sum.ts';
import { copyIn, eachRow, extremumInRow, leavesIn, sumTree } from './reduce-rows.ts';
import type { Reducers } from './reducers.ts';
import { CHUNK, DATA, EXPS, LEAVES, PARTIAL, ROW, SHIFT, type Reducer } from './reduction-scratch.ts';
import { worthwhile } from './reductions.ts';
import { softmaxColumns } from './softmax-columns.ts';
import { besideNonFinite, settle, type SoftmaxName } from './softmax-exceptions.ts';

/** What is taken off or divided by along a row, a zero, and the exponentials of a piece that are only summed. */
const VALUE = PARTIAL;
const ZERO = SHIFT;
const SUMMED = PARTIAL + ROW;

const setValue = (r: Reducer, value: number): void => {
  if (r.size === 8) r.doubles[VALUE / 8] = value;
  else r.singles[VALUE / 4] = value;
};

/** Shifted exponentials, or differences, of n ≤ CHUNK elements at `at`, written to `to`; the sum of the exponentials. */
function begin(r: Reducer, name: SoftmaxName, at: number, n: number, to: number): number {
  const bytes = n * r.size;
  if (name === 'softmax') {
    if (r.code.shiftedExps(at, at + bytes, to, VALUE, 0)) settle(r, at, at + bytes, to, VALUE, 0);
    r.code.sumLeaves(to, to + bytes, LEAVES);
  } else {
    r.code.differences(at, at + bytes, to, VALUE, 0);
    r.code.exps(to, to + bytes, SUMMED, ZERO, 0);
    r.sums.sumLeaves(SUMMED, SUMMED + n * r.expSize, LEAVES);
  }
  return sumTree(r.doubles, LEAVES / 8, leavesIn(n));
}
function finish(r: Reducer, name: SoftmaxName, at: number, n: number, to: number): void {
  (name === 'softmax' ? r.code.quotients : r.code.differences)(at, at + n * r.size, to, VALUE, 0);
}

function beginLong(r: Reducer, name: SoftmaxName, out: Floats, x: Floats, from: number, n: number): number {
  if (n <= CHUNK) {
    copyIn(r, x, from, n);
    const total = begin(r, name, DATA, n, EXPS);
    out.set(r.view.subarray(EXPS / r.size, EXPS / r.size + n), from);
    return total;
  }
  const half = halfOf(n);
  return beginLong(r, name, out, x, from, half) + beginLong(r, name, out, x, from + half, n - half);
}

function longRow(r: Reducer, name: SoftmaxName, out: Floats, x: Floats, from: number, n: number): void {
  const top = extremumInRow(r, x, from, n, 'max');
  if (top - top !== 0) {
    for (let i = from; i < from + n; i++) out[i] = besideNonFinite(name, out, top, x[i]);
    return;
  }
  setValue(r, top);
  const total = beginLong(r, name, out, x, from, n);
  setValue(r, name === 'softmax' ? total : log(total));
  for (let i = 0; i < n; i += CHUNK) {
    const m = Math.min(CHUNK, n - i);
    copyIn(r, out, from + i, m);
    finish(r, name, DATA, m, EXPS);
    out.set(r.view.subarray(EXPS / r.size, EXPS / r.size + m), from + i);
  }
}

/** Whole vectors run over the end of a row into the next one, whose own results come after. */
function softmaxRows(r: Reducer, name: SoftmaxName, out: Floats, x: Floats, outer: number, n: number): void {
  r.doubles[ZERO / 8] = 0;
  if (n > CHUNK) for (let o = 0; o < outer; o++) longRow(r, name, out, x, o * n, n);
  else
    eachRow(
      r,
      x,
      outer,
      n,
      (_, at) => {
        const top = r.code.maxOf(at, at + n * r.size);
        const to = at - DATA + EXPS;
        if (top - top !== 0) {
          for (let i = 0; i < n; i++) r.view[to / r.size + i] = besideNonFinite(name, out, top, r.view[at / r.size + i]);
          return;
        }
        setValue(r, top);
        const total = begin(r, name, at, n, to);
        setValue(r, name === 'softmax' ? total : log(total));
        finish(r, name, to, n, to);
      },
      (first, rows) => {
        out.set(r.view.subarray(EXPS / r.size, EXPS / r.size + rows * n), first * n);
      },
    );
}

/** @param parts the other kernels of this tier, for what is too small */
export function createSoftmax({ double, single }: Reducers, parts: Pick<Kernels, 'max' | 'exp' | 'sum' | 'logSumExp'>): SoftmaxKernels {
  const kernel =
    (name: SoftmaxName): SoftmaxKernel =>
    (out, x, outer, n, inner) => {
      const alike = x instanceof Float64Array ? out instanceof Float64Array : out instanceof Float32Array;
      if (!alike || !worthwhile(outer, n, inner)) {
        (name === 'softmax' ? softmaxBy : logSoftmaxBy)(parts, out, x, outer, n, inner);
        return;
      }
      requireExtent(name, out, outer * n * inner, x, outer, n, inner);
      const r = x instanceof Float64Array ? double() : single();
      if (inner === 1) softmaxRows(r, name, out, x, outer, n);
      else softmaxColumns(r, name, out, x, outer, n, inner);
    };
  return { softmax: kernel('softmax'), logSoftmax: kernel('logSoftmax') };
}
