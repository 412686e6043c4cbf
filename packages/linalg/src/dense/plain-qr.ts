/**
 * A = Q·R of a matrix of few rows in plain loops over the two results alone: reflector k lies in column k below the
 * diagonal until Q is made of it. Golub and Van Loan, algorithms 5.2.1 and 5.1.2.
 */
import { reflect } from './householder.ts';

/** Entries of `a` from `from` on, m×n, whose squares are in range. Q is m×r, R r×n with a diagonal ≥ 0, r = min(m, n). */
export function plainQr(
  a: Float64Array,
  from: number,
  m: number,
  n: number,
): { readonly Q: Float64Array<ArrayBuffer>; readonly R: Float64Array<ArrayBuffer> } {
  const r = Math.min(m, n);
  const R = new Float64Array(r * n);
  const Q = new Float64Array(m * r);
  const w = r === m ? R : new Float64Array(m * n);
  const taus: number[] = [];
  for (let p = 0, q = from, end = m * n; p < end; p++, q++) w[p] = a[q];
  for (let k = 0; k < r; k++) {
    const tau = reflectColumn(w, k * n + k, n, m - k);
    taus.push(tau);
    if (tau !== 0) applyReflector(w, k * n + k, n, m - k, tau, w, k * n + k + 1, n, n - k - 1);
  }
  for (let k = r - 1; k >= 0; k--) {
    const row = k * n;
    const corner = k * r + k;
    const tau = taus[k];
    const sign = w[row + k] < 0 ? -1 : 1; // of row k of R, taken over by column k of Q
    if (tau === 0) Q[corner] = sign;
    else {
      applyReflector(w, row + k, n, m - k, tau, Q, corner + 1, r, r - k - 1);
      const f = -tau * sign;
      Q[corner] = sign + f;
      for (let i = k + 1, p = row + n + k, q = corner + r; i < m; i++, p += n, q += r) Q[q] = f * w[p];
    }
    for (let j = k; j < n; j++) R[row + j] = sign * w[row + j];
  }
  for (let k = 1; k < r; k++) R.fill(0, k * n, k * n + k); // the reflectors, where they lay in R
  return { Q, R };
}

/** The column of `rows` entries at `at` becomes (β, v₁, …); @returns τ */
function reflectColumn(w: Float64Array, at: number, step: number, rows: number): number {
  const end = at + rows * step;
  let tail = 0;
  if (rows === 1) return 0;
  for (let p = at + step; p < end; p += step) tail += w[p] * w[p];
  if (!(tail > 1e-280)) {
    // squares below the range: with care, on a copy
    const column = Float64Array.from({ length: rows }, (_, i) => w[at + i * step]);
    const tau = reflect(column, 0, rows);
    for (let i = 0; i < rows; i++) w[at + i * step] = column[i];
    return tau;
  }
  const alpha = w[at];
  const whole = Math.sqrt(alpha * alpha + tail);
  const beta = alpha >= 0 ? -whole : whole;
  const scale = 1 / (alpha - beta);
  for (let p = at + step; p < end; p += step) w[p] *= scale;
  w[at] = beta;
  return (beta - alpha) / beta;
}

/** C ← (I − τ·v·vᵀ)·C for `columns` columns at `c`; v₀ = 1, and v₁, … below `at` in steps of `step`. Four columns share a pass. */
function applyReflector(
  w: Float64Array,
  at: number,
  step: number,
  rows: number,
  tau: number,
  c: Float64Array,
  first: number,
  ldc: number,
  columns: number,
): void {
  const end = at + rows * step;
  let top = first;
  const last = first + columns;
  for (; top + 3 < last; top += 4) {
    let s0 = c[top];
    let s1 = c[top + 1];
    let s2 = c[top + 2];
    let s3 = c[top + 3];
    for (let p = at + step, q = top + ldc; p < end; p += step, q += ldc) {
      const v = w[p];
      s0 += v * c[q];
      s1 += v * c[q + 1];
      s2 += v * c[q + 2];
      s3 += v * c[q + 3];
    }
    s0 *= tau;
    s1 *= tau;
    s2 *= tau;
    s3 *= tau;
    c[top] -= s0;
    c[top + 1] -= s1;
    c[top + 2] -= s2;
    c[top + 3] -= s3;
    for (let p = at + step, q = top + ldc; p < end; p += step, q += ldc) {
      const v = w[p];
      c[q] -= s0 * v;
      c[q + 1] -= s1 * v;
      c[q + 2] -= s2 * v;
      c[q + 3] -= s3 * v;
    }
  }
  for (; top < last; top++) {
    let s = c[top];
    for (let p = at + step, q = top + ldc; p < end; p += step, q += ldc) s += w[p] * c[q];
    s *= tau;
    c[top] -= s;
    for (let p = at + step, q = top + ldc; p < end; p += step, q += ldc) c[q] -= s * w[p];
  }
}
