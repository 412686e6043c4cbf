/** sigmoid x = 1/(1 + e⁻ˣ) and softplus x = log(1 + eˣ), within 2 ulp, both tails right. */
import { exp } from './exp.ts';
import { log1p } from './log1p.ts';

export function sigmoid(x: number): number {
  if (x !== x) return x;
  const e = exp(-Math.abs(x));
  const u = 1 + e;
  const lost = 1 - u + e; // 1 + e = u + lost
  const q = (x < 0 ? e : 1) / u;
  return q - q * (lost / u);
}

export function softplus(x: number): number {
  if (x !== x) return x;
  const tail = log1p(exp(-Math.abs(x)));
  return x > 0 ? x + tail : tail;
}
