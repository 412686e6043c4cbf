/**
 * A = Q·R of a small matrix, thin, with a diagonal of R that is ≥ 0: one Householder reflector after the other in the
 * scratch memory of the kernels in force. Golub and Van Loan, algorithms 5.2.1 and 5.1.2.
 */
import { reflect } from './householder.ts';
import { denseKernels } from './kernels.ts';

/** Entries of `a` from `from` on, m×n, whose squares are in range. Q is m×r, R r×n, r = min(m, n); null where there is no such memory. */
export function smallQr(
  a: Float64Array,
  from: number,
  m: number,
  n: number,
): { readonly Q: Float64Array<ArrayBuffer>; readonly R: Float64Array<ArrayBuffer> } | null {
  const r = Math.min(m, n);
  const lda = 8 * n;
  const ldv = 8 * m;
  const ldq = 8 * r;
  const V = m * lda;
  const q = V + r * ldv;
  const s = q + m * ldq;
  const bytes = s + 8 * Math.max(n, r);
  const w = denseKernels()?.resident;
  if (!w?.reserve(bytes)) return null;
  const memory = w.float64();
  const tau = new Float64Array(r);
  const at = q >> 3;
  const sums = s >> 3;
  memory.set(from === 0 && a.length === m * n ? a : a.subarray(from, from + m * n), 0);
  memory.fill(0, at, at + m * r);
  for (let k = 0; k < r; k++) {
    const rows = m - k;
    const rest = n - k - 1;
    const v = V + k * (ldv + 8);
    const first = v >> 3;
    const corner = k * (lda + 8);
    w.copyStrided(rows, corner, lda, v, 8);
    const t = (tau[k] = reflect(memory, first, rows));
    const beta = (memory[corner >> 3] = memory[first]);
    memory[first] = 1;
    memory[at + k * (r + 1)] = beta < 0 ? -1 : 1; // the sign of row k of R, taken over by column k of Q
    if (t === 0 || rest === 0) continue;
    memory.fill(0, sums, sums + rest);
    w.gemvT(rows, rest, -t, corner + 8, lda, v, 8, s);
    w.ger(rows, rest, 1, v, 8, s, corner + 8, lda);
  }
  const Q = new Float64Array(m * r);
  const R = new Float64Array(r * n);
  for (let k = 0; k < r; k++) {
    const row = k * n;
    const sign = memory[at + k * (r + 1)];
    for (let j = k; j < n; j++) R[row + j] = sign * memory[row + j];
  }
  for (let k = r - 1; k >= 0; k--) {
    if (tau[k] === 0) continue;
    const v = V + k * (ldv + 8);
    const corner = q + k * (ldq + 8);
    memory.fill(0, sums, sums + r - k);
    w.gemvT(m - k, r - k, -tau[k], corner, ldq, v, 8, s);
    w.ger(m - k, r - k, 1, v, 8, s, corner, ldq);
  }
  Q.set(memory.subarray(at, at + m * r));
  return { Q, R };
}
