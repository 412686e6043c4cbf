/**
 * Qᵀ·A·Q = H, zero below the first subdiagonal, by Householder reflectors.
 *
 * In panels of columns: the product of a panel's reflectors is I − V·T·Vᵀ, and Y = A·V·T is built beside it from the
 * matrix as it was, so that one pass over it is left for each column; all else is matrix products afterwards.
 * Golub and Van Loan, algorithm 7.4.2; Dongarra, Sorensen, Hammarling (1989); Quintana-Ortí and van de Geijn (2006).
 */
import { applyReflectorsLeft, triangleOf } from './compact-wy.ts';
import { gemm } from './kernels.ts';
import { reflect } from './householder.ts';
import { identityMatrix } from './transpose.ts';
import { plainWorkspace, workspace } from './workspace.ts';

const PANEL = 24;
const BLOCKED_FROM = 96;
const SMALL = 64;
/** Below this order plain loops beat calls. */
const CALLS_FROM = 10;

/** Turns `a` into H; returns Q, n×n, or null when not asked for. */
export function hessenbergInPlace(a: Float64Array, n: number, vectors: boolean): Float64Array<ArrayBuffer> | null {
  if (n <= SMALL) return unblocked(a, n, vectors);
  const steps = Math.max(0, n - 2);
  const panel = n >= BLOCKED_FROM ? PANEL : 8;
  const tau = new Float64Array(steps);
  const reflectors = new Float64Array(steps * n);
  const ld = 8 * n;
  const V = n * ld;
  const Y = V + panel * ld;
  const column = Y + panel * ld;
  const small = column + ld;
  for (let k0 = 0; k0 < steps; k0 += panel) {
    const count = Math.min(panel, steps - k0);
    const below = k0 + 1;
    const rows = n - below;
    const w = workspace(small + 8 * panel);
    const memory = w.float64();
    memory.set(a.subarray(0, n * n), 0);
    memory.fill(0, V >> 3, column >> 3);
    const t = new Float64Array(count * count);
    const c = column + 8 * below;
    const s = small >> 3;
    for (let j = 0; j < count; j++) {
      const k = k0 + j;
      const v = V + j * ld;
      const y = Y + j * ld + 8 * below;
      // column k: the earlier reflectors from the right, then from the left
      w.copyStrided(rows, below * ld + 8 * k, ld, c, 8);
      w.gemvT(j, rows, -1, Y + 8 * below, ld, V + 8 * k, ld, c);
      memory.fill(0, s, s + j);
      w.gemv(j, rows, 1, V + 8 * below, ld, c, small);
      for (let p = j - 1; p >= 0; p--) {
        let sum = 0;
        for (let q = 0; q <= p; q++) sum += t[q * count + p] * memory[s + q];
        memory[s + p] = sum;
      }
      w.gemvT(j, rows, -1, V + 8 * below, ld, small, 8, c);
      const at = (column >> 3) + k + 1;
      const rest = n - k - 1;
      const tk = (tau[k] = reflect(memory, at, rest));
      memory.copyWithin((v >> 3) + k + 1, at, at + rest);
      memory[(v >> 3) + k + 1] = 1;
      for (let i = below; i <= k + 1; i++) a[i * n + k] = memory[(column >> 3) + i];
      for (let i = k + 2; i < n; i++) a[i * n + k] = 0;
      t[j * count + j] = tk;
      if (tk === 0) continue;
      // y = τ·(A − Y·Vᵀ)·v, and the next column of T
      w.gemv(rows, rest, tk, below * ld + 8 * (k + 1), ld, v + 8 * (k + 1), y);
      memory.fill(0, s, s + j);
      w.gemv(j, rest, tk, V + 8 * (k + 1), ld, v + 8 * (k + 1), small);
      w.gemvT(j, rows, -1, Y + 8 * below, ld, small, 8, y);
      for (let p = 0; p < j; p++) {
        let sum = 0;
        for (let q = p; q < j; q++) sum += t[p * count + q] * memory[s + q];
        t[p * count + j] = -sum;
      }
    }
    const v = memory.slice(V >> 3, (V >> 3) + count * n);
    const yRows = memory.slice(Y >> 3, (Y >> 3) + count * n);
    const next = k0 + count;
    reflectors.set(v, k0 * n);
    // rows above: Y = A·V·T now, in products
    const av = new Float64Array(below * count);
    const yTop = new Float64Array(below * count);
    gemm(false, true, below, count, rows, 1, a, below, n, v, below, n, 0, av, 0, count);
    gemm(false, false, below, count, count, 1, av, 0, count, t, 0, count, 0, yTop, 0, count);
    gemm(false, false, below, rows, count, -1, yTop, 0, count, v, below, n, 1, a, below, n);
    gemm(true, false, rows, n - next, count, -1, yRows, below, n, v, next, n, 1, a, below * n + next, n);
    applyReflectorsLeft(a, below * n + next, n, n - next, v, below, n, count, rows, t, true);
  }
  return vectors ? accumulated(reflectors, tau, n) : null;
}

