/** sin and cos by reduction to |r| ≤ π/4 and their Taylor series, with the low part of r as a correction. */
import { reduceHalfPi } from './reduce-half-pi.ts';

/** sin(x + y) for |x| ≤ π/4 and a tail y. */
export function sinKernel(x: number, y: number): number {
  const z = x * x, v = z * x;
  const r = 1 / 120 + z * (-1 / 5040 + z * (1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z * (1 / 355687428096000 - z / 121645100408832000))))));
  return x - ((z * (0.5 * y - v * r) - y) + v * (1 / 6));
}
/** cos(x + y) for |x| ≤ π/4 and a tail y. */
export function cosKernel(x: number, y: number): number {
  const z = x * x, half = 0.5 * z, w = 1 - half;
  const r = z * (1 / 24 + z * (-1 / 720 + z * (1 / 40320 + z * (-1 / 3628800 + z * (1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000 - z / 6402373705728000)))))));
  return w + (((1 - w) - half) + (z * r - x * y));
}

export function sin(x: number): number {
  if (x - x !== 0) return NaN;
  if (Math.abs(x) < 0.7853981633974483) return x === 0 ? x : sinKernel(x, 0);
  const { quadrant, hi, lo } = reduceHalfPi(x);
  return quadrant === 0 ? sinKernel(hi, lo) : quadrant === 1 ? cosKernel(hi, lo) : quadrant === 2 ? -sinKernel(hi, lo) : -cosKernel(hi, lo);
}
export function cos(x: number): number {
  if (x - x !== 0) return NaN;
  if (Math.abs(x) < 0.7853981633974483) return cosKernel(x, 0);
  const { quadrant, hi, lo } = reduceHalfPi(x);
  return quadrant === 0 ? cosKernel(hi, lo) : quadrant === 1 ? -sinKernel(hi, lo) : quadrant === 2 ? -cosKernel(hi, lo) : sinKernel(hi, lo);
}
/** sin/cos of the same reduction. */
export function tan(x: number): number {
  if (x - x !== 0) return NaN;
  if (x === 0) return x;
  const { quadrant, hi, lo } = Math.abs(x) < 0.7853981633974483 ? { quadrant: 0, hi: x, lo: 0 } : reduceHalfPi(x);
  const s = sinKernel(hi, lo), c = cosKernel(hi, lo);
  return (quadrant & 1) === 0 ? s / c : -c / s;
}
