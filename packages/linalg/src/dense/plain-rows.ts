/** Rows of a plain array under plane rotations; the counterpart of rotated-rows.ts for small matrices. */
import type { RotatedRows } from './rotated-rows.ts';

/** Rows of `width` elements, one behind the other. */
export function plainRows(w: number[], width: number): RotatedRows {
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
      for (let p = i * width, q = j * width, end = p + width; p < end; p++, q++) {
        const t = w[p];
        w[p] = w[q];
        w[q] = t;
      }
    },
    negate(i) {
      for (let p = i * width, end = p + width; p < end; p++) w[p] = -w[p];
    },
    settle: nothing,
  };
}

const nothing = (): void => undefined;
