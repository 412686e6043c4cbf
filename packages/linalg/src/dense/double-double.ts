/** Error-free transformations of doubles: Dekker (1971), Knuth (TAOCP 2, 4.2.2), Ogita, Rump, Oishi (2005). */

const SPLITTER = 134217729; // 2²⁷ + 1

/** The rounding error of the product p = a·b. */
export function productError(a: number, b: number, p: number): number {
  const u = SPLITTER * a;
  const v = SPLITTER * b;
  const ah = u - (u - a);
  const al = a - ah;
  const bh = v - (v - b);
  const bl = b - bh;
  return ah * bh - p + ah * bl + al * bh + al * bl;
}

/** The rounding error of the sum s = a + b. */
export function sumError(a: number, b: number, s: number): number {
  const v = s - a;
  return a - (s - v) + (b - v);
}

/**
 * r = b − A·x with every product and sum carried in about 106 bits, then rounded once.
 *
 * Entries must be scaled so that no product overflows: |aᵢⱼ·xⱼ| < 2⁹⁹⁰.
 */
export function residual(
  a: Float64Array,
  n: number,
  m: number,
  x: Float64Array,
  b: Float64Array,
  k: number,
  column: number,
): Float64Array<ArrayBuffer> {
  // x in halves once, the halves of −a as they come: the operations of `productError` and `sumError`
  const r = new Float64Array(n);
  const y = new Float64Array(m);
  const high = new Float64Array(m);
  const low = new Float64Array(m);
  for (let j = 0; j < m; j++) {
    const v = x[j * k + column];
    const u = SPLITTER * v;
    y[j] = v;
    high[j] = u - (u - v);
    low[j] = v - high[j];
  }
  for (let i = 0, at = 0; i < n; i++) {
    let hi = b[i * k + column];
    let lo = 0;
    for (let j = 0; j < m; j++, at++) {
      const f = -a[at];
      const p = f * y[j];
      const u = SPLITTER * f;
      const fh = u - (u - f);
      const fl = f - fh;
      const s = hi + p;
      const v = s - hi;
      lo += hi - (s - v) + (p - v) + (fh * high[j] - p + fh * low[j] + fl * high[j] + fl * low[j]);
      hi = s;
    }
    r[i] = hi + lo;
  }
  return r;
}
