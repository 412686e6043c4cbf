/** √(x² + y²) without overflow or harmful underflow, within 1 ulp: scaled by a power of two, the root corrected once. */
import { twoProduct } from './double-double.ts';

export function hypot(x: number, y: number): number {
  const a = Math.abs(x);
  const b = Math.abs(y);
  if (a === Infinity || b === Infinity) return Infinity;
  if (a !== a || b !== b) return NaN;
  const large = a > b ? a : b;
  const small = a > b ? b : a;
  if (small === 0 || large > small * 1e17) return large;
  const scale = large > 1e150 ? 2 ** -600 : large < 1e-140 ? 2 ** 600 : 1;
  const p = large * scale;
  const q = small * scale;
  const pp = twoProduct(p, p);
  const qq = twoProduct(q, q);
  const sum = pp.hi + qq.hi;
  const rest = pp.hi - sum + qq.hi + (pp.lo + qq.lo);
  const root = Math.sqrt(sum);
  const rr = twoProduct(root, root);
  return (root + (sum - rr.hi - rr.lo + rest) / (2 * root)) / scale;
}
