/**
 * A·X = B for a matrix of few rows that is plainly well scaled and well conditioned: the steps of resident-solve.ts in one
 * plain array, where calls and copies would cost more than they save. What is not plain is left to dense-solve.ts.
 */
import { MOST_EXACT } from './exact-solve.ts';
import { EPS } from './machine.ts';
import { probe } from './resident-solve.ts';
import { zeros } from './small-memory.ts';

const EVEN = 0.1;
const LARGE = 2 ** 300;
const MARGIN = 1000;
/** Right sides with entries this much smaller than others are left to dense-solve.ts, where each equation is looked at. */
const FAINT = 2 ** -40;
const SPLITTER = 134217729; // 2²⁷ + 1

/** Rows of the factors at 0, then five vectors of n, then the permutation. */
const layout = (n: number): number => n * n + 6 * n;

/** PA = LU in f; row i of PA is row f[order + i] of A. @returns false where a pivot is no use */
function factor(f: number[], n: number, order: number): boolean {
  for (let k = 0; k < n; k++) {
    let p = k;
    let best = Math.abs(f[k * n + k]);
    for (let i = k + 1, at = i * n + k; i < n; i++, at += n) {
      const x = Math.abs(f[at]);
      if (x > best) {
        best = x;
        p = i;
      }
    }
    if (!(best > 1e-290)) return false;
    const top = k * n;
    if (p !== k) {
      for (let j = 0, a = top, b = p * n; j < n; j++, a++, b++) {
        const t = f[a];
        f[a] = f[b];
        f[b] = t;
      }
      const t = f[order + k];
      f[order + k] = f[order + p];
      f[order + p] = t;
    }
    const inverse = 1 / f[top + k];
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      const l = f[row + k] * inverse;
      f[row + k] = l;
      for (let j = k + 1; j < n; j++) f[row + j] -= l * f[top + j];
    }
  }
  return true;
}

/** v ← U⁻¹·L⁻¹·v */
function apply(f: number[], n: number, v: number): void {
  for (let i = 1; i < n; i++) {
    let s = f[v + i];
    for (let j = 0, at = i * n; j < i; j++, at++) s -= f[at] * f[v + j];
    f[v + i] = s;
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    let s = f[v + i];
    for (let j = i + 1; j < n; j++) s -= f[row + j] * f[v + j];
    f[v + i] = s / f[row + i];
  }
}
/** v ← L⁻ᵀ·U⁻ᵀ·v */
function applyTransposed(f: number[], n: number, v: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const x = f[v + i] / f[row + i];
    f[v + i] = x;
    for (let j = i + 1; j < n; j++) f[v + j] -= f[row + j] * x;
  }
  for (let i = n - 1; i > 0; i--) {
    const row = i * n;
    const x = f[v + i];
    for (let j = 0; j < i; j++) f[v + j] -= f[row + j] * x;
  }
}

/** ‖A⁻¹‖₁ from below; see resident-solve.ts. */
function inverseNorm(f: number[], n: number, v: number, order: number): number {
  let length = 0;
  for (let i = 0; i < n; i++) length += Math.abs((f[v + i] = probe(f[order + i])));
  apply(f, n, v);
  let inverse = 0;
  for (let i = 0; i < n; i++) {
    const x = f[v + i];
    inverse += Math.abs(x);
    f[v + i] = x >= 0 ? 1 : -1;
  }
  inverse /= length;
  applyTransposed(f, n, v);
  for (let i = 0; i < n; i++) {
    const z = Math.abs(f[v + i]);
    if (!(z <= inverse)) inverse = z;
  }
  return inverse;
}

/** r ← b − A·x in about 106 bits, in the order of the factors; the operations of `residual` in double-double.ts. */
function residualInOrder(A: Float64Array, n: number, from: number, f: number[], x: number, b: number, r: number, order: number): void {
  for (let i = 0; i < n; i++) {
    const row = f[order + i];
    let hi = f[b + row];
    let lo = 0;
    for (let j = 0, at = from + row * n; j < n; j++, at++) {
      const m = -A[at];
      const y = f[x + j];
      const p = m * y;
      const u = SPLITTER * m;
      const mh = u - (u - m);
      const ml = m - mh;
      const w = SPLITTER * y;
      const yh = w - (w - y);
      const yl = y - yh;
      const s = hi + p;
      const v = s - hi;
      lo += hi - (s - v) + (p - v) + (mh * yh - p + mh * yl + ml * yh + ml * yl);
      hi = s;
    }
    f[r + i] = hi + lo;
  }
}

/** @returns whether X was written to `out` from `to` on; false says nothing about the system */
export function smallSolve(
  A: Float64Array,
  n: number,
  from: number,
  B: ArrayLike<number>,
  k: number,
  bFrom: number,
  out: Float64Array,
  to: number,
): boolean {
  const f = zeros(layout(n));
  const sums = n * n;
  const b = sums;
  const r = b + n;
  const x = r + n;
  const tops = x + n;
  const order = tops + n + n;
  let most = 0;
  let least = Infinity;
  let norm = 0;
  for (let i = 0, at = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++, at++) {
      const v = A[from + at];
      const size = Math.abs(v);
      f[at] = v;
      f[sums + j] += size;
      if (size > row) row = size;
      if (size > f[tops + j]) f[tops + j] = size;
    }
    f[order + i] = i;
    if (row > most) most = row;
    if (row < least) least = row;
  }
  for (let j = 0; j < n; j++) {
    const sum = f[sums + j];
    const top = f[tops + j];
    if (!(sum <= norm)) norm = sum;
    if (top < least) least = top;
  }
  if (!(norm < LARGE && most > 1 / LARGE && least >= EVEN * most) || !factor(f, n, order)) return false;
  const mostInverse = 1 / (MARGIN * n * EPS * norm);
  if (!(inverseNorm(f, n, x, order) < mostInverse)) return false;
  for (let c = 0; c < k; c++) {
    let right = 0;
    let least = Infinity;
    let length = 0;
    for (let i = 0, at = bFrom + c; i < n; i++, at += k) {
      const v = B[at];
      const size = Math.abs(v);
      f[b + i] = v;
      length += size;
      if (!(size <= right)) right = size;
      if (size < least && size > 0) least = size;
    }
    if (!(least >= FAINT * right) && n <= MOST_EXACT) return false; // an equation of small numbers may need more than the largest |xᵢ| shows
    if (!(right < LARGE && (right > 1 / LARGE || right === 0))) return false;
    for (let i = 0; i < n; i++) f[x + i] = f[b + f[order + i]];
    apply(f, n, x);
    let reached = 0;
    for (let i = 0; i < n; i++) reached += Math.abs(f[x + i]);
    if (!(reached < mostInverse * length) && length > 0) return false;
    for (let step = 1; step <= 2; step++) {
      residualInOrder(A, n, from, f, x, b, r, order);
      apply(f, n, r);
      let moved = 0;
      let size = 0;
      for (let i = 0; i < n; i++) {
        const d = Math.abs(f[r + i]);
        const v = Math.abs(f[x + i]);
        if (!(d <= moved)) moved = d;
        if (v > size) size = v;
        f[x + i] += f[r + i];
      }
      if (!(moved <= (step === 1 ? 1e-4 : 1e-11) * size)) return false; // what is left is c³ for steps of c and c²
      if (moved <= 1e-10 * size) break;
    }
    for (let i = 0, at = to + c; i < n; i++, at += k) out[at] = f[x + i];
  }
  return true;
}
