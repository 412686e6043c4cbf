/** Vector operations. Lawson, Hanson, Kincaid, Krogh (1979), "Basic linear algebra subprograms for Fortran usage". */
import type { Floats } from '../contract.ts';
import { requireVector } from '../require.ts';

/** Σ xᵢyᵢ, by four running sums. */
export function dot(n: number, x: Floats, xOffset: number, xStep: number, y: Floats, yOffset: number, yStep: number): number {
  requireVector('dot', n, x, xOffset, xStep);
  requireVector('dot', n, y, yOffset, yStep);
  let a = 0, b = 0, c = 0, d = 0, i = 0;
  if (xStep === 1 && yStep === 1) {
    for (let p = xOffset, q = yOffset; i + 3 < n; i += 4, p += 4, q += 4) { a += x[p] * y[q]; b += x[p + 1] * y[q + 1]; c += x[p + 2] * y[q + 2]; d += x[p + 3] * y[q + 3]; }
  }
  for (let p = xOffset + i * xStep, q = yOffset + i * yStep; i < n; i++, p += xStep, q += yStep) a += x[p] * y[q];
  return (a + b) + (c + d);
}
/** y ← αx + y */
export function axpy(n: number, alpha: number, x: Floats, xOffset: number, xStep: number, y: Floats, yOffset: number, yStep: number): void {
  requireVector('axpy', n, x, xOffset, xStep);
  requireVector('axpy', n, y, yOffset, yStep);
  for (let i = 0, p = xOffset, q = yOffset; i < n; i++, p += xStep, q += yStep) y[q] += alpha * x[p];
}
/** ‖x‖₂; scaled only where the squares would overflow or lose digits. */
export function nrm2(n: number, x: Floats, xOffset: number, xStep: number): number {
  requireVector('nrm2', n, x, xOffset, xStep);
  let top = 0, plain = 0;
  for (let i = 0, p = xOffset; i < n; i++, p += xStep) {
    const a = Math.abs(x[p]);
    plain += a * a;
    if (!(a <= top)) top = a;
    if (a !== a) return NaN;
  }
  if (top === 0 || top === Infinity) return top;
  if (top < 1e140 && top > 1e-140 && plain < Infinity) return Math.sqrt(plain);
  let unit = 1;
  while (top * unit > 1e100) unit *= 2 ** -200;
  while (top * unit < 1e-100) unit *= 2 ** 200;
  let scaled = 0;
  for (let i = 0, p = xOffset; i < n; i++, p += xStep) { const a = x[p] * unit; scaled += a * a; }
  return Math.sqrt(scaled) / unit;
}
/** Σ |xᵢ| */
export function asum(n: number, x: Floats, xOffset: number, xStep: number): number {
  requireVector('asum', n, x, xOffset, xStep);
  let s = 0;
  for (let i = 0, p = xOffset; i < n; i++, p += xStep) s += Math.abs(x[p]);
  return s;
}
/** First index of the largest |xᵢ|, or of the first NaN; −1 for n = 0. */
export function iamax(n: number, x: Floats, xOffset: number, xStep: number): number {
  requireVector('iamax', n, x, xOffset, xStep);
  let best = -1, at = -1;
  for (let i = 0, p = xOffset; i < n; i++, p += xStep) {
    const a = Math.abs(x[p]);
    if (a !== a) return i;
    if (a > best) { best = a; at = i; }
  }
  return at;
}
