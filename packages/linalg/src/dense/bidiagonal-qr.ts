/**
 * Singular values (and vectors) of an upper bidiagonal matrix by the implicit QR iteration, with the zero shift
 * where a shift would spoil small values, chasing from the larger end.
 *
 * Demmel and Kahan (1990), "Accurate singular values of bidiagonal matrices": all values to high relative accuracy.
 */
import { EPS, SMALLEST_NORMAL } from './machine.ts';
import { bidiagonalPair, singularValues2 } from './svd-2x2.ts';
import { signedLength } from './givens.ts';
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
    const rightF = d[i] * c;
    const rightG = e[i];
    const rightR = signedLength(rightF, rightG);
    const rightC = rightR === 0 ? 1 : rightF / rightR;
    const rightS = rightR === 0 ? 0 : rightG / rightR;
    c = rightC;
    if (i > low) e[i - 1] = oldS * rightR;
    const leftF = oldC * rightR;
    const leftG = d[i + 1] * rightS;
    const leftR = signedLength(leftF, leftG);
    const leftC = leftR === 0 ? 1 : leftF / leftR;
    const leftS = leftR === 0 ? 0 : leftG / leftR;
    d[i] = leftR;
    oldC = leftC;
    oldS = leftS;
    v?.turn(i, i + 1, rightC, rightS);
    u?.turn(i, i + 1, leftC, leftS);
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
    const firstF = d[i] * c;
    const firstG = e[i - 1];
    const firstR = signedLength(firstF, firstG);
    const firstC = firstR === 0 ? 1 : firstF / firstR;
    const firstS = firstR === 0 ? 0 : firstG / firstR;
    c = firstC;
    if (i < end) e[i] = oldS * firstR;
    const secondF = oldC * firstR;
    const secondG = d[i - 1] * firstS;
    const secondR = signedLength(secondF, secondG);
    const secondC = secondR === 0 ? 1 : secondF / secondR;
    const secondS = secondR === 0 ? 0 : secondG / secondR;
    d[i] = secondR;
    oldC = secondC;
    oldS = secondS;
    v?.turn(i, i - 1, secondC, secondS);
    u?.turn(i, i - 1, firstC, firstS);
  }
  const h = d[low] * c;
  d[low] = h * oldC;
  e[low] = h * oldS;
}

function shiftDown({ d, e, u, v }: Iteration, low: number, end: number, shift: number): void {
  let f = (Math.abs(d[low]) - shift) * ((d[low] < 0 ? -1 : 1) + shift / d[low]);
  let g = e[low];
  for (let i = low; i < end; i++) {
    const rightR = signedLength(f, g);
    const rightC = rightR === 0 ? 1 : f / rightR;
    const rightS = rightR === 0 ? 0 : g / rightR;
    if (i > low) e[i - 1] = rightR;
    f = rightC * d[i] + rightS * e[i];
    e[i] = rightC * e[i] - rightS * d[i];
    g = rightS * d[i + 1];
    d[i + 1] *= rightC;
    const leftR = signedLength(f, g);
    const leftC = leftR === 0 ? 1 : f / leftR;
    const leftS = leftR === 0 ? 0 : g / leftR;
    d[i] = leftR;
    f = leftC * e[i] + leftS * d[i + 1];
    d[i + 1] = leftC * d[i + 1] - leftS * e[i];
    if (i < end - 1) {
      g = leftS * e[i + 1];
      e[i + 1] *= leftC;
    }
    v?.turn(i, i + 1, rightC, rightS);
    u?.turn(i, i + 1, leftC, leftS);
  }
  e[end - 1] = f;
}

function shiftUp({ d, e, u, v }: Iteration, low: number, end: number, shift: number): void {
  let f = (Math.abs(d[end]) - shift) * ((d[end] < 0 ? -1 : 1) + shift / d[end]);
  let g = e[end - 1];
  for (let i = end; i > low; i--) {
    const firstR = signedLength(f, g);
    const firstC = firstR === 0 ? 1 : f / firstR;
    const firstS = firstR === 0 ? 0 : g / firstR;
    if (i < end) e[i] = firstR;
    f = firstC * d[i] + firstS * e[i - 1];
    e[i - 1] = firstC * e[i - 1] - firstS * d[i];
    g = firstS * d[i - 1];
    d[i - 1] *= firstC;
    const secondR = signedLength(f, g);
    const secondC = secondR === 0 ? 1 : f / secondR;
    const secondS = secondR === 0 ? 0 : g / secondR;
    d[i] = secondR;
    f = secondC * e[i - 1] + secondS * d[i - 1];
    d[i - 1] = secondC * d[i - 1] - secondS * e[i - 1];
    if (i > low + 1) {
      g = secondS * e[i - 2];
      e[i - 2] *= secondC;
    }
    u?.turn(i, i - 1, firstC, firstS);
    v?.turn(i, i - 1, secondC, secondS);
  }
  e[low] = f;
}
