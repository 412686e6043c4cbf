/**
 * Exact scaling by powers of two.
 *
 * Algorithms that square entries leave the range of doubles near 1e±154. They are given 2ᵏA instead, which has the
 * same digits, and their results are scaled back. Inside [2⁻³⁰⁰, 2³⁰⁰] nothing is touched.
 */

/** Largest |aᵢ| of a range; NaN if one is NaN. */
export function maxAbs(a: ArrayLike<number>, from = 0, length: number = a.length - from): number {
  let max = 0;
  for (let i = from, end = from + length; i < end; i++) {
    const x = Math.abs(a[i]);
    if (!(x <= max)) {
      if (x !== x) return NaN;
      max = x;
    }
  }
  return max;
}

/** Index of the first NaN or infinity, −1 if all are finite. */
export function firstNonFinite(a: ArrayLike<number>, from = 0, length: number = a.length - from): number {
  for (let i = from, end = from + length; i < end; i++) if (a[i] - a[i] !== 0) return i;
  return -1;
}

/** 2ᵏ, exact; 0 below 2⁻¹⁰⁷⁴ and ∞ above 2¹⁰²³. */
export function powerOfTwo(k: number): number {
  if (k > 1023) return Infinity;
  if (k < -1074) return 0;
  let result = 1, base = k < 0 ? 0.5 : 2;
  for (let e = Math.abs(k); e > 0; e >>= 1) {
    if (e & 1) result *= base;
    base *= base;
  }
  return result;
}

/** The k with 2ᵏ ≤ |x| < 2ᵏ⁺¹; 0 for zero. */
export function exponentOf(x: number): number {
  let y = Math.abs(x), k = 0;
  if (!(y > 0) || y === Infinity) return 0;
  for (let step = 512; step > 0; step >>= 1) {
    const p = powerOfTwo(step);
    while (y >= p) { y /= p; k += step; }
    while (y < 1 / p) { y *= p; k -= step; }
  }
  return y < 1 ? k - 1 : k;
}

/** x·2ᵏ, rounded once, for any k that brings the result into range. */
export function timesPowerOfTwo(x: number, k: number): number {
  while (k > 1000) { x *= 2 ** 1000; k -= 1000; }
  if (k < -1000) {
    // Down in one rounding: stay normal until the last multiplication.
    const lower = Math.min(1000, -k - 1000 + 60);
    return timesPowerOfTwo(x * powerOfTwo(-lower), k + lower);
  }
  return x * powerOfTwo(k);
}

/** a ← 2ᵏ·a on a range. */
export function scaleInPlace(a: Float64Array, k: number, from = 0, length: number = a.length - from): void {
  if (k === 0) return;
  const direct = k >= -1022 && k <= 1023, p = powerOfTwo(k);
  for (let i = from, end = from + length; i < end; i++) a[i] = direct ? a[i] * p : timesPowerOfTwo(a[i], k);
}

/** The k for which squares of 2ᵏ·max and sums of them are safe: 0 unless max leaves [2⁻³⁰⁰, 2³⁰⁰]. */
export function safeExponent(max: number): number {
  return max === 0 || (max > 4.909093465297727e-91 && max < 2.037035976334486e90) ? 0 : -exponentOf(max);
}
