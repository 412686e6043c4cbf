/**
 * A = Q·R of a matrix of few rows in plain loops over the two results alone: reflector k lies in column k below the
 * diagonal until Q is made of it. Golub and Van Loan, algorithms 5.2.1 and 5.1.2. Of few entries
 * each is rounded once for each reflector: ‖A − QR‖ stays below n·ε‖A‖ where a few roundings too many would show.
 */
import { productError } from './double-double.ts';
import { type PreciseTau, applyPrecisely, reflectPrecisely } from './precise-reflector.ts';

/** Entries up to which reflectors are applied in 106 bits. */
const MOST_PRECISE = 64;

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
  const taus: PreciseTau[] = [];
  const apply = m * n <= MOST_PRECISE ? applyPrecisely : applyReflector;
  for (let p = 0, q = from, end = m * n; p < end; p++, q++) w[p] = a[q];
  for (let k = 0; k < r; k++) {
    const tau = reflectPrecisely(w, k * n + k, n, m - k);
    taus.push(tau);
    if (tau.tau !== 0) apply(w, k * n + k, n, m - k, tau, w, k * n + k + 1, n, n - k - 1);
  }
  for (let k = r - 1; k >= 0; k--) {
    const row = k * n;
    const corner = k * r + k;
    const { tau, low } = taus[k];
    const sign = w[row + k] < 0 ? -1 : 1; // of row k of R, taken over by column k of Q
    if (tau === 0) Q[corner] = sign;
    else {
      apply(w, row + k, n, m - k, taus[k], Q, corner + 1, r, r - k - 1);
      Q[corner] = sign * (1 - tau - low);
      for (let i = k + 1, p = row + n + k, q = corner + r; i < m; i++, p += n, q += r) {
        const v = w[p];
        const x = tau * v;
        Q[q] = -sign * (x + (productError(tau, v, x) + low * v));
      }
    }
    for (let j = k; j < n; j++) R[row + j] = sign * w[row + j];
  }
  for (let k = 1; k < r; k++) R.fill(0, k * n, k * n + k); // the reflectors, where they lay in R
  return { Q, R };
}

/** C ← (I − τ·v·vᵀ)·C for `columns` columns at `c`; v₀ = 1, and v₁, … below `at` in steps of `step`. Four columns share a pass. */
function applyReflector(
  w: Float64Array,
  at: number,
  step: number,
  rows: number,
  { tau }: PreciseTau,
  c: Float64Array,
  first: number,
  ldc: number,
  columns: number,
): void {
  const end = at + rows * step;
  let top = first;
  const last = first + columns;
  for (; top + 3 < last; top += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let p = at + step, q = top + ldc; p < end; p += step, q += ldc) {
      const v = w[p];
      s0 += v * c[q];
      s1 += v * c[q + 1];
      s2 += v * c[q + 2];
      s3 += v * c[q + 3];
    }
    s0 = tau * (s0 + c[top]);
    s1 = tau * (s1 + c[top + 1]);
    s2 = tau * (s2 + c[top + 2]);
    s3 = tau * (s3 + c[top + 3]);
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
    let s = 0;
    for (let p = at + step, q = top + ldc; p < end; p += step, q += ldc) s += w[p] * c[q];
    s = tau * (s + c[top]);
    c[top] -= s;
    for (let p = at + step, q = top + ldc; p < end; p += step, q += ldc) c[q] -= s * w[p];
  }
}
