/** Error-free transformations of doubles: Dekker (1971), Knuth (TAOCP 2, 4.2.2), Ogita, Rump, Oishi (2005). */

const SPLITTER = 134217729; // 2²⁷ + 1

/** The rounding error of the product p = a·b. */
export function productError(a: number, b: number, p: number): number {
  const u = SPLITTER * a, v = SPLITTER * b, ah = u - (u - a), al = a - ah, bh = v - (v - b), bl = b - bh;
  return ((ah * bh - p) + ah * bl + al * bh) + al * bl;
}

/** The rounding error of the sum s = a + b. */
export function sumError(a: number, b: number, s: number): number {
  const v = s - a;
  return (a - (s - v)) + (b - v);
}

/**
 * r = b − A·x with every product and sum carried in about 106 bits, then rounded once.
 *
 * Entries must be scaled so that no product overflows: |aᵢⱼ·xⱼ| < 2⁹⁹⁰.
 */
export function residual(a: Float64Array, n: number, m: number, x: Float64Array, b: Float64Array, k: number, column: number): Float64Array<ArrayBuffer> {
  const r = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let hi = b[i * k + column], lo = 0;
    for (let j = 0, at = i * m; j < m; j++, at++) {
      const p = -a[at] * x[j * k + column], s = hi + p;
      lo += sumError(hi, p, s) + productError(-a[at], x[j * k + column], p);
      hi = s;
    }
    r[i] = hi + lo;
  }
  return r;
}
