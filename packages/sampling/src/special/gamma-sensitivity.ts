/**
 * How the gamma and beta distribution functions move with their exponents, as velocities of the quantile:
 * v = −(∂F/∂a)/f. The derivative is a central difference of the accurate tails in double, of relative accuracy
 * about 1e-9, refined by Richardson's extrapolation; of the smaller tail, so that nothing cancels but the difference.
 */
import { math } from '@adjoint/kernels';
import type { Tails } from './tails.ts';

/** −(∂F/∂a)/f at x, from log tails as functions of a and the log density at x. */
export function velocityOf(tails: (a: number) => Tails, a: number, logpdf: number): number {
  const here = tails(a);
  const lower = here.lower < here.upper;
  const logTail = lower ? here.logLower : here.logUpper;
  const value = lower ? (t: Tails) => t.logLower : (t: Tails) => t.logUpper;
  const slope = (h: number): number => (value(tails(a + h)) - value(tails(a - h))) / (2 * h);
  const h = (a * 2e-3) / (1 + 0.02 * Math.sqrt(a));
  const [d1, d2, d4] = [slope(h), slope(2 * h), slope(4 * h)];
  const e1 = (4 * d1 - d2) / 3;
  const e2 = (4 * d2 - d4) / 3;
  const relative = (16 * e1 - e2) / 15;
  return (lower ? -1 : 1) * relative * math.exp(logTail - logpdf);
}
