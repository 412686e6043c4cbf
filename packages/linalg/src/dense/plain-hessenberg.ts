/**
 * Qᵀ·A·Q = H of a small matrix in plain loops over H and Q alone: reflector k lies in column k below the subdiagonal until Q
 * is made of it. Golub and Van Loan, algorithm 7.4.2.
 */
import { reflect } from './householder.ts';
import { zeros } from './small-memory.ts';
import { hypotenuse } from './vector.ts';

/** Turns `h`, n×n, into H; returns Q, or null when not asked for. */
export function plainHessenberg(h: number[], n: number, vectors: boolean): number[] | null {
  const q = vectors ? zeros(n * n) : null;
  if (q) for (let i = 0; i < n; i++) q[i * n + i] = 1;
  if (n < 3) return q;
  const steps = n - 2;
  const taus = zeros(n);
  const s = zeros(n);
  for (let k = 0; k < steps; k++) {
    const tau = reflectColumn(h, (k + 1) * n + k, n, n - k - 1);
    taus[k] = tau;
    if (tau === 0) continue;
    const corner = (k + 1) * n + k;
    const beta = h[corner];
    h[corner] = 1;
    fromLeft(h, n, k + 1, n, tau, h, corner, s);
    // (I − τvvᵀ) from the right, row by row
    for (let i = 0; i < n; i++) {
      const row = i * n;
      let sum = 0;
      for (let j = k + 1, p = corner; j < n; j++, p += n) sum += h[row + j] * h[p];
      sum *= tau;
      for (let j = k + 1, p = corner; j < n; j++, p += n) h[row + j] -= sum * h[p];
    }
    h[corner] = beta;
  }
  for (let k = steps - 1; k >= 0; k--) {
    const corner = (k + 1) * n + k;
    if (q && taus[k] !== 0) {
      const beta = h[corner];
      h[corner] = 1;
      fromLeft(q, n, k + 1, n, taus[k], h, corner, s);
      h[corner] = beta;
    }
    for (let i = k + 2, p = corner + n; i < n; i++, p += n) h[p] = 0;
  }
  return q;
}

/** Rows and columns `first` … of C ← (I − τ·v·vᵀ)·C; v from `at` on in steps of n. */
function fromLeft(c: number[], n: number, first: number, end: number, tau: number, v: number[], at: number, s: number[]): void {
  for (let j = first; j < end; j++) s[j] = 0;
  for (let i = first, p = at; i < n; i++, p += n) {
    const f = v[p];
    const row = i * n;
    for (let j = first; j < end; j++) s[j] += f * c[row + j];
  }
  for (let i = first, p = at; i < n; i++, p += n) {
    const f = tau * v[p];
    const row = i * n;
    for (let j = first; j < end; j++) c[row + j] -= f * s[j];
  }
}

/** The column of `rows` entries at `at` becomes (β, v₁, …); the digits of `reflect`. @returns τ */
function reflectColumn(h: number[], at: number, step: number, rows: number): number {
  const end = at + rows * step;
  let tail = 0;
  for (let p = at + step; p < end; p += step) tail += h[p] * h[p];
  if (!(tail > 1e-280 && tail < 1e300)) {
    // squares out of range, or nothing to clear: on a copy
    const column = new Float64Array(rows);
    for (let i = 0; i < rows; i++) column[i] = h[at + i * step];
    const tau = reflect(column, 0, rows);
    for (let i = 0; i < rows; i++) h[at + i * step] = column[i];
    return tau;
  }
  const alpha = h[at];
  const whole = hypotenuse(alpha, Math.sqrt(tail));
  const beta = alpha >= 0 ? -whole : whole;
  const scale = 1 / (alpha - beta);
  for (let p = at + step; p < end; p += step) h[p] *= scale;
  h[at] = beta;
  return (beta - alpha) / beta;
}
