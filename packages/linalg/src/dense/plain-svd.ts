/**
 * A = U·Σ·Vᵀ of a matrix of few columns, m ≥ n, in plain loops: Householder bidiagonalisation, the products of the
 * reflectors, QR iteration on their rows. Golub and Kahan (1965); Golub and Van Loan, algorithms 5.4.2 and 8.6.2.
 */
import { bidiagonalQr } from './bidiagonal-qr.ts';
import { reflect } from './householder.ts';
import { plainRows } from './plain-rows.ts';
import { plainCopy, results, zeros } from './small-memory.ts';
import type { SmallSvd } from './small-svd.ts';
import { bidiagonalPair } from './svd-2x2.ts';
import { hypotenuse } from './vector.ts';

/** Entries of `a`, m×n with m ≥ n ≥ 1, whose squares are in range; null without convergence. */
export function plainSvd(a: ArrayLike<number>, m: number, n: number): SmallSvd | null {
  if (m === 2 && n === 2) return svd2(a);
  const w = plainCopy(a, 0, m * n);
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  const left = zeros(n);
  const right = zeros(n);
  const s = zeros(m);
  for (let k = 0; k < n; k++) {
    const corner = k * n + k;
    const tl = (left[k] = reflectStrided(w, corner, n, m - k));
    d[k] = w[corner];
    if (k === n - 1) break;
    w[corner] = 1;
    if (tl !== 0) subtractRowwise(w, m - k, n - k - 1, tl, corner, corner + 1, n, s);
    const tr = (right[k] = reflectStrided(w, corner + 1, 1, n - k - 1));
    e[k] = w[corner + 1];
    w[corner + 1] = 1;
    if (tr !== 0) subtractColumnwise(w, m - k - 1, n - k - 1, tr, w, corner + 1, 1, corner + n + 1, n);
  }
  // Uᵀ and Vᵀ, backwards from unit vectors: reflector k meets rows k … only
  const u = zeros(n * m);
  const v = zeros(n * n);
  for (let k = n - 1; k >= 0; k--) {
    const corner = k * n + k;
    growRows(u, n - k, m - k, left[k], w, corner, n, k * (m + 1), m);
    if (k < n - 1) growRows(v, n - k - 1, n - k - 1, right[k], w, corner + 1, 1, (k + 1) * (n + 1), n);
  }
  v[0] = 1;
  const uRows = plainRows(u, n, m);
  const vRows = plainRows(v, n, n);
  if (!bidiagonalQr(d, e, n, uRows, vRows)) return null;
  uRows.settle();
  vRows.settle();
  return descending(d, u, v, m, n);
}

/** The vector at `at` in steps of `step` becomes (β, v₁, …); @returns τ */
function reflectStrided(w: number[], at: number, step: number, length: number): number {
  const end = at + length * step;
  let tail = 0;
  for (let p = at + step; p < end; p += step) tail += w[p] * w[p];
  if (!(tail > 1e-280 && tail < 1e300)) {
    // squares out of range, or nothing to clear: on a copy
    if (length < 2) return 0;
    const x = new Float64Array(length);
    for (let i = 0; i < length; i++) x[i] = w[at + i * step];
    const tau = reflect(x, 0, length);
    for (let i = 0; i < length; i++) w[at + i * step] = x[i];
    return tau;
  }
  const alpha = w[at];
  const whole = hypotenuse(alpha, Math.sqrt(tail));
  const beta = alpha >= 0 ? -whole : whole;
  const scale = 1 / (alpha - beta);
  for (let p = at + step; p < end; p += step) w[p] *= scale;
  w[at] = beta;
  return (beta - alpha) / beta;
}

/** C ← (I − τ·v·vᵀ)·C, rows × columns at `c`; v in column `v` of the same matrix. */
function subtractRowwise(w: number[], rows: number, columns: number, tau: number, v: number, c: number, ld: number, s: number[]): void {
  for (let j = 0; j < columns; j++) s[j] = 0;
  for (let i = 0, p = v, row = c; i < rows; i++, p += ld, row += ld) {
    const f = w[p];
    for (let j = 0; j < columns; j++) s[j] += f * w[row + j];
  }
  for (let i = 0, p = v, row = c; i < rows; i++, p += ld, row += ld) {
    const f = tau * w[p];
    for (let j = 0; j < columns; j++) w[row + j] -= f * s[j];
  }
}
/** C ← C·(I − τ·v·vᵀ), rows × columns at `c`; v at `at` in steps. */
function subtractColumnwise(
  C: number[],
  rows: number,
  columns: number,
  tau: number,
  v: number[],
  at: number,
  step: number,
  c: number,
  ld: number,
): void {
  for (let i = 0, row = c; i < rows; i++, row += ld) {
    let s = 0;
    for (let j = row, p = at, end = row + columns; j < end; j++, p += step) s += C[j] * v[p];
    s *= tau;
    for (let j = row, p = at, end = row + columns; j < end; j++, p += step) C[j] -= s * v[p];
  }
}

/** The same of rows of which the first is still to be a unit vector and the others are zero in the first column. */
function growRows(
  C: number[],
  rows: number,
  columns: number,
  tau: number,
  v: number[],
  at: number,
  step: number,
  c: number,
  ld: number,
): void {
  C[c] = 1 - tau;
  if (tau === 0) return;
  for (let j = c + 1, p = at + step, end = c + columns; j < end; j++, p += step) C[j] = -tau * v[p];
  for (let i = 1, row = c + ld; i < rows; i++, row += ld) {
    let s = 0;
    for (let j = row + 1, p = at + step, end = row + columns; j < end; j++, p += step) s += C[j] * v[p];
    s *= tau;
    C[row] = -s;
    for (let j = row + 1, p = at + step, end = row + columns; j < end; j++, p += step) C[j] -= s * v[p];
  }
}

function descending(d: Float64Array, uT: number[], vT: number[], m: number, n: number): SmallSvd {
  const values = results(n);
  const u = results(m * n);
  const v = results(n * n);
  for (let c = 0; c < n; c++) {
    // selection: n is small
    let at = 0;
    for (let i = 1; i < n; i++) if (d[i] > d[at]) at = i;
    values[c] = d[at];
    d[at] = -1;
    for (let i = 0, p = at * m, q = c; i < m; i++, p++, q += n) u[q] = uT[p];
    for (let j = 0, p = at * n, q = c * n; j < n; j++, p++, q++) v[q] = vT[p];
  }
  return { values, u, vT: v, converged: true };
}

/** A rotation from the left makes A triangular; then the closed form of Demmel and Kahan. */
function svd2(a: ArrayLike<number>): SmallSvd {
  const p = a[0];
  const r = a[2];
  const length = hypotenuse(p, r);
  const c1 = length === 0 ? 1 : p / length;
  const s1 = length === 0 ? 0 : r / length;
  const { largest, smallest, cLeft, sLeft, cRight, sRight } = bidiagonalPair(length, c1 * a[1] + s1 * a[3], c1 * a[3] - s1 * a[1]);
  const values = new Float64Array(2);
  const u = new Float64Array(4);
  const vT = new Float64Array(4);
  const first = largest < 0 ? -1 : 1;
  const second = smallest < 0 ? -1 : 1;
  values[0] = Math.abs(largest);
  values[1] = Math.abs(smallest);
  u[0] = u[3] = c1 * cLeft - s1 * sLeft;
  u[2] = s1 * cLeft + c1 * sLeft;
  u[1] = -u[2];
  vT[0] = first * cRight;
  vT[1] = first * sRight;
  vT[2] = -second * sRight;
  vT[3] = second * cRight;
  return { values, u, vT, converged: true };
}
