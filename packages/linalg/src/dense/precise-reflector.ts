/**
 * Elementary reflectors H = I − τ·v·vᵀ, v₀ = 1, whose own rounding is below one unit of the last place, for small matrices,
 * where n·ε leaves no room for more.
 *
 *   β = −sign(x₀)·‖x‖,   vᵢ = xᵢ/(x₀ − β),   τ = 2/vᵀv of the v that was rounded, so that H is orthogonal to 106 bits
 *
 * Golub and Van Loan, Matrix Computations, algorithm 5.1.1; sums and products by error-free transformations, Ogita, Rump, Oishi (2005).
 */
import { productError, sumError } from './double-double.ts';
import { UP } from './householder.ts';

/** τ and what its rounding left. */
export interface PreciseTau {
  readonly tau: number;
  readonly low: number;
}

const NONE: PreciseTau = { tau: 0, low: 0 };

/** The column of `rows` entries at `at` in steps of `step` becomes (β, v₁, …); entries whose squares do not overflow. */
export function reflectPrecisely(w: Float64Array, at: number, step: number, rows: number): PreciseTau {
  const end = at + rows * step;
  const alpha = w[at];
  let sum = 0;
  let low = 0;
  for (let p = at + step; p < end; p += step) {
    const x = w[p];
    const q = x * x;
    const s = sum + q;
    low += sumError(sum, q, s) + productError(x, x, q);
    sum = s;
  }
  if (!(sum > 1e-270)) return reflectFaint(w, at, step, rows);
  const square = alpha * alpha;
  const all = sum + square;
  low += sumError(sum, square, all) + productError(alpha, alpha, square);
  // ‖x‖ by one step of Newton's method from the rounded root, and |x₀| + ‖x‖ in two parts
  const root = Math.sqrt(all);
  const rooted = root * root;
  const more = (all - rooted - productError(root, root, rooted) + low) / (2 * root);
  const whole = root + more;
  const size = Math.abs(alpha);
  const divisor = whole + size;
  const rest = sumError(whole, size, divisor) + (more - (whole - root));
  const sign = alpha >= 0 ? 1 : -1;
  const inverse = 1 / divisor;
  let length = 1; // vᵀv
  let lengthLow = 0;
  for (let p = at + step; p < end; p += step) {
    const x = w[p];
    const q = x * inverse;
    const t = q * divisor;
    const v = sign * (q + (x - t - productError(q, divisor, t) - q * rest) * inverse);
    const s = v * v;
    const next = length + s;
    lengthLow += sumError(length, s, next) + productError(v, v, s);
    length = next;
    w[p] = v;
  }
  w[at] = -sign * whole;
  const tau = 2 / length;
  const t = tau * length;
  return { tau, low: (2 - t - productError(tau, length, t) - tau * lengthLow) / length };
}

/** The same where squares of the entries below the first are lost. */
function reflectFaint(w: Float64Array, at: number, step: number, rows: number): PreciseTau {
  const end = at + rows * step;
  const alpha = w[at];
  let most = 0;
  for (let p = at + step; p < end; p += step) most = Math.max(most, Math.abs(w[p]));
  if (most === 0) return NONE;
  if (Math.abs(alpha) > 1e-100) {
    // ‖x‖ is |x₀| to more than a hundred digits
    for (let p = at + step; p < end; p += step) w[p] /= 2 * alpha;
    w[at] = -alpha;
    return { tau: 2, low: 0 };
  }
  for (let p = at; p < end; p += step) w[p] *= UP;
  const tau = reflectPrecisely(w, at, step, rows);
  w[at] /= UP;
  return tau;
}

/**
 * C ← H·C for `columns` columns at `first`, every entry rounded once from about 106 bits; v₁, … below `at` in steps of `step`.
 */
export function applyPrecisely(
  w: Float64Array,
  at: number,
  step: number,
  rows: number,
  { tau, low }: PreciseTau,
  c: Float64Array,
  first: number,
  ldc: number,
  columns: number,
): void {
  const end = at + rows * step;
  for (let top = first; top < first + columns; top++) {
    const above = c[top];
    let sum = above;
    let sumLow = 0;
    for (let p = at + step, q = top + ldc; p < end; p += step, q += ldc) {
      const x = w[p] * c[q];
      const s = sum + x;
      sumLow += sumError(sum, x, s) + productError(w[p], c[q], x);
      sum = s;
    }
    const factor = sum * tau;
    const factorLow = productError(sum, tau, factor) + sum * low + sumLow * tau;
    const head = above - factor;
    c[top] = head + (sumError(above, -factor, head) - factorLow);
    for (let p = at + step, q = top + ldc; p < end; p += step, q += ldc) {
      const v = w[p];
      const x = factor * v;
      const d = c[q] - x;
      c[q] = d + (sumError(c[q], -x, d) - productError(factor, v, x) - factorLow * v);
    }
  }
}
