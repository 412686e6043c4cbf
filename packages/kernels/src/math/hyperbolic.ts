/** sinh, cosh, tanh and their inverses by expm1 and log1p: no cancellation near 0, no early overflow; within 2 ulp. */
import { exp, expParts } from './exp.ts';
import { scaleByPowerOfTwo } from './binary64.ts';
import { expm1, expm1Parts } from './expm1.ts';
import { log } from './log.ts';
import { log1p } from './log1p.ts';

/** eˣ / 2 without overflow before the result does. */
function halfExp(x: number): number {
  if (x > 711) return Infinity;
  const { k, hi, lo } = expParts(x, 0);
  return scaleByPowerOfTwo(hi + lo, k - 1);
}

export function sinh(x: number): number {
  const size = Math.abs(x);
  if (size < 1e-8 || x !== x) return x;
  let value: number;
  if (size > 22) value = halfExp(size);
  else {
    const t = expm1(size);
    value = size < 1 ? 0.5 * (2 * t - (t * t) / (t + 1)) : 0.5 * (t + t / (t + 1));
  }
  return x < 0 ? -value : value;
}

export function cosh(x: number): number {
  const size = Math.abs(x);
  if (x !== x) return x;
  if (size > 22) return halfExp(size);
  const e = exp(size);
  return 0.5 * e + 0.5 / e;
}

export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 1e-8 || x !== x) return x;
  let value: number;
  if (size > 22) value = 1;
  else if (size >= 1) value = 1 - 2 / (expm1(2 * size) + 2);
  else {
    // −t/(t + 2) with what t and t + 2 lost
    const { hi, lo } = expm1Parts(-2 * size);
    const t = hi + lo;
    const low = hi - t + lo;
    const u = t + 2;
    const lost = 2 - u + t + low;
    const q = -t / u;
    value = q + (-low - q * lost) / u;
  }
  return x < 0 ? -value : value;
}

const LN2 = 0.6931471805599453;

export function asinh(x: number): number {
  const size = Math.abs(x);
  if (size < 1e-8 || !(size < Infinity)) return x;
  const value =
    size > 268435456
      ? log(size) + LN2
      : size > 2
        ? log(2 * size + 1 / (Math.sqrt(size * size + 1) + size))
        : log1p(size + (size * size) / (1 + Math.sqrt(1 + size * size)));
  return x < 0 ? -value : value;
}

export function acosh(x: number): number {
  if (!(x >= 1)) return NaN;
  if (x > 268435456) return x === Infinity ? x : log(x) + LN2;
  if (x > 2) return log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
  const t = x - 1;
  return log1p(t + Math.sqrt(2 * t + t * t));
}

export function atanh(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return NaN;
  if (size < 1e-8) return x;
  const value = size < 0.5 ? 0.5 * log1p(2 * size + (2 * size * size) / (1 - size)) : 0.5 * log1p((2 * size) / (1 - size));
  return x < 0 ? -value : value;
}
