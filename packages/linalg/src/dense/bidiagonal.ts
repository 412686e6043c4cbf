/**
 * Uᵀ·A·V = B, upper bidiagonal, for m ≥ n by Householder reflectors from both sides.
 *
 * Golub and Van Loan, algorithm 5.4.2. Uᵀ and Vᵀ come back by rows, so that the iteration that follows rotates
 * contiguous memory.
 */
import { applyLeft, applyRight, reflect } from './householder.ts';
import { identityMatrix } from './transpose.ts';

export interface Bidiagonal {
  /** Diagonal, length n. */
  readonly d: Float64Array<ArrayBuffer>;
  /** Superdiagonal, length n − 1. */
  readonly e: Float64Array<ArrayBuffer>;
  /** First n columns of U as rows, n×m; null when not asked for. */
  readonly uT: Float64Array<ArrayBuffer> | null;
  /** Vᵀ, n×n. */
  readonly vT: Float64Array<ArrayBuffer> | null;
}

/** Destroys `a`, m×n with m ≥ n. */
export function bidiagonalize(a: Float64Array, m: number, n: number, vectors: boolean): Bidiagonal {
  const d = new Float64Array(n), e = new Float64Array(Math.max(n - 1, 0));
  const tauLeft = new Float64Array(n), tauRight = new Float64Array(n), work = new Float64Array(Math.max(n, 1));
  const left = new Float64Array(vectors ? n * m : m); // reflector k in row k
  for (let k = 0; k < n; k++) {
    const at = vectors ? k * m + k : 0;
    for (let i = k; i < m; i++) left[at + i - k] = a[i * n + k];
    tauLeft[k] = reflect(left, at, m - k);
    d[k] = left[at];
    left[at] = 1;
    applyLeft(left, at, tauLeft[k], a, k * n + k + 1, n, m - k, n - k - 1, work);
    if (k >= n - 1) continue;
    const row = k * n + k + 1;
    tauRight[k] = reflect(a, row, n - k - 1);
    e[k] = a[row];
    a[row] = 1;
    applyRight(a, row, tauRight[k], a, (k + 1) * n + k + 1, n, m - k - 1, n - k - 1);
  }
  if (!vectors) return { d, e, uT: null, vT: null };
  const uT = new Float64Array(n * m), vT = identityMatrix(n);
  for (let i = 0; i < n; i++) uT[i * m + i] = 1;
  // (U·E)ᵀ = Eᵀ·H_{n−1}…H₀, applied from the right, last reflector first on the part it has filled.
  for (let k = n - 1; k >= 0; k--) {
    applyRight(left, k * m + k, tauLeft[k], uT, k * m + k, m, n - k, m - k);
    if (k < n - 1) applyRight(a, k * n + k + 1, tauRight[k], vT, (k + 1) * n + k + 1, n, n - k - 1, n - k - 1);
  }
  return { d, e, uT, vT };
}
