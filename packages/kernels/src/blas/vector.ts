/** BLAS level 1: products, norms and sums of strided vectors, in float64 arithmetic. */
import type { Floats } from '../contract.ts';
import { requireVector } from './require-operands.ts';

/** Σ xᵢ·yᵢ, four partial sums. */
export function dot(n: number, x: Floats, xOffset: number, xStep: number, y: Floats, yOffset: number, yStep: number): number {
  requireVector('dot', 'x', x, xOffset, xStep, n);
  requireVector('dot', 'y', y, yOffset, yStep, n);
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0, i = 0, p = xOffset, q = yOffset;
  for (; i + 4 <= n; i += 4, p += 4 * xStep, q += 4 * yStep) {
    s0 += x[p] * y[q];
    s1 += x[p + xStep] * y[q + yStep];
    s2 += x[p + 2 * xStep] * y[q + 2 * yStep];
    s3 += x[p + 3 * xStep] * y[q + 3 * yStep];
  }
  let sum = (s0 + s1) + (s2 + s3);
  for (; i < n; i++, p += xStep, q += yStep) sum += x[p] * y[q];
  return sum;
}

/** y ← α·x + y */
export function axpy(n: number, alpha: number, x: Floats, xOffset: number, xStep: number, y: Floats, yOffset: number, yStep: number): void {
  requireVector('axpy', 'x', x, xOffset, xStep, n);
  requireVector('axpy', 'y', y, yOffset, yStep, n);
  for (let i = 0, p = xOffset, q = yOffset; i < n; i++, p += xStep, q += yStep) y[q] += alpha * x[p];
}

/** ‖x‖₂ without overflow or harmful underflow: the plain sum of squares, and a scaled one where that left the safe range. */
export function nrm2(n: number, x: Floats, xOffset: number, xStep: number): number {
  requireVector('nrm2', 'x', x, xOffset, xStep, n);
  let sum = 0;
  for (let i = 0, p = xOffset; i < n; i++, p += xStep) sum += x[p] * x[p];
  if (sum > 1e-280 && sum < 1e300) return Math.sqrt(sum);
  let largest = 0;
  for (let i = 0, p = xOffset; i < n; i++, p += xStep) largest = Math.max(largest, Math.abs(x[p]));
  if (largest === 0 || !(largest < Infinity)) return largest;
  const scale = largest > 1 ? 2 ** -600 : 2 ** 600;
  let scaled = 0;
  for (let i = 0, p = xOffset; i < n; i++, p += xStep) { const v = x[p] * scale; scaled += v * v; }
  return Math.sqrt(scaled) / scale;
}

/** Σ |xᵢ| */
export function asum(n: number, x: Floats, xOffset: number, xStep: number): number {
  requireVector('asum', 'x', x, xOffset, xStep, n);
  let sum = 0;
  for (let i = 0, p = xOffset; i < n; i++, p += xStep) sum += Math.abs(x[p]);
  return sum;
}

/** The first index of the largest |xᵢ|; −1 for n = 0; NaN counts as largest. */
export function iamax(n: number, x: Floats, xOffset: number, xStep: number): number {
  requireVector('iamax', 'x', x, xOffset, xStep, n);
  let at = n > 0 ? 0 : -1, best = -1;
  for (let i = 0, p = xOffset; i < n; i++, p += xStep) {
    const size = Math.abs(x[p]);
    if (!(size <= best)) { best = size; at = i; }
    if (size !== size) break;
  }
  return at;
}
