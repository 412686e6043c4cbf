/** eˣ − 1, accurate near 0: the reduction of exp, but 1 is taken off before the scaling. */
import { scale } from './bits.ts';
import { exp, expTail, octaves, residueHigh, residueLow } from './exp.ts';

export function expm1(x: number): number {
  if (x !== x || x === 0) return x;
  if (x > 45) return exp(x);
  if (x < -38) return -1;
  if (Math.abs(x) < 0.34) return x + expTail(x);
  const k = octaves(x), hi = residueHigh(x, k), lo = residueLow(k), r = hi - lo, c = (hi - r) - lo;
  const tail = expTail(r) + (c + c * r);                 // e^(r + c) − 1 − r
  if (k === 0) return r + tail;
  const unit = scale(1, -k);                             // 2^k(e^r − 1) + 2^k − 1 = 2^k((1 − 2^−k) + (r + tail))
  return k < 20 ? scale((1 - unit) + (r + tail), k) : scale(1 + (r + (tail - unit)), k);
}
