/**
 * A = U·Σ·Vᵀ of a small matrix with m ≥ n in one workspace: Householder bidiagonalisation, the products of the reflectors,
 * QR iteration on their rows. Golub and Kahan (1965); Golub and Van Loan, algorithms 5.4.2 and 8.6.2.
 */
import { reflectFirst } from './bidiagonal.ts';
import { bidiagonalQr } from './bidiagonal-qr.ts';
import { rotatedRows, rotationBytes } from './rotated-rows.ts';
import { plainWorkspace, type Workspace, workspace } from './workspace.ts';

/** Below this order plain loops beat calls. */
const CALLS_FROM = 7;

export interface SmallSvd {
  /** Descending. */
  readonly values: Float64Array<ArrayBuffer>;
  /** m×n and n×n. */
  readonly u: Float64Array<ArrayBuffer>;
  readonly vT: Float64Array<ArrayBuffer>;
  readonly converged: true;
}

/** Entries of `a`, m×n with m ≥ n ≥ 1, whose squares are in range; null without convergence. */
export function smallSvd(a: Float64Array, m: number, n: number): SmallSvd | null {
  const lda = 8 * n;
  const ldl = 8 * m;
  const left = m * lda;
  const U = left + n * ldl;
  const V = U + n * ldl;
  const s = V + n * lda;
  const pairsU = s + ldl;
  const pairsV = pairsU + rotationBytes(n);
  const bytes = pairsV + rotationBytes(n);
  const w = n < CALLS_FROM ? plainWorkspace(bytes) : workspace(bytes);
  const memory = w.float64();
  const d = new Float64Array(n);
  const e = new Float64Array(Math.max(n - 1, 0));
  const tauLeft = new Float64Array(n);
  const tauRight = new Float64Array(n);
  memory.set(a, 0);
  for (let k = 0; k < n; k++) {
    const rows = m - k;
    const rest = n - k - 1;
    const corner = k * (lda + 8);
    const v = left + k * (ldl + 8);
    const at = v >> 3;
    w.copyStrided(rows, corner, lda, v, 8);
    const tl = (tauLeft[k] = reflectFirst(w, memory, v, rows));
    d[k] = memory[at];
    memory[at] = 1;
    if (rest === 0) continue;
    if (tl !== 0) subtractRowwise(w, memory, rows, rest, tl, v, corner + 8, lda, s);
    const u = corner + 8;
    const tr = (tauRight[k] = reflectFirst(w, memory, u, rest));
    e[k] = memory[u >> 3];
    memory[u >> 3] = 1;
    if (tr !== 0) subtractColumnwise(w, memory, rows - 1, rest, tr, u, corner + 8 + lda, lda, s);
  }
  // Uᵀ and Vᵀ, backwards from unit vectors: reflector k meets rows k … only
  const iu = U >> 3;
  const iv = V >> 3;
  memory.fill(0, iu, iv + n * n);
  for (let k = 0; k < n; k++) memory[iu + k * (m + 1)] = memory[iv + k * (n + 1)] = 1;
  for (let k = n - 1; k >= 0; k--) {
    if (tauLeft[k] !== 0) subtractColumnwise(w, memory, n - k, m - k, tauLeft[k], left + k * (ldl + 8), U + k * (ldl + 8), ldl, s);
    if (tauRight[k] !== 0)
      subtractColumnwise(w, memory, n - k - 1, n - k - 1, tauRight[k], k * (lda + 8) + 8, V + (k + 1) * (lda + 8), lda, s);
  }
  const uRows = rotatedRows(w, U, m, pairsU);
  const vRows = rotatedRows(w, V, n, pairsV);
  if (!bidiagonalQr(d, e, n, uRows, vRows)) return null;
  uRows.settle();
  vRows.settle();
  return descending(d, memory, iu, iv, m, n);
}

/** C ← (I − τ·v·vᵀ)·C, rows × columns. */
function subtractRowwise(
  w: Workspace,
  memory: Float64Array,
  rows: number,
  columns: number,
  tau: number,
  v: number,
  c: number,
  ldc: number,
  s: number,
): void {
  memory.fill(0, s >> 3, (s >> 3) + columns);
  w.gemvT(rows, columns, -tau, c, ldc, v, 8, s);
  w.ger(rows, columns, 1, v, 8, s, c, ldc);
}
/** C ← C·(I − τ·v·vᵀ). */
function subtractColumnwise(
  w: Workspace,
  memory: Float64Array,
  rows: number,
  columns: number,
  tau: number,
  v: number,
  c: number,
  ldc: number,
  s: number,
): void {
  memory.fill(0, s >> 3, (s >> 3) + rows);
  w.gemv(rows, columns, -tau, c, ldc, v, s);
  w.ger(rows, columns, 1, s, 8, v, c, ldc);
}

function descending(d: Float64Array, memory: Float64Array, iu: number, iv: number, m: number, n: number): SmallSvd {
  const values = new Float64Array(n);
  const u = new Float64Array(m * n);
  const vT = new Float64Array(n * n);
  const place = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    // insertion: n is small, and the iteration leaves most in order
    let at = i;
    for (; at > 0 && values[at - 1] < d[i]; at--) {
      values[at] = values[at - 1];
      place[at] = place[at - 1];
    }
    values[at] = d[i];
    place[at] = i;
  }
  for (let c = 0; c < n; c++) {
    for (let i = 0, from = iu + place[c] * m; i < m; i++) u[i * n + c] = memory[from + i];
    for (let j = 0, from = iv + place[c] * n; j < n; j++) vT[c * n + j] = memory[from + j];
  }
  return { values, u, vT, converged: true };
}
