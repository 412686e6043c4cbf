/**
 * Singular values (and vectors) of an upper bidiagonal matrix by the implicit QR iteration, with the zero shift
 * where a shift would spoil small values, chasing from the larger end.
 *
 * Demmel and Kahan (1990), "Accurate singular values of bidiagonal matrices": all values to high relative accuracy.
 */
import { EPS, SMALLEST_NORMAL } from './machine.ts';
import { bidiagonalPair, singularValues2 } from './svd-2x2.ts';
import { givens } from './givens.ts';
import type { RotatedRows } from './rotated-rows.ts';

interface Iteration {
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly u: RotatedRows | null;
  readonly v: RotatedRows | null;
}

/**
 * On return d ≥ 0 (unsorted), e = 0; n rows of `u` and of `v` follow the values.
 *
 * @returns true when it converged
 */
export function bidiagonalQr(d: Float64Array, e: Float64Array, n: number, u: RotatedRows | null, v: RotatedRows | null): boolean {
  const it: Iteration = { d, e, u, v };
  const tolerance = EPS * 8;
  const threshold = smallestOf(d, e, n, tolerance);
  let budget = 60 * n * Math.max(1, n);
  let end = n - 1;
  let direction = 0;
  let oldLow = -1;
  let oldHigh = -1;
  while (end > 0) {
    if (budget-- <= 0) return false;
    if (Math.abs(d[end]) <= threshold && threshold > 0 && d[end] !== 0 && Math.abs(d[end]) < SMALLEST_NORMAL) d[end] = 0;
    let low = end;
    let largest = Math.abs(d[end]);
    while (low > 0) {
      const x = Math.abs(e[low - 1]);
      if (x <= threshold) {
        e[low - 1] = 0;
        break;
      }
      largest = Math.max(largest, Math.abs(d[low - 1]), x);
      low--;
    }
    if (low === end) {
      end--;
      continue;
    }
    if (low === end - 1) {
      diagonalizePair(it, low);
      end -= 2;
      continue;
    }
    if (low > oldHigh || end < oldLow) direction = Math.abs(d[low]) >= Math.abs(d[end]) ? 1 : 2;
    const smallest = deflate(d, e, low, end, direction, tolerance);
    if (smallest < 0) continue;
    oldLow = low;
    oldHigh = end;
    const shift = chooseShift(d, e, low, end, direction, smallest, largest, n, tolerance);
    if (direction === 1) shift === 0 ? zeroShiftDown(it, low, end) : shiftDown(it, low, end, shift);
    else shift === 0 ? zeroShiftUp(it, low, end) : shiftUp(it, low, end, shift);
    const last = direction === 1 ? end - 1 : low;
    if (Math.abs(e[last]) <= threshold) e[last] = 0;
  }
  for (let i = 0; i < n; i++) {
    if (d[i] < 0 || Object.is(d[i], -0)) {
      d[i] = -d[i];
      v?.negate(i);
    }
  }
  return true;
}

/** Off-diagonals below this cannot change any singular value by more than the tolerance. */
function smallestOf(d: Float64Array, e: Float64Array, n: number, tolerance: number): number {
  let mu = n > 0 ? Math.abs(d[0]) : 0;
  let low = mu;
  for (let i = 1; i < n && low > 0; i++) {
    mu = Math.abs(d[i]) * (mu / (mu + Math.abs(e[i - 1])));
    low = Math.min(low, mu);
  }
  return Math.max((tolerance * low) / Math.sqrt(Math.max(n, 1)), SMALLEST_NORMAL);
}

/** Convergence tests of Demmel and Kahan; −1 when an off-diagonal was dropped, else a lower bound on the smallest value. */
function deflate(d: Float64Array, e: Float64Array, low: number, end: number, direction: number, tolerance: number): number {
  let smallest: number;
  if (direction === 1) {
    if (Math.abs(e[end - 1]) <= tolerance * Math.abs(d[end])) {
      e[end - 1] = 0;
      return -1;
    }
    let mu = (smallest = Math.abs(d[low]));
    for (let i = low; i < end; i++) {
      if (Math.abs(e[i]) <= tolerance * mu) {
        e[i] = 0;
        return -1;
      }
      mu = Math.abs(d[i + 1]) * (mu / (mu + Math.abs(e[i])));
      smallest = Math.min(smallest, mu);
    }
  } else {
    if (Math.abs(e[low]) <= tolerance * Math.abs(d[low])) {
      e[low] = 0;
      return -1;
    }
    let mu = (smallest = Math.abs(d[end]));
    for (let i = end - 1; i >= low; i--) {
      if (Math.abs(e[i]) <= tolerance * mu) {
        e[i] = 0;
        return -1;
      }
      mu = Math.abs(d[i]) * (mu / (mu + Math.abs(e[i])));
      smallest = Math.min(smallest, mu);
    }
  }
  return smallest;
}