/** One reflector after the other in a workspace: H at 0, reflectors in rows, Q. */
function unblocked(a: Float64Array, n: number, vectors: boolean): Float64Array<ArrayBuffer> | null {
  const ld = 8 * n;
  const V = n * ld;
  const Q = 2 * V;
  const s = 3 * V;
  const bytes = s + ld;
  const w = n < CALLS_FROM ? plainWorkspace(bytes) : workspace(bytes);
  const memory = w.float64();
  const steps = Math.max(0, n - 2);
  const tau = new Float64Array(steps);
  const z = s >> 3;
  const q = Q >> 3;
  memory.set(a.length === n * n ? a : a.subarray(0, n * n), 0);
  for (let k = 0; k < steps; k++) {
    const rest = n - k - 1;
    const v = V + k * ld + 8 * (k + 1);
    const at = v >> 3;
    const below = (k + 1) * ld;
    const column = (k + 1) * n + k;
    w.copyStrided(rest, below + 8 * k, ld, v, 8);
    const t = (tau[k] = reflect(memory, at, rest));
    memory[column] = memory[at];
    for (let i = 1, p = column + n; i < rest; i++, p += n) memory[p] = 0;
    memory[at] = 1;
    if (t === 0) continue;
    memory.fill(0, z, z + n);
    w.gemvT(rest, rest, -t, below + 8 * (k + 1), ld, v, 8, s);
    w.ger(rest, rest, 1, v, 8, s, below + 8 * (k + 1), ld);
    memory.fill(0, z, z + n);
    w.gemv(n, rest, -t, 8 * (k + 1), ld, v, s);
    w.ger(n, rest, 1, s, 8, v, 8 * (k + 1), ld);
  }
  a.set(memory.subarray(0, n * n));
  if (!vectors) return null;
  memory.fill(0, q, q + n * n);
  for (let i = 0; i < n; i++) memory[q + i * (n + 1)] = 1;
  for (let k = steps - 1; k >= 0; k--) {
    if (tau[k] === 0) continue;
    const rest = n - k - 1;
    const v = V + k * ld + 8 * (k + 1);
    const corner = Q + (k + 1) * (ld + 8);
    memory.fill(0, z, z + rest);
    w.gemvT(rest, rest, -tau[k], corner, ld, v, 8, s);
    w.ger(rest, rest, 1, v, 8, s, corner, ld);
  }
  return memory.slice(q, q + n * n);
}

/** The product of the reflectors, reflector k in row k with its 1 at k+1. */
function accumulated(reflectors: Float64Array, tau: Float64Array, n: number, block = 32): Float64Array<ArrayBuffer> {
  const q = identityMatrix(n);
  const steps = tau.length;
  for (let first = (Math.ceil(steps / block) - 1) * block; first >= 0; first -= block) {
    const count = Math.min(block, steps - first);
    const at = first * n + first + 1;
    const length = n - first - 1;
    const t = triangleOf(reflectors, at, n, count, length, tau.subarray(first, first + count));
    applyReflectorsLeft(q, (first + 1) * n + first + 1, n, length, reflectors, at, n, count, length, t, false);
  }
  return q;
}
