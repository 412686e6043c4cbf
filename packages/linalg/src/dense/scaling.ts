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
  let result = 1;
  let base = k < 0 ? 0.5 : 2;
  for (let e = Math.abs(k); e > 0; e >>= 1) {
    if (e & 1) result *= base;
    base *= base;
  }
  return result;
}

/** The k with 2ᵏ ≤ |x| < 2ᵏ⁺¹; 0 for zero. */
export function exponentOf(x: number): number {
  let y = Math.abs(x);
  let k = 0;
  if (!(y > 0) || y === Infinity) return 0;
  if (y >= 1) {
    if (y < 2) return 0;
    if (y >= 1.3407807929942597e154) {
      y *= 7.458340731200207e-155;
      k = 512;
    } // 2⁵¹²
    if (y >= 1.157920892373162e77) {
      y *= 8.636168555094445e-78;
      k += 256;
    }
    if (y >= 3.402823669209385e38) {
      y *= 2.938735877055719e-39;
      k += 128;
    }
    if (y >= 18446744073709552000) {
      y *= 5.421010862427522e-20;
      k += 64;
    }
    if (y >= 4294967296) {
      y *= 2.3283064365386963e-10;
      k += 32;
    }
    return k + 31 - Math.clz32(y); // 1 ≤ y < 2³², truncated to an integer
  }
  if (y < 7.458340731200207e-155) {
    y *= 1.3407807929942597e154;
    k = -512;
  }
  if (y < 7.458340731200207e-155) {
    y *= 1.3407807929942597e154;
    k -= 512;
  }
  if (y < 8.636168555094445e-78) {
    y *= 1.157920892373162e77;
    k -= 256;
  }
  if (y < 2.938735877055719e-39) {
    y *= 3.402823669209385e38;
    k -= 128;
  }
  if (y < 5.421010862427522e-20) {
    y *= 18446744073709552000;
    k -= 64;
  }
  if (y < 2.3283064365386963e-10) {
    y *= 4294967296;
    k -= 32;
  }
  return k - 32 + 31 - Math.clz32(y * 4294967296);
}

/** x·2ᵏ, rounded once, for any k that brings the result into range. */
export function timesPowerOfTwo(x: number, k: number): number {
  while (k > 1000) {
    x *= 2 ** 1000;
    k -= 1000;
  }
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
  const direct = k >= -1022 && k <= 1023;
  const p = powerOfTwo(k);
  for (let i = from, end = from + length; i < end; i++) a[i] = direct ? a[i] * p : timesPowerOfTwo(a[i], k);
}

/** The k for which squares of 2ᵏ·max and sums of them are safe: 0 unless max leaves [2⁻³⁰⁰, 2³⁰⁰]. */
export function safeExponent(max: number): number {
  return max === 0 || (max > 4.909093465297727e-91 && max < 2.037035976334486e90) ? 0 : -exponentOf(max);
}

/** The exponent of the power of two by which singular values and their reciprocals stay in range; 0 where they do anyway. */
export function rangeExponent(a: ArrayLike<number>): number {
  const max = maxAbs(a);
  return max === 0 || (max > 1e-280 && max < 1e280) ? 0 : -exponentOf(max);
}

/** A copy times that power. */
export function rangeScaled(a: Float64Array): { readonly matrix: Float64Array<ArrayBuffer>; readonly exponent: number } {
  const matrix = a.slice();
  const exponent = rangeExponent(a);
  scaleInPlace(matrix, exponent);
  return { matrix, exponent };
}
