/**
 * Qᵀ·A·Q = T, symmetric tridiagonal, by Householder reflectors.
 *
 * A is read in its upper triangle, row-major, which is rows of contiguous entries. The result is diagonal d,
 * off-diagonal e (eᵢ couples i and i+1), and Qᵀ by rows. Golub and Van Loan, algorithm 8.3.1.
 */
import { applyRight, reflect } from './householder.ts';
import { identityMatrix } from './transpose.ts';

export interface Tridiagonal {
  readonly d: Float64Array<ArrayBuffer>;
  readonly e: Float64Array<ArrayBuffer>;
  /** Qᵀ, n×n, or null when only T was asked for. */
  readonly qT: Float64Array<ArrayBuffer> | null;
}

/** Destroys the upper triangle of `a`. */
export function tridiagonalize(a: Float64Array, n: number, vectors: boolean): Tridiagonal {
  const d = new Float64Array(n), e = new Float64Array(Math.max(n - 1, 0)), tau = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    const at = k * n + k + 1, rest = n - k - 1;
    d[k] = a[k * n + k];
    const t = reflect(a, at, rest);
    e[k] = a[at];
    tau[k] = t;
    a[at] = 1;
    if (t !== 0) rankTwoUpdate(a, n, k + 1, at, t, p);
  }
  if (n > 0) d[n - 1] = a[n * n - 1];
  if (!vectors) return { d, e, qT: null };
  const qT = identityMatrix(n);
  for (let k = n - 2; k >= 0; k--) applyRight(a, k * n + k + 1, tau[k], qT, (k + 1) * n + k + 1, n, n - k - 1, n - k - 1);
  return { d, e, qT };
}

/** A ← H·A·H on the trailing block, upper triangle: A − v·wᵀ − w·vᵀ, w = τAv − ½τ(vᵀτAv)·v. */
function rankTwoUpdate(a: Float64Array, n: number, first: number, v: number, tau: number, p: Float64Array): void {
  const rest = n - first;
  for (let i = 0; i < rest; i++) p[i] = 0;
  for (let i = 0; i < rest; i++) {
    const row = (first + i) * n + first, vi = a[v + i];
    let s = a[row + i] * vi;
    for (let j = i + 1; j < rest; j++) {
      const x = a[row + j];
      s += x * a[v + j];
      p[j] += x * vi;
    }
    p[i] += s;
  }
  let inner = 0;
  for (let i = 0; i < rest; i++) { p[i] *= tau; inner += p[i] * a[v + i]; }
  const half = -0.5 * tau * inner;
  for (let i = 0; i < rest; i++) p[i] += half * a[v + i];
  for (let i = 0; i < rest; i++) {
    const row = (first + i) * n + first, vi = a[v + i], wi = p[i];
    for (let j = i; j < rest; j++) a[row + j] -= vi * p[j] + wi * a[v + j];
  }
}
