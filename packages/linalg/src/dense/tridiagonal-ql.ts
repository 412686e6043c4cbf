/**
 * Eigenvalues (and vectors) of a symmetric tridiagonal matrix by the implicit QL iteration with Wilkinson's shift.
 *
 * Each unreduced block is turned round when its small end is not where QL finds it first, so that graded matrices keep
 * their small eigenvalues. A coupling is dropped when eᵢ² ≤ ε²·|dᵢ·dᵢ₊₁|.
 * Dubrulle, Martin, Wilkinson (1968); Greenbaum and Dongarra (1989) on the choice of QL or QR.
 */
import { EPS, SMALLEST_NORMAL } from './machine.ts';
import type { RotatedRows } from './rotated-rows.ts';
import { hypotenuse } from './vector.ts';

const SWEEPS = 60;

/**
 * On return `d` holds the eigenvalues (unsorted) and row i of `rows` (n of them, may be null) the vector of dᵢ in the
 * basis of the rows given.
 *
 * @returns true when it converged, which finite input always does
 */
export function tridiagonalQl(d: Float64Array, e: Float64Array, n: number, rows: RotatedRows | null): boolean {
  let budget = SWEEPS * n + SWEEPS;
  let start = 0;
  while (start < n - 1) {
    let end = start;
    while (end < n - 1 && !negligible(d, e, end)) end++;
    if (end === start) {
      if (start < n - 1) e[start] = 0;
      start++;
      continue;
    }
    if (end < n - 1) e[end] = 0;
    if (Math.abs(d[end]) < Math.abs(d[start])) turnRound(d, e, start, end, rows);
    // QL on start..end until the block has split up entirely.
    let l = start;
    while (l < end) {
      let m = l;
      while (m < end && !negligible(d, e, m)) m++;
      if (m < end) e[m] = 0;
      if (m === l) {
        l++;
        continue;
      }
      if (budget-- <= 0) return false;
      sweep(d, e, l, m, rows);
    }
    start = end + 1;
  }
  return true;
}

function negligible(d: Float64Array, e: Float64Array, i: number): boolean {
  const x = Math.abs(e[i]);
  const a = Math.abs(d[i]);
  const b = Math.abs(d[i + 1]);
  if (x > EPS * (a > b ? a : b)) return x < SMALLEST_NORMAL; // the roots are for close decisions
  return x <= EPS * 0.5 * Math.sqrt(a) * Math.sqrt(b) || x < SMALLEST_NORMAL;
}

function turnRound(d: Float64Array, e: Float64Array, start: number, end: number, rows: RotatedRows | null): void {
  for (let i = start, j = end; i < j; i++, j--) {
    const t = d[i];
    d[i] = d[j];
    d[j] = t;
    rows?.swap(i, j);
  }
  for (let i = start, j = end - 1; i < j; i++, j--) {
    const t = e[i];
    e[i] = e[j];
    e[j] = t;
  }
}

/** One implicit QL step on the block l..m. */
function sweep(d: Float64Array, e: Float64Array, l: number, m: number, rows: RotatedRows | null): void {
  const half = (d[l + 1] - d[l]) / (2 * e[l]);
  const root = hypotenuse(half, 1);
  let g = d[m] - d[l] + e[l] / (half + (half >= 0 ? root : -root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i];
    const b = c * e[i];
    const r = hypotenuse(f, g);
    if (i !== m - 1) e[i + 1] = r;
    if (r === 0) {
      s = 0;
      c = 1;
    } else {
      s = f / r;
      c = g / r;
    }
    g = d[i + 1] - p;
    const t = (d[i] - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    rows?.turn(i + 1, i, c, s);
  }
  d[l] -= p;
  e[l] = g;
}
