/**
 * Numbers as unevaluated sums hi + lo of two doubles, about 106 bits, for the few places where 53 are not enough.
 *
 * Dekker (1971), "A floating-point technique for extending the available precision"; Knuth, TAOCP 2, 4.2.2.
 */
export interface DoubleDouble { readonly hi: number; readonly lo: number }

/** a + b and its rounding error, for any a and b. */
export function twoSum(a: number, b: number): DoubleDouble {
  const hi = a + b, v = hi - a;
  return { hi, lo: (a - (hi - v)) + (b - v) };
}

/** a + b and its rounding error, for |a| ≥ |b|. */
export function quickTwoSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  return { hi, lo: b - (hi - a) };
}

const SPLITTER = 134217729; // 2^27 + 1
/** a·b and its rounding error. Exact while nothing overflows or underflows. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const hi = a * b, p = SPLITTER * a, q = SPLITTER * b;
  const ah = p - (p - a), al = a - ah, bh = q - (q - b), bl = b - bh;
  return { hi, lo: ((ah * bh - hi) + ah * bl + al * bh) + al * bl };
}
