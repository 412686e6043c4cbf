/** The parts of Francis' double-shift step: its first vector, and reflectors of two or three rows and columns. */

import { hypotenuse3 } from './vector.ts';

/** A pair of shifts: r₁ + i·i₁ and r₂ + i·i₂, conjugate or both real. */
export interface ShiftPair {
  readonly r1: number;
  readonly i1: number;
  readonly r2: number;
  readonly i2: number;
}

/**
 * One reflector on rows and columns k, k+1, k+2 (while they are ≤ end) of the Hessenberg matrix h with a bulge: from (v0, v1, v2)
 * where `first`, else from column k−1, which it clears. Rows from 0, columns to n−1; z by its `zRows` rows.
 */
export function reflectAt(
  h: number[],
  n: number,
  k: number,
  end: number,
  first: boolean,
  v0: number,
  v1: number,
  v2: number,
  z: number[] | null,
): number {
  const three = k < end - 1;
  const at = k * n + k - 1;
  if (!first) {
    v0 = h[at];
    v1 = h[at + n];
    v2 = three ? h[at + 2 * n] : 0;
  }
  // this commutes with powers of two, whatever the size: results do not depend on the scale of A
  let t = 0;
  let w1 = 0;
  let w2 = 0;
  let beta = v0;
  if (v1 !== 0 || v2 !== 0) {
    beta = hypotenuse3(v0, v1, v2);
    if (v0 >= 0) beta = -beta;
    t = (beta - v0) / beta;
    w1 = v1 / (v0 - beta);
    w2 = v2 / (v0 - beta);
  }
  if (!first) {
    h[at] = beta;
    h[at + n] = 0;
    if (three) h[at + 2 * n] = 0;
  }
  if (t === 0) return 0;
  reflectRows(h, n, k, three, w1, w2, t);
  reflectColumns(h, n, k, Math.min(k + 3, end) + 1, three, w1, w2, t);
  if (z) reflectColumns(z, n, k, n, three, w1, w2, t);
  return t;
}

function reflectRows(h: number[], n: number, k: number, three: boolean, w1: number, w2: number, t: number): void {
  let p = k * n + k;
  let q = p + n;
  let r = q + n;
  const t1 = t * w1;
  const t2 = t * w2;
  const end = (k + 1) * n;
  if (three)
    for (; p < end; p++, q++, r++) {
      const s = h[p] + w1 * h[q] + w2 * h[r];
      h[p] -= s * t;
      h[q] -= s * t1;
      h[r] -= s * t2;
    }
  else
    for (; p < end; p++, q++) {
      const s = h[p] + w1 * h[q];
      h[p] -= s * t;
      h[q] -= s * t1;
    }
}
function reflectColumns(h: number[], n: number, k: number, rows: number, three: boolean, w1: number, w2: number, t: number): void {
  const t1 = t * w1;
  const t2 = t * w2;
  const end = k + rows * n;
  if (three)
    for (let p = k; p < end; p += n) {
      const s = h[p] + w1 * h[p + 1] + w2 * h[p + 2];
      h[p] -= s * t;
      h[p + 1] -= s * t1;
      h[p + 2] -= s * t2;
    }
  else
    for (let p = k; p < end; p += n) {
      const s = h[p] + w1 * h[p + 1];
      h[p] -= s * t;
      h[p + 1] -= s * t1;
    }
}

/** To `v`: a multiple of the first column of (H − s₁)(H − s₂) of the block that starts at m. */
export function firstVector(h: number[], n: number, m: number, r1: number, i1: number, r2: number, i2: number, v: number[]): void {
  const p = m * n + m;
  const a = h[p];
  const below = h[p + n];
  const s = Math.abs(a - r2) + Math.abs(i2) + Math.abs(below);
  if (s === 0) {
    v[0] = 1;
    v[1] = 0;
    v[2] = 0;
    return;
  }
  const b = below / s;
  v[0] = b * h[p + 1] + (a - r1) * ((a - r2) / s) - i1 * (i2 / s);
  v[1] = b * (a + h[p + n + 1] - r1 - r2);
  v[2] = b * h[p + 2 * n + 1];
}
