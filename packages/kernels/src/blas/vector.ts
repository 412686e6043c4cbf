/** BLAS level 1: products, norms and sums of strided vectors, in float64 arithmetic, sums as four partial ones. */
import type { Floats } from '../contract.ts';
import { requireVector } from './require-operands.ts';

/** Σ xᵢ·yᵢ, element i in partial sum i mod 4. */
export function dot(n: number, x: Floats, xOffset: number, xStep: number, y: Floats, yOffset: number, yStep: number): number {
  requireVector('dot', 'x', x, xOffset, xStep, n);
  requireVector('dot', 'y', y, yOffset, yStep, n);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  let p = xOffset;
  let q = yOffset;
  for (; i + 4 <= n; i += 4, p += 4 * xStep, q += 4 * yStep) {
    s0 += x[p] * y[q];
    s1 += x[p + xStep] * y[q + yStep];
    s2 += x[p + 2 * xStep] * y[q + 2 * yStep];
    s3 += x[p + 3 * xStep] * y[q + 3 * yStep];
  }
  let sum = s0 + s1 + (s2 + s3);
  for (; i < n; i++, p += xStep, q += yStep) sum += x[p] * y[q];
  return sum;
}

/** y ← α·x + y */
export function axpy(n: number, alpha: number, x: Floats, xOffset: number, xStep: number, y: Floats, yOffset: number, yStep: number): void {
  requireVector('axpy', 'x', x, xOffset, xStep, n);
  requireVector('axpy', 'y', y, yOffset, yStep, n);
  for (let i = 0, p = xOffset, q = yOffset; i < n; i++, p += xStep, q += yStep) y[q] += alpha * x[p];
}

/** ‖x‖₂ from the sum of squares of scale·x and the largest |xᵢ|: the plain sum, and a scaled one where that left the safe range. */
export function normOf(squares: (scale: number) => number, largest: () => number): number {
  const sum = squares(1);
  if (sum > 1e-280 && sum < 1e300) return Math.sqrt(sum);
  const top = largest();
  if (top === 0 || !(top < Infinity)) return top;
  const scale = top > 1 ? 2 ** -600 : 2 ** 600;
  return Math.sqrt(squares(scale)) / scale;
}

/** ‖x‖₂ without overflow or harmful underflow. */
export function nrm2(n: number, x: Floats, xOffset: number, xStep: number): number {
  requireVector('nrm2', 'x', x, xOffset, xStep, n);
  return normOf(
    (scale) => squares(n, x, xOffset, xStep, scale),
    () => {
      let top = 0;
      for (let i = 0, p = xOffset; i < n; i++, p += xStep) top = Math.max(top, Math.abs(x[p]));
      return top;
    },
  );
}

/** Σ (scale·xᵢ)² */
function squares(n: number, x: Floats, p: number, step: number, scale: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 4 <= n; i += 4, p += 4 * step) {
    const a = scale * x[p];
    const b = scale * x[p + step];
    const c = scale * x[p + 2 * step];
    const d = scale * x[p + 3 * step];
    s0 += a * a;
    s1 += b * b;
    s2 += c * c;
    s3 += d * d;
  }
  let sum = s0 + s1 + (s2 + s3);
  for (; i < n; i++, p += step) {
    const a = scale * x[p];
    sum += a * a;
  }
  return sum;
}

/** Σ |xᵢ| */
export function asum(n: number, x: Floats, xOffset: number, xStep: number): number {
  requireVector('asum', 'x', x, xOffset, xStep, n);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  let p = xOffset;
  for (; i + 4 <= n; i += 4, p += 4 * xStep) {
    s0 += Math.abs(x[p]);
    s1 += Math.abs(x[p + xStep]);
    s2 += Math.abs(x[p + 2 * xStep]);
    s3 += Math.abs(x[p + 3 * xStep]);
  }
  let sum = s0 + s1 + (s2 + s3);
  for (; i < n; i++, p += xStep) sum += Math.abs(x[p]);
  return sum;
}

/** The first index of the largest |xᵢ|; −1 for n = 0; NaN counts as largest. */
export function iamax(n: number, x: Floats, xOffset: number, xStep: number): number {
  requireVector('iamax', 'x', x, xOffset, xStep, n);
  let at = n > 0 ? 0 : -1;
  let best = -1;
  for (let i = 0, p = xOffset; i < n; i++, p += xStep) {
    const size = Math.abs(x[p]);
    if (!(size <= best)) {
      best = size;
      at = i;
    }
    if (size !== size) break;
  }
  return at;
}
