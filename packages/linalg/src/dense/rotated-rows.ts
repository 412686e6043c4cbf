/**
 * Rows of a matrix in a workspace under sweeps of plane rotations. Rotations of neighbouring rows, one after the other in
 * one direction, are collected and applied together.
 */
import type { Workspace } from './workspace.ts';

export interface RotatedRows {
  /** Rows (i, j) ← (c·i + s·j, c·j − s·i). */
  turn(i: number, j: number, c: number, s: number): void;
  swap(i: number, j: number): void;
  negate(i: number): void;
  /** Applies what is still collected: before the rows are read. */
  settle(): void;
}

/** Bytes for the pairs of n rows. */
export const rotationBytes = (n: number): number => 16 * n;

/** Rows of `width` elements, one behind the other from address `at` on; pairs are collected at `pairs`. */
export function rotatedRows(w: Workspace, at: number, width: number, pairs: number): RotatedRows {
  const memory = w.float64();
  const ld = 8 * width;
  let first = 0;
  let step = 0;
  let count = 0;
  let next = -1;
  let free = pairs >> 3;
  const settle = (): void => {
    if (count === 0) return;
    if (w.rotateRows) w.rotateRows(count, width, at + first * ld, step * ld, pairs);
    else
      for (let k = 0, i = first, q = pairs >> 3; k < count; k++, i += step, q += 2)
        w.rot(width, at + i * ld, at + (i + step) * ld, memory[q], memory[q + 1]);
    count = 0;
    free = pairs >> 3;
  };
  return {
    settle,
    turn(i, j, c, s) {
      if (count === 0 || i !== next || j - i !== step) {
        settle();
        first = i;
        step = j - i;
      }
      memory[free++] = c;
      memory[free++] = s;
      next = j;
      count++;
    },
    swap(i, j) {
      settle();
      w.swap(width, at + i * ld, at + j * ld);
    },
    negate(i) {
      settle();
      for (let p = (at + i * ld) >> 3, end = p + width; p < end; p++) memory[p] = -memory[p];
    },
  };
}
