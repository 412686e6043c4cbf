/**
 * Error-free transformations: what rounding took from a sum, a product or a quotient.
 *
 * Used where a function is steep: f(h + l) = f(h) + l·f′(h) with the exact argument h + l.
 * Dekker (1971), "A floating-point technique for extending the available precision"; Knuth's two-sum.
 */
const SPLITTER = 134217729; // 2²⁷ + 1

/** a + b − fl(a + b) */
export function sumError(a: number, b: number): number {
  const s = a + b;
  const t = s - a;
  return a - (s - t) + (b - t);
}

/** a·b − fl(a·b); 0 where the halves would overflow. */
export function productError(a: number, b: number): number {
  const p = a * b;
  if (!(Math.abs(a) < 1e290 && Math.abs(b) < 1e290 && Math.abs(p) < 1e300)) return 0;
  const ca = SPLITTER * a;
  const ah = ca - (ca - a);
  const al = a - ah;
  const cb = SPLITTER * b;
  const bh = cb - (cb - b);
  const bl = b - bh;
  return ah * bh - p + ah * bl + al * bh + al * bl;
}

/** What (x − location)/scale is beyond its rounded value z; 0 where that is not finite. */
export function standardizeError(x: number, location: number, scale: number, z: number): number {
  const d = x - location;
  const rest = sumError(x, -location);
  const p = z * scale;
  const error = (d - p - productError(z, scale) + rest) / scale;
  return Number.isFinite(error) ? error : 0;
}
