/**
 * The principal branch of W·e^W = x on [−1/e, ∞), by Halley's method; near −1/e from the square-root expansion.
 *
 * Corless, Gonnet, Hare, Jeffrey, Knuth (1996), "On the Lambert W function", equations 4.22 and 5.9.
 */
import { twoProduct } from './double-double.ts';
import { exp } from './exp.ts';
import { log } from './log.ts';
import { log1p } from './log1p.ts';

const E = 2.718281828459045, E_LOW = 1.4456468917292502e-16;

export function lambertW(x: number): number {
  if (x !== x || x === Infinity || x === 0) return x;
  const p = twoProduct(E, x), q = (p.hi + 1) + (p.lo + E_LOW * x); // e·x + 1, with its digits near −1/e
  if (q < 0) return q > -1e-15 ? -1 : NaN;
  const r = Math.sqrt(2 * q);
  if (r < 0.03) return -1 + r * (1 + r * (-1 / 3 + r * (11 / 72 + r * (-43 / 540 + r * (769 / 17280 + r * (-221 / 8505 + r * (680863 / 43545600)))))));
  let w = x < 1 ? (r < 1 ? -1 + r * (1 - r / 3 + 11 / 72 * r * r) : log1p(x) * (1 - log1p(log1p(x)) / (2 + log1p(x)))) : x < 3 ? 0.6 * log1p(x) + 0.1 : log(x) - log(log(x));
  for (let i = 0; i < 6; i++) {
    const e = w > 20 ? x / w : exp(w), f = w > 20 ? w * (w - log(e)) : w * e - x; // for large w on the logarithm
    const step = w > 20 ? (w - log(x / w)) / (1 + 1 / w) : f / (e * (w + 1) - (w + 2) * f / (2 * w + 2));
    w -= step;
    if (Math.abs(step) <= 1e-16 * Math.abs(w)) break;
  }
  return w;
}
