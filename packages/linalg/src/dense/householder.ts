/**
 * Elementary reflectors H = I − τ·v·vᵀ, v₀ = 1.
 *
 * `reflect` finds v and τ with H·x = β·e₀, |β| = ‖x‖, and writes v₁… over x₁… and β over x₀. τ = 0 means H = I.
 * Golub and Van Loan, Matrix Computations, algorithm 5.1.1, with the sign that avoids cancellation.
 */
import { hypotenuse, norm2 } from './vector.ts';

/** Vectors shorter than TINY are reflected after multiplication by UP, which is exact. */
export const TINY = 1e-280;
export const UP = 2 ** 600;

/** @returns τ; x (contiguous) becomes (β, v₁, …) */
export function reflect(x: Float64Array, from: number, n: number): number {
  if (n <= 1) return 0;
  const tail = norm2(x, from + 1, n - 1);
  if (tail === 0) return 0;
  const alpha = x[from];
  const whole = hypotenuse(alpha, tail);
  const beta = alpha >= 0 ? -whole : whole;
  if (whole < TINY) {
    // digits below the normal range would leave H not orthogonal: it is found for 2⁶⁰⁰·x
    for (let i = from; i < from + n; i++) x[i] *= UP;
    const tau = reflect(x, from, n);
    x[from] /= UP;
    return tau;
  }
  const scale = 1 / (alpha - beta);
  if (scale - scale === 0 && Math.abs(scale) > 1e-290) for (let i = from + 1; i < from + n; i++) x[i] *= scale;
  else for (let i = from + 1; i < from + n; i++) x[i] /= alpha - beta;
  x[from] = beta;
  return (beta - alpha) / beta;
}

/** A ← H·A on the block of `rows` × `columns` at `from`, v contiguous with v₀ = 1 given. */
export function applyLeft(
  v: Float64Array,
  vFrom: number,
  tau: number,
  a: Float64Array,
  from: number,
  lda: number,
  rows: number,
  columns: number,
  work: Float64Array,
): void {
  if (tau === 0 || columns === 0) return;
  for (let j = 0; j < columns; j++) work[j] = 0;
  for (let i = 0; i < rows; i++) {
    const s = v[vFrom + i];
    const row = from + i * lda;
    if (s !== 0) for (let j = 0; j < columns; j++) work[j] += s * a[row + j];
  }
  for (let i = 0; i < rows; i++) {
    const s = tau * v[vFrom + i];
    const row = from + i * lda;
    if (s !== 0) for (let j = 0; j < columns; j++) a[row + j] -= s * work[j];
  }
}

/** A ← A·H on the block of `rows` × `columns` at `from`, v contiguous with v₀ = 1 given. */
export function applyRight(
  v: Float64Array,
  vFrom: number,
  tau: number,
  a: Float64Array,
  from: number,
  lda: number,
  rows: number,
  columns: number,
): void {
  if (tau === 0) return;
  for (let i = 0; i < rows; i++) {
    const row = from + i * lda;
    let s = 0;
    for (let j = 0; j < columns; j++) s += a[row + j] * v[vFrom + j];
    s *= tau;
    if (s !== 0) for (let j = 0; j < columns; j++) a[row + j] -= s * v[vFrom + j];
  }
}
