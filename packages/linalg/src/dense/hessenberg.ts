/** Qᵀ·A·Q = H, zero below the first subdiagonal, by Householder reflectors. Golub and Van Loan, algorithm 7.4.2. */
import { applyLeft, applyRight, reflect } from './householder.ts';
import { identityMatrix } from './transpose.ts';

/** Turns `a` into H; returns Q, n×n, or null when not asked for. */
export function hessenbergInPlace(a: Float64Array, n: number, vectors: boolean): Float64Array<ArrayBuffer> | null {
  const v = new Float64Array(n * Math.max(1, n)), tau = new Float64Array(n), work = new Float64Array(Math.max(1, n));
  for (let k = 0; k < n - 2; k++) {
    const rest = n - k - 1, at = k * n;
    for (let i = 0; i < rest; i++) v[at + i] = a[(k + 1 + i) * n + k];
    tau[k] = reflect(v, at, rest);
    a[(k + 1) * n + k] = v[at];
    for (let i = 1; i < rest; i++) a[(k + 1 + i) * n + k] = 0;
    v[at] = 1;
    applyLeft(v, at, tau[k], a, (k + 1) * n + k + 1, n, rest, rest, work);
    applyRight(v, at, tau[k], a, k + 1, n, n, rest);
  }
  if (!vectors) return null;
  const q = identityMatrix(n);
  for (let k = n - 3; k >= 0; k--) applyLeft(v, k * n, tau[k], q, (k + 1) * n + k + 1, n, n - k - 1, n - k - 1, work);
  return q;
}
