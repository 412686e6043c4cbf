/** eˣ − 1 without cancellation, within 2 ulp: 2ᵏ(hi + lo) − 1 with the error of the subtraction carried. */
import { powerOfTwo } from './binary64.ts';
import { exp, expParts } from './exp.ts';

/** eˣ − 1 as hi + lo, −40 ≤ x ≤ 708. */
export function expm1Parts(x: number): { hi: number; lo: number } {
  const { k, hi, lo } = expParts(x, 0);
  const scale = powerOfTwo(k);
  const a = hi * scale;
  const s = a - 1;
  const t = s - a;
  return { hi: s, lo: a - (s - t) + (-1 - t) + lo * scale };
}

export function expm1(x: number): number {
  if (x === 0 || x !== x) return x;
  if (x > 708) return exp(x);
  if (x < -40) return -1;
  const { hi, lo } = expm1Parts(x);
  return hi + lo;
}
