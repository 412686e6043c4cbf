/** log(1 + x) within 2 ulp: the rounding error c of u = 1 + x enters as c/u. */
import { exponentOf, scaleByPowerOfTwo } from './binary64.ts';
import { log, logOfParts } from './log.ts';

export function log1p(x: number): number {
  if (x === 0) return x;
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x > -0.29289321881345254 && x < 0.41421356237309503) return logOfParts(0, x, 0);
  if (x > 9007199254740992) return log(x);
  const u = 1 + x;
  const c = x > 1 ? 1 - (u - x) : x - (u - 1);
  const k = exponentOf(u);
  return logOfParts(k, scaleByPowerOfTwo(u, -k) - 1, c / u);
}
