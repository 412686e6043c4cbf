/**
 * Uᵀ·A·V = B, upper bidiagonal, for m ≥ n by Householder reflectors from both sides.
 *
 * Within a panel A stays as it was and the updates are carried as two thin matrices, A − LᵀR with rows v₀, x₀, v₁, x₁ …
 * of L (v a left reflector, x = τ·A·u) and y₀, u₀ … of R (u a right reflector, y = τ·Aᵀ·v); one product brings A up to
 * date after the panel.
 * Golub and Van Loan, algorithm 5.4.2; Dongarra, Sorensen, Hammarling (1989) for the panels.
 */
import { applyReflectorsLeft, applyReflectorsRight, triangleOf } from './compact-wy.ts';
import { applyLeft, applyRight, TINY, UP } from './householder.ts';
import { gemm } from './kernels.ts';
import { hypotenuse } from './vector.ts';
import { type Workspace, workspace } from './workspace.ts';

export interface Bidiagonal {
  /** Diagonal, length n. */
  readonly d: Float64Array<ArrayBuffer>;
  /** Superdiagonal, length n − 1. */
  readonly e: Float64Array<ArrayBuffer>;
  /** Reflector k of U in row k, entries k … m−1, n×m. */
  readonly left: Float64Array<ArrayBuffer>;
  readonly tauLeft: Float64Array<ArrayBuffer>;
  /** Reflector k of V in row k, entries k+1 … n−1, n×n. */
  readonly right: Float64Array<ArrayBuffer>;
  readonly tauRight: Float64Array<ArrayBuffer>;
}

/** Up to SMALL reflectors are applied one by one. */
const PANEL = 24;
const BLOCKED_FROM = 96;
const SMALL = 32;

/** m×n with m ≥ n. */
export function bidiagonalize(a: Float64Array, m: number, n: number): Bidiagonal {
  const d = new Float64Array(n);
  const e = new Float64Array(Math.max(n - 1, 0));
  const tauLeft = new Float64Array(n);
  const tauRight = new Float64Array(n);
  const left = new Float64Array(n * m);
  const right = new Float64Array(n * n);
  const lda = 8 * n;
  const ldl = 8 * m;
  const L = m * lda;
  const R = L + 2 * PANEL * ldl;
  const small = R + 2 * PANEL * lda;
  const column = small + 16 * PANEL;
  const w = workspace(column + ldl);
  const memory = w.float64();
  const panel = n >= BLOCKED_FROM ? PANEL : 8;
  memory.set(a.subarray(0, m * n), 0);
  const one = memory.subarray(small >> 3, (small >> 3) + 2 * PANEL);
  for (let k = 0; k < n;) {
    const count = Math.min(panel, n - k);
    const start = k;
    for (let j = 0; j < count; j++, k++) {
      const rows = m - k;
      const rest = n - k - 1;
      const l = L + 2 * j * ldl;
      const r = R + 2 * j * lda;
      const corner = k * lda + 8 * k;
      // column k of A − LᵀR, and its reflector v
      const v = l + 8 * k;
      w.copyStrided(rows, corner, lda, v, 8);
      w.gemvT(2 * j, rows, -1, L + 8 * k, ldl, R + 8 * k, lda, v);
      const tl = (tauLeft[k] = reflectFirst(w, memory, v, rows));
      d[k] = memory[v >> 3];
      memory[v >> 3] = 1;
      left.set(memory.subarray(v >> 3, (v >> 3) + rows), k * m + k);
      // y = τ·(A − LᵀR)ᵀ·v
      const y = r + 8 * (k + 1);
      memory.fill(0, r >> 3, (r >> 3) + 2 * n);
      memory.fill(0, (l + ldl) >> 3, ((l + ldl) >> 3) + m);
      if (rest === 0) continue;
      if (tl !== 0) {
        w.gemvT(rows, rest, tl, corner + 8, lda, v, 8, y);
        one.fill(0, 0, 2 * j);
        w.gemv(2 * j, rows, tl, L + 8 * k, ldl, v, small);
        w.gemvT(2 * j, rest, -1, R + 8 * (k + 1), lda, small, 8, y);
      }
      // row k, and its reflector u
      const u = r + lda + 8 * (k + 1);
      const depth = 2 * j + 1;
      memory.copyWithin(u >> 3, (corner >> 3) + 1, (corner >> 3) + n - k);
      w.gemvT(depth, rest, -1, R + 8 * (k + 1), lda, L + 8 * k, ldl, u);
      const tr = (tauRight[k] = reflectFirst(w, memory, u, rest));
      e[k] = memory[u >> 3];
      memory[u >> 3] = 1;
      right.set(memory.subarray(u >> 3, (u >> 3) + rest), k * n + k + 1);
      if (tr === 0) continue;
      // x = τ·(A − LᵀR)·u
      const x = l + ldl + 8 * (k + 1);
      w.gemv(rows - 1, rest, tr, corner + lda + 8, lda, u, x);
      one.fill(0, 0, depth);
      w.gemv(depth, rest, tr, R + 8 * (k + 1), lda, u, small);
      w.gemvT(depth, rows - 1, -1, L + 8 * (k + 1), ldl, small, 8, x);
    }
    const rest = n - k;
    if (rest > 0)
      gemm(true, false, m - k, rest, 2 * (k - start), -1, memory, (L >> 3) + k, m, memory, (R >> 3) + k, n, 1, memory, k * n + k, n);
  }
  return { d, e, left, tauLeft, right, tauRight };
}

