/** log(1 + x), accurate near 0: the rounding error of 1 + x is carried along as a correction. */
import { exponentOf, log, logFrom, mantissaOf } from './log.ts';

export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity || x === 0) return x;
  if (Math.abs(x) < 2 ** -29) return x - 0.5 * x * x;
  if (x > -0.2929 && x < 0.4142) return logFrom(0, x, 0);
  if (x > 2 ** 54) return log(x);
  const u = 1 + x, c = (x > 1 ? 1 - (u - x) : x - (u - 1)) / u;
  return logFrom(exponentOf(u), mantissaOf(u) - 1, c);
}
