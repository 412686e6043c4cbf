/**
 * Eigenvalues and vectors of a symmetric matrix of few rows in plain loops: Householder tridiagonalisation, the product of
 * its reflectors, QL on the rows of that product; order 2 by one Jacobi rotation. Martin, Reinsch, Wilkinson (1968),
 * "Householder's tridiagonalization of a symmetric matrix"; Golub and Van Loan, algorithms 8.3.1, 8.3.3 and 8.5.1.
 */
import { reflect } from './householder.ts';
import { plainRows } from './plain-rows.ts';
import { results, zeros } from './small-memory.ts';
import { tridiagonalQl } from './tridiagonal-ql.ts';
import { hypotenuse } from './vector.ts';

export interface SmallEigen {
  /** Ascending. */
  readonly values: Float64Array<ArrayBuffer>;
  /** Columns, n×n. */
  readonly vectors: Float64Array<ArrayBuffer>;
  readonly converged: true;
}

/** Reads the upper triangle of `a`, whose squares are in range; null without convergence. */
export function plainSymmetricEigen(a: Float64Array, n: number): SmallEigen | null {
  if (n === 2) return eigen2(a[0], a[1], a[3]);
  const w = zeros(n * n);
  for (let i = 0; i < n; i++) for (let j = i, p = i * (n + 1); j < n; j++, p += n) w[p] = a[i * n + j];
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  const tau = zeros(n);
  const s = zeros(n);
  for (let k = n - 1; k > 0; k--) {
    const row = k * n;
    const t = (tau[k] = reflectLast(w, row, k));
    d[k] = w[row + k];
    e[k - 1] = w[row + k - 1];
    w[row + k - 1] = 1;
    if (t !== 0) reduce(w, n, k, t, row, s);
  }
  d[0] = w[0];
  // Qᵀ = H₁H₂⋯ grows from its corner: reflector k has k entries, and row k − 1 is still a unit vector
  const q = zeros(n * n);
  q[0] = 1;
  q[n * n - 1] = 1;
  for (let k = 2; k < n; k++) {
    const t = tau[k];
    const v = k * n;
    const last = (k - 1) * n;
    if (t !== 0)
      for (let i = 0, r = 0; i < k - 1; i++, r += n) {
        let sum = 0;
        for (let j = 0; j < k - 1; j++) sum += q[r + j] * w[v + j];
        sum *= t;
        for (let j = 0; j < k - 1; j++) q[r + j] -= sum * w[v + j];
        q[r + k - 1] = -sum;
      }
    for (let j = 0; j < k - 1; j++) q[last + j] = -t * w[v + j];
    q[last + k - 1] = 1 - t;
  }
  const rows = plainRows(q, n, n);
  if (!tridiagonalQl(d, e, n, rows)) return null;
  rows.settle();
  return ascending(d, q, n);
}

/** A ← (I − τvvᵀ)·A·(I − τvvᵀ), the lower triangle of the first k rows; v in w from `v` on. */
function reduce(w: number[], n: number, k: number, tau: number, v: number, s: number[]): void {
  for (let i = 0, r = 0; i < k; i++, r += n) {
    const f = w[v + i];
    let sum = w[r + i] * f;
    for (let j = 0; j < i; j++) {
      const x = w[r + j];
      sum += x * w[v + j];
      s[j] += x * f;
    }
    s[i] = sum;
  }
  let inner = 0;
  for (let i = 0; i < k; i++) {
    s[i] *= tau;
    inner += s[i] * w[v + i];
  }
  inner *= -0.5 * tau;
  for (let i = 0; i < k; i++) s[i] += inner * w[v + i];
  for (let i = 0, r = 0; i < k; i++, r += n) {
    const f = w[v + i];
    const g = s[i];
    for (let j = 0; j <= i; j++) w[r + j] -= f * s[j] + g * w[v + j];
  }
}

/** The `length` entries at `at` become (v₀, …, β), the last of v being 1; @returns τ */
function reflectLast(w: number[], at: number, length: number): number {
  const last = at + length - 1;
  let tail = 0;
  for (let p = at; p < last; p++) tail += w[p] * w[p];
  if (!(tail > 1e-280 && tail < 1e300)) {
    // squares out of range, or nothing to clear: on a copy
    if (length < 2) return 0;
    const x = new Float64Array(length);
    for (let i = 0; i < length; i++) x[i] = w[last - i];
    const tau = reflect(x, 0, length);
    for (let i = 0; i < length; i++) w[last - i] = x[i];
    return tau;
  }
  const alpha = w[last];
  const whole = hypotenuse(alpha, Math.sqrt(tail));
  const beta = alpha >= 0 ? -whole : whole;
  const scale = 1 / (alpha - beta);
  for (let p = at; p < last; p++) w[p] *= scale;
  w[last] = beta;
  return (beta - alpha) / beta;
}

/** Values in order, rows of q as columns. */
function ascending(d: Float64Array, q: number[], n: number): SmallEigen {
  const values = results(n);
  const vectors = results(n * n);
  for (let c = 0; c < n; c++) {
    // selection: n is small
    let at = 0;
    for (let i = 1; i < n; i++) if (d[i] < d[at]) at = i;
    values[c] = d[at];
    d[at] = Infinity;
    for (let i = 0, p = at * n, r = c; i < n; i++, p++, r += n) vectors[r] = q[p];
  }
  return { values, vectors, converged: true };
}

/** t = sign θ/(|θ| + √(θ² + 1)), θ = (y − x)/(2b): the values of [x b; b y] are x − t·b and y + t·b. */
function eigen2(x: number, b: number, y: number): SmallEigen {
  const θ = (y - x) / (2 * b);
  const size = Math.abs(θ);
  const t = b === 0 ? 0 : (θ < 0 ? -1 : 1) / (size + (size > 1e100 ? size : Math.sqrt(θ * θ + 1)));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  const values = new Float64Array(2);
  const vectors = new Float64Array(4);
  const first = x - t * b <= y + t * b ? 0 : 1; // column of (c, −s)
  values[first] = x - t * b;
  values[1 - first] = y + t * b;
  vectors[first] = c;
  vectors[2 + first] = -s;
  vectors[1 - first] = s;
  vectors[3 - first] = c;
  return { values, vectors, converged: true };
}
