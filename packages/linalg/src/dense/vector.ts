/** Norms of strided vectors without overflow or harmful underflow. */
import { exponentOf, maxAbs, powerOfTwo, timesPowerOfTwo } from './scaling.ts';

/** √Σ xᵢ² of a range; direct when the squares are safe, else on scaled values. */
export function norm2(x: ArrayLike<number>, from = 0, length: number = x.length - from): number {
  let s = 0;
  for (let i = from, end = from + length; i < end; i++) s += x[i] * x[i];
  if (s > 1e-280 && s < 1e300) return Math.sqrt(s);
  const max = maxAbs(x, from, length);
  if (max === 0 || max - max !== 0) return max;
  const k = exponentOf(max);
  const down = powerOfTwo(-k >> 1);
  const rest = powerOfTwo(-k - (-k >> 1));
  s = 0;
  for (let i = from, end = from + length; i < end; i++) {
    const y = x[i] * down * rest;
    s += y * y;
  }
  return Math.sqrt(s) / down / rest;
}

/** √(x² + y²), exactly twice as large for twice the arguments: squares out of range are taken of multiples by a power of two. */
export function hypotenuse(x: number, y: number): number {
  const s = x * x + y * y;
  if (s > 1e-280 && s < 1e300) return Math.sqrt(s);
  const most = Math.max(Math.abs(x), Math.abs(y));
  if (!(most > 0 && most < Infinity)) return most;
  const k = exponentOf(most);
  const u = timesPowerOfTwo(x, -k);
  const v = timesPowerOfTwo(y, -k);
  return timesPowerOfTwo(Math.sqrt(u * u + v * v), k);
}

/** The same of three numbers. */
export function hypotenuse3(x: number, y: number, z: number): number {
  const s = x * x + y * y + z * z;
  if (s > 1e-280 && s < 1e300) return Math.sqrt(s);
  const most = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  if (!(most > 0 && most < Infinity)) return most;
  const k = exponentOf(most);
  const u = timesPowerOfTwo(x, -k);
  const v = timesPowerOfTwo(y, -k);
  const w = timesPowerOfTwo(z, -k);
  return timesPowerOfTwo(Math.sqrt(u * u + v * v + w * w), k);
}

export function dotRange(x: Float64Array, xFrom: number, y: Float64Array, yFrom: number, n: number): number {
  let a = 0;
  let b = 0;
  let i = 0;
  for (; i + 1 < n; i += 2) {
    a += x[xFrom + i] * y[yFrom + i];
    b += x[xFrom + i + 1] * y[yFrom + i + 1];
  }
  return i < n ? a + b + x[xFrom + i] * y[yFrom + i] : a + b;
}

/** y ← y + α·x on ranges. */
export function axpyRange(alpha: number, x: Float64Array, xFrom: number, y: Float64Array, yFrom: number, n: number): void {
  for (let i = 0; i < n; i++) y[yFrom + i] += alpha * x[xFrom + i];
}

/** Exchanges two ranges. */
export function swapRange(x: Float64Array, xFrom: number, y: Float64Array, yFrom: number, n: number): void {
  for (let i = 0; i < n; i++) {
    const t = x[xFrom + i];
    x[xFrom + i] = y[yFrom + i];
    y[yFrom + i] = t;
  }
}

/** The plane rotation (x, y) ← (c·x + s·y, c·y − s·x) on ranges. */
export function rotateRange(x: Float64Array, xFrom: number, y: Float64Array, yFrom: number, n: number, c: number, s: number): void {
  for (let i = 0; i < n; i++) {
    const u = x[xFrom + i];
    const v = y[yFrom + i];
    x[xFrom + i] = c * u + s * v;
    y[yFrom + i] = c * v - s * u;
  }
}
