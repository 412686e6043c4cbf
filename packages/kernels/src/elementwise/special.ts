/** Error, gamma, Bessel and Lambert functions, by the deterministic scalar functions. */
import type { AnyArray } from '../contract.ts';
import { requireUnary } from './require-operands.ts';
import * as math from '../math/index.ts';

/** erf x */
export function erf(out: AnyArray, x: AnyArray): void {
  requireUnary('erf', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.erf(x[i]);
}

/** erfc x */
export function erfc(out: AnyArray, x: AnyArray): void {
  requireUnary('erfc', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.erfc(x[i]);
}

/** erf⁻¹ x */
export function erfinv(out: AnyArray, x: AnyArray): void {
  requireUnary('erfinv', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.erfinv(x[i]);
}

/** ln |Γ(x)| */
export function lgamma(out: AnyArray, x: AnyArray): void {
  requireUnary('lgamma', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.lgamma(x[i]);
}

/** ψ(x) = Γ′(x)/Γ(x) */
export function digamma(out: AnyArray, x: AnyArray): void {
  requireUnary('digamma', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.digamma(x[i]);
}

/** w with w eʷ = x, w ≥ −1 */
export function lambertW(out: AnyArray, x: AnyArray): void {
  requireUnary('lambertW', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.lambertW(x[i]);
}

/** ln Φ(x), the logarithm of the normal distribution function */
export function logNdtr(out: AnyArray, x: AnyArray): void {
  requireUnary('logNdtr', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.logNdtr(x[i]);
}

/** Jₙ(x), the Bessel function of the first kind. @throws RangeError when n is no integer */
export function besselJ(out: AnyArray, n: number, x: AnyArray): void {
  requireUnary('besselJ', out, x);
  for (let i = 0, end = out.length; i < end; i++) out[i] = math.besselJ(n, x[i]);
}

/** ψ⁽ⁿ⁾(x), the n-th derivative of digamma. @throws RangeError when n is no integer ≥ 0 */
export function polygamma(out: AnyArray, n: number, x: AnyArray): void {
  requireUnary('polygamma', out, x);
  for (let i = 0, end = out.length; i < end; i++) out[i] = math.polygamma(n, x[i]);
}