function chooseShift(
  d: Float64Array,
  e: Float64Array,
  low: number,
  end: number,
  direction: number,
  smallest: number,
  largest: number,
  n: number,
  tolerance: number,
): number {
  if (n * tolerance * (smallest / largest) <= Math.max(EPS, 0.01 * tolerance)) return 0;
  const near = direction === 1 ? Math.abs(d[low]) : Math.abs(d[end]);
  const [shift] = direction === 1 ? singularValues2(d[end - 1], e[end - 1], d[end]) : singularValues2(d[low], e[low], d[low + 1]);
  if (near > 0 && (shift / near) ** 2 < EPS) return 0;
  return shift;
}

function diagonalizePair({ d, e, u, v }: Iteration, k: number): void {
  const p = bidiagonalPair(d[k], e[k], d[k + 1]);
  d[k] = p.largest;
  d[k + 1] = p.smallest;
  e[k] = 0;
  v?.turn(k, k + 1, p.cRight, p.sRight);
  u?.turn(k, k + 1, p.cLeft, p.sLeft);
}

function zeroShiftDown({ d, e, u, v }: Iteration, low: number, end: number): void {
  let c = 1;
  let oldC = 1;
  let oldS = 0;
  for (let i = low; i < end; i++) {
    const right = givens(d[i] * c, e[i]);
    c = right.c;
    if (i > low) e[i - 1] = oldS * right.r;
    const left = givens(oldC * right.r, d[i + 1] * right.s);
    d[i] = left.r;
    oldC = left.c;
    oldS = left.s;
    v?.turn(i, i + 1, right.c, right.s);
    u?.turn(i, i + 1, left.c, left.s);
  }
  const h = d[end] * c;
  d[end] = h * oldC;
  e[end - 1] = h * oldS;
}

function zeroShiftUp({ d, e, u, v }: Iteration, low: number, end: number): void {
  let c = 1;
  let oldC = 1;
  let oldS = 0;
  for (let i = end; i > low; i--) {
    const first = givens(d[i] * c, e[i - 1]);
    c = first.c;
    if (i < end) e[i] = oldS * first.r;
    const second = givens(oldC * first.r, d[i - 1] * first.s);
    d[i] = second.r;
    oldC = second.c;
    oldS = second.s;
    v?.turn(i, i - 1, second.c, second.s);
    u?.turn(i, i - 1, first.c, first.s);
  }
  const h = d[low] * c;
  d[low] = h * oldC;
  e[low] = h * oldS;
}

function shiftDown({ d, e, u, v }: Iteration, low: number, end: number, shift: number): void {
  let f = (Math.abs(d[low]) - shift) * ((d[low] < 0 ? -1 : 1) + shift / d[low]);
  let g = e[low];
  for (let i = low; i < end; i++) {
    const right = givens(f, g);
    if (i > low) e[i - 1] = right.r;
    f = right.c * d[i] + right.s * e[i];
    e[i] = right.c * e[i] - right.s * d[i];
    g = right.s * d[i + 1];
    d[i + 1] *= right.c;
    const left = givens(f, g);
    d[i] = left.r;
    f = left.c * e[i] + left.s * d[i + 1];
    d[i + 1] = left.c * d[i + 1] - left.s * e[i];
    if (i < end - 1) {
      g = left.s * e[i + 1];
      e[i + 1] *= left.c;
    }
    v?.turn(i, i + 1, right.c, right.s);
    u?.turn(i, i + 1, left.c, left.s);
  }
  e[end - 1] = f;
}

function shiftUp({ d, e, u, v }: Iteration, low: number, end: number, shift: number): void {
  let f = (Math.abs(d[end]) - shift) * ((d[end] < 0 ? -1 : 1) + shift / d[end]);
  let g = e[end - 1];
  for (let i = end; i > low; i--) {
    const first = givens(f, g);
    if (i < end) e[i] = first.r;
    f = first.c * d[i] + first.s * e[i - 1];
    e[i - 1] = first.c * e[i - 1] - first.s * d[i];
    g = first.s * d[i - 1];
    d[i - 1] *= first.c;
    const second = givens(f, g);
    d[i] = second.r;
    f = second.c * e[i - 1] + second.s * d[i - 1];
    d[i - 1] = second.c * d[i - 1] - second.s * e[i - 1];
    if (i > low + 1) {
      g = second.s * e[i - 2];
      e[i - 2] *= second.c;
    }
    u?.turn(i, i - 1, first.c, first.s);
    v?.turn(i, i - 1, second.c, second.s);
  }
  e[low] = f;
}
