/**
 * Elementary and special functions, element by element, in float64 and rounded to the type of `out`. The functions are
 * those of `math`: the same results on every machine.
 */
import type { AnyArray } from '../contract.ts';
import * as math from '../math/index.ts';
import { requireLength, requireOperands } from '../require.ts';

export function exp(out: AnyArray, x: AnyArray): void {
  requireLength('exp', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.exp(x[i]);
}
export function expm1(out: AnyArray, x: AnyArray): void {
  requireLength('expm1', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.expm1(x[i]);
}
export function log(out: AnyArray, x: AnyArray): void {
  requireLength('log', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.log(x[i]);
}
export function log1p(out: AnyArray, x: AnyArray): void {
  requireLength('log1p', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.log1p(x[i]);
}
export function sigmoid(out: AnyArray, x: AnyArray): void {
  requireLength('sigmoid', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.sigmoid(x[i]);
}
export function softplus(out: AnyArray, x: AnyArray): void {
  requireLength('softplus', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.softplus(x[i]);
}
export function sin(out: AnyArray, x: AnyArray): void {
  requireLength('sin', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.sin(x[i]);
}
export function cos(out: AnyArray, x: AnyArray): void {
  requireLength('cos', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.cos(x[i]);
}
export function tan(out: AnyArray, x: AnyArray): void {
  requireLength('tan', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.tan(x[i]);
}
export function asin(out: AnyArray, x: AnyArray): void {
  requireLength('asin', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.asin(x[i]);
}
export function acos(out: AnyArray, x: AnyArray): void {
  requireLength('acos', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.acos(x[i]);
}
export function atan(out: AnyArray, x: AnyArray): void {
  requireLength('atan', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.atan(x[i]);
}
export function sinh(out: AnyArray, x: AnyArray): void {
  requireLength('sinh', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.sinh(x[i]);
}
export function cosh(out: AnyArray, x: AnyArray): void {
  requireLength('cosh', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.cosh(x[i]);
}
export function tanh(out: AnyArray, x: AnyArray): void {
  requireLength('tanh', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.tanh(x[i]);
}
export function asinh(out: AnyArray, x: AnyArray): void {
  requireLength('asinh', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.asinh(x[i]);
}
export function acosh(out: AnyArray, x: AnyArray): void {
  requireLength('acosh', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.acosh(x[i]);
}
export function atanh(out: AnyArray, x: AnyArray): void {
  requireLength('atanh', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.atanh(x[i]);
}
export function erf(out: AnyArray, x: AnyArray): void {
  requireLength('erf', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.erf(x[i]);
}
export function erfc(out: AnyArray, x: AnyArray): void {
  requireLength('erfc', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.erfc(x[i]);
}
export function erfinv(out: AnyArray, x: AnyArray): void {
  requireLength('erfinv', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.erfinv(x[i]);
}
export function lgamma(out: AnyArray, x: AnyArray): void {
  requireLength('lgamma', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.lgamma(x[i]);
}
export function digamma(out: AnyArray, x: AnyArray): void {
  requireLength('digamma', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.digamma(x[i]);
}
export function lambertW(out: AnyArray, x: AnyArray): void {
  requireLength('lambertW', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.lambertW(x[i]);
}
export function logNdtr(out: AnyArray, x: AnyArray): void {
  requireLength('logNdtr', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.logNdtr(x[i]);
}
export function pow(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('pow', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = math.pow(x[j], y[k]);
}
export function atan2(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('atan2', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = math.atan2(x[j], y[k]);
}
export function hypot(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('hypot', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = math.hypot(x[j], y[k]);
}
/** x·log y, and 0 where x = 0 and y is a number. */
export function xlogy(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('xlogy', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] === 0 && y[k] === y[k] ? 0 : x[j] * math.log(y[k]);
}
/** Jₙ(x), integer n ≥ 0 */
export function besselJ(out: AnyArray, n: number, x: AnyArray): void {
  requireLength('besselJ', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.besselJ(n, x[i]);
}
/** ψ⁽ⁿ⁾(x), integer n ≥ 0 */
export function polygamma(out: AnyArray, n: number, x: AnyArray): void {
  requireLength('polygamma', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = math.polygamma(n, x[i]);
}
