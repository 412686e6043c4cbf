/**
 * Rows of a plain array under sweeps of plane rotations; the counterpart of rotated-rows.ts for small matrices. A chain of
 * rotations of neighbouring rows goes through four columns at a time, so that each element is read and written once.
 */
import type { RotatedRows } from './rotated-rows.ts';
import { zeros } from './small-memory.ts';

/** Up to so many rows each rotation is applied at once. */
const FEW = 8;

/** `n` rows of `width` elements, one behind the other. */
export const plainRows = (w: number[], n: number, width: number): RotatedRows => (n <= FEW ? fewRows(w, width) : manyRows(w, n, width));

function fewRows(w: number[], width: number): RotatedRows {
  return {
    turn(i, j, c, s) {
      for (let p = i * width, q = j * width, end = p + width; p < end; p++, q++) {
        const x = w[p];
        const y = w[q];
        w[p] = c * x + s * y;
        w[q] = c * y - s * x;
      }
    },
    swap(i, j) {
      swapRows(w, width, i, j);
    },
    negate(i) {
      negateRow(w, width, i);
    },
    settle: nothing,
  };
}
const nothing = (): void => undefined;

function swapRows(w: number[], width: number, i: number, j: number): void {
  for (let p = i * width, q = j * width, end = p + width; p < end; p++, q++) {
    const t = w[p];
    w[p] = w[q];
    w[q] = t;
  }
}
function negateRow(w: number[], width: number, i: number): void {
  for (let p = i * width, end = p + width; p < end; p++) w[p] = -w[p];
}

function manyRows(w: number[], n: number, width: number): RotatedRows {
  const pairs = zeros(2 * n);
  let first = 0;
  let step = 0;
  let count = 0;
  let next = -1;
  const settle = (): void => {
    if (count > 0) chain(w, first * width, step * width, width, pairs, count);
    count = 0;
  };
  return {
    settle,
    turn(i, j, c, s) {
      if (count === 0 || i !== next || j - i !== step) {
        settle();
        first = i;
        step = j - i;
      }
      pairs[count] = c;
      pairs[count + 1] = s;
      count += 2;
      next = j;
    },
    swap(i, j) {
      settle();
      swapRows(w, width, i, j);
    },
    negate(i) {
      settle();
      negateRow(w, width, i);
    },
  };
}

/** Rows (p, q) ← (c·p + s·q, c·q − s·p), q next to p, then the next pair. */
function chain(w: number[], top: number, by: number, width: number, pairs: number[], count: number): void {
  let j = 0;
  for (; j + 3 < width; j += 4) {
    let p = top + j;
    let x0 = w[p];
    let x1 = w[p + 1];
    let x2 = w[p + 2];
    let x3 = w[p + 3];
    for (let k = 0; k < count; k += 2) {
      const c = pairs[k];
      const s = pairs[k + 1];
      const q = p + by;
      const y0 = w[q];
      const y1 = w[q + 1];
      const y2 = w[q + 2];
      const y3 = w[q + 3];
      w[p] = c * x0 + s * y0;
      w[p + 1] = c * x1 + s * y1;
      w[p + 2] = c * x2 + s * y2;
      w[p + 3] = c * x3 + s * y3;
      x0 = c * y0 - s * x0;
      x1 = c * y1 - s * x1;
      x2 = c * y2 - s * x2;
      x3 = c * y3 - s * x3;
      p = q;
    }
    w[p] = x0;
    w[p + 1] = x1;
    w[p + 2] = x2;
    w[p + 3] = x3;
  }
  for (; j < width; j++) {
    let p = top + j;
    let x = w[p];
    for (let k = 0; k < count; k += 2) {
      const c = pairs[k];
      const s = pairs[k + 1];
      const q = p + by;
      const y = w[q];
      w[p] = c * x + s * y;
      x = c * y - s * x;
      p = q;
    }
    w[p] = x;
  }
}
