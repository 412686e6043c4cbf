/**
 * Qᵀ·A·Q = T, symmetric tridiagonal, by Householder reflectors from the last row up.
 *
 * The lower triangle is kept, so that a row left of its diagonal is contiguous and its reflector has its last entry 1.
 * Within a panel of rows A stays as it was and the updates are carried as two thin matrices, A − XᵀY with rows
 * v₀, w₀, v₁, w₁ … of X and w₀, v₀ … of Y; one product brings A up to date after the panel.
 * Dongarra, Sorensen, Hammarling (1989), "Block reduction of matrices to condensed forms".
 */
import { applyReflectorsRight, triangleOf } from './compact-wy.ts';
import { applyRight, TINY, UP } from './householder.ts';
import { gemm } from './kernels.ts';
import { transposed } from './transpose.ts';
import { hypotenuse } from './vector.ts';
import { type Workspace, workspace } from './workspace.ts';

export interface Tridiagonal {
  readonly d: Float64Array<ArrayBuffer>;
  /** eᵢ couples i and i+1. */
  readonly e: Float64Array<ArrayBuffer>;
  /** Reflector k in row k: entries 0 … k−1 of v, vₖ₋₁ = 1. */
  readonly reflectors: Float64Array<ArrayBuffer>;
  readonly tau: Float64Array<ArrayBuffer>;
}

/** Up to SMALL reflectors are applied one by one. */
const PANEL = 24;
const BLOCKED_FROM = 96;
const SMALL = 32;

/** Reads the upper triangle of `a`. */
export function tridiagonalize(a: Float64Array, n: number): Tridiagonal {
  const d = new Float64Array(n);
  const e = new Float64Array(Math.max(n - 1, 0));
  const tau = new Float64Array(n);
  const ld = 8 * n;
  const x = n * ld;
  const y = x + 2 * PANEL * ld;
  const vector = y + 2 * PANEL * ld;
  const small = vector + ld;
  const w = workspace(small + 16 * PANEL);
  const memory = w.float64();
  memory.set(transposed(a, n, n), 0);
  const panel = n >= BLOCKED_FROM ? PANEL : 8;
  for (let k = n - 1; k > 0;) {
    const count = Math.min(panel, k);
    for (let j = 0; j < count; j++, k--) {
      const row = k * ld;
      // row k of A − XᵀY, its diagonal included
      w.gemvT(2 * j, k + 1, -1, y, ld, x + 8 * k, ld, row);
      d[k] = memory[k * n + k];
      const t = (tau[k] = reflectLast(w, memory, row, k));
      e[k - 1] = memory[k * n + k - 1];
      memory[k * n + k - 1] = 1;
      const xv = (x >> 3) + 2 * j * n;
      const yw = (y >> 3) + 2 * j * n;
      const v = row >> 3;
      memory.copyWithin(xv, v, v + k);
      memory.fill(0, yw, yw + k);
      if (t !== 0) {
        const p = yw << 3;
        const at = small >> 3;
        w.symv(k, t, 0, ld, row, p);
        memory.fill(0, at, at + 2 * j);
        w.gemv(2 * j, k, t, y, ld, row, small);
        w.gemvT(2 * j, k, -1, x, ld, small, 8, p);
        w.axpy(k, -0.5 * t * w.dot(k, p, row), row, p);
      }
      memory.copyWithin(xv + n, yw, yw + k);
      memory.copyWithin(yw + n, v, v + k);
    }
    update(memory, n, k + 1, 2 * count, x >> 3, y >> 3);
  }
  if (n > 0) d[0] = memory[0];
  return { d, e, reflectors: memory.slice(0, n * n), tau };
}

/** A ← A − XᵀY on the lower triangle of the leading `size` rows, in strips. */
function update(memory: Float64Array, n: number, size: number, depth: number, x: number, y: number): void {
  const strip = size > 160 ? Math.ceil(size / Math.ceil(size / 96)) : size;
  for (let i = 0; i < size; i += strip) {
    const rows = Math.min(strip, size - i);
    gemm(true, false, rows, i + rows, depth, -1, memory, x + i, n, memory, y, n, 1, memory, i * n, n);
  }
}

/** The reflector that leaves only the last of `count` entries; returns τ, the row becomes (v₀ …, β). */
export function reflectLast(w: Workspace, memory: Float64Array, row: number, count: number): number {
  const tail = w.nrm2(count - 1, row);
  if (tail === 0) return 0;
  const last = (row >> 3) + count - 1;
  const alpha = memory[last];
  const whole = hypotenuse(alpha, tail);
  const beta = alpha >= 0 ? -whole : whole;
  if (whole < TINY) {
    // as in bidiagonal.ts
    w.scal(count, UP, row);
    const tau = reflectLast(w, memory, row, count);
    memory[last] /= UP;
    return tau;
  }
  w.scal(count - 1, 1 / (alpha - beta), row);
  memory[last] = beta;
  return (beta - alpha) / beta;
}

/** C ← C·Qᵀ for rows of C (rows × n): vectors of T become those of A. */
export function applyTridiagonalQ(c: Float64Array, rows: number, n: number, { reflectors, tau }: Tridiagonal, block = 32): void {
  if (n <= SMALL) {
    for (let k = 1; k < n; k++) applyRight(reflectors, k * n, tau[k], c, 0, n, rows, k);
    return;
  }
  for (let first = 1; first < n; first += block) {
    const end = Math.min(n, first + block);
    const count = end - first;
    const length = end - 1;
    const v = new Float64Array(count * length);
    const t = new Float64Array(count);
    for (let r = 0; r < count; r++) {
      // the product begins with the last reflector
      const k = end - 1 - r;
      v.set(reflectors.subarray(k * n, k * n + k), r * length);
      t[r] = tau[k];
    }
    applyReflectorsRight(c, 0, n, rows, v, 0, length, count, length, triangleOf(v, 0, length, count, length, t), true);
  }
}
