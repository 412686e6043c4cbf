/**
 * Unevaluated sums hi + lo of two float64 values, about 106 bits, without fused multiply-add.
 *
 * Dekker (1971), "A floating-point technique for extending the available precision"; Knuth, TAOCP 2, 4.2.2.
 */
export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

/** a + b exactly. */
export function twoSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  const t = hi - a;
  return { hi, lo: a - (hi - t) + (b - t) };
}

/** a + b exactly when |a| ≥ |b|. */
export function fastTwoSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  return { hi, lo: a - hi + b };
}

/** 2²⁷ + 1: c − (c − a) with c = a·SPLITTER keeps the upper 26 bits of a. */
const SPLITTER = 134217729;

/** a · b − p exactly, for p = a · b as rounded, |a|, |b| < 1e300, barring underflow. A number, so that loops make no objects. */
export function productError(a: number, b: number, p: number): number {
  const c = SPLITTER * a;
  const d = SPLITTER * b;
  const a1 = c - (c - a);
  const a2 = a - a1;
  const b1 = d - (d - b);
  const b2 = b - b1;
  return a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2;
}

/** a · b exactly, as hi + lo, with the limits of productError. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const hi = a * b;
  return { hi, lo: productError(a, b, hi) };
}

export function multiplyDouble(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const p = twoProduct(x.hi, y.hi);
  return fastTwoSum(p.hi, p.lo + (x.hi * y.lo + x.lo * y.hi));
}

export function divideDouble(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const q = x.hi / y.hi;
  const p = twoProduct(q, y.hi);
  return fastTwoSum(q, (x.hi - p.hi - p.lo + x.lo - q * y.lo) / y.hi);
}