/** The reflector that leaves only the first entry; returns τ, the vector becomes (β, v₁, …). */
export function reflectFirst(w: Workspace, memory: Float64Array, at: number, count: number): number {
  const tail = count > 1 ? w.nrm2(count - 1, at + 8) : 0;
  if (tail === 0) return 0;
  const first = at >> 3;
  const alpha = memory[first];
  const whole = hypotenuse(alpha, tail);
  const beta = alpha >= 0 ? -whole : whole;
  if (whole < TINY) {
    // digits below the normal range would leave H not orthogonal: it is found for 2⁶⁰⁰·x
    w.scal(count, UP, at);
    const tau = reflectFirst(w, memory, at, count);
    memory[first] /= UP;
    return tau;
  }
  w.scal(count - 1, 1 / (alpha - beta), at + 8);
  memory[first] = beta;
  return (beta - alpha) / beta;
}

/** U·C for C m×columns, and C·Vᵀ for C rows×n: from vectors of B to vectors of A. */
export function applyBidiagonalU(c: Float64Array, m: number, columns: number, { left, tauLeft }: Bidiagonal, block = 32): void {
  const n = tauLeft.length;
  if (n <= SMALL) {
    const work = new Float64Array(columns);
    for (let k = n - 1; k >= 0; k--) applyLeft(left, k * m + k, tauLeft[k], c, k * columns, columns, m - k, columns, work);
    return;
  }
  for (let first = (Math.ceil(n / block) - 1) * block; first >= 0; first -= block) {
    const count = Math.min(block, n - first);
    const at = first * m + first;
    const length = m - first;
    const t = triangleOf(left, at, m, count, length, tauLeft.subarray(first, first + count));
    applyReflectorsLeft(c, first * columns, columns, columns, left, at, m, count, length, t, false);
  }
}
export function applyBidiagonalV(c: Float64Array, rows: number, n: number, { right, tauRight }: Bidiagonal, block = 32): void {
  if (n <= SMALL) {
    for (let k = n - 2; k >= 0; k--) applyRight(right, k * n + k + 1, tauRight[k], c, k + 1, n, rows, n - k - 1);
    return;
  }
  for (let first = (Math.ceil((n - 1) / block) - 1) * block; first >= 0; first -= block) {
    const count = Math.min(block, n - 1 - first);
    const at = first * n + first + 1;
    const length = n - 1 - first;
    const t = triangleOf(right, at, n, count, length, tauRight.subarray(first, first + count));
    applyReflectorsRight(c, first + 1, n, rows, right, at, n, count, length, t, true);
  }
}
