/** Exponentials and logarithms, by the deterministic scalar functions. */
import type { AnyArray } from '../contract.ts';
import { requireUnary } from './require-operands.ts';
import * as math from '../math/index.ts';

/** eˣ */
export function exp(out: AnyArray, x: AnyArray): void {
  requireUnary('exp', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.exp(x[i]);
}

/** eˣ − 1 */
export function expm1(out: AnyArray, x: AnyArray): void {
  requireUnary('expm1', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.expm1(x[i]);
}

/** ln x */
export function log(out: AnyArray, x: AnyArray): void {
  requireUnary('log', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.log(x[i]);
}

/** ln(1 + x) */
export function log1p(out: AnyArray, x: AnyArray): void {
  requireUnary('log1p', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.log1p(x[i]);
}

/** 1/(1 + e⁻ˣ) */
export function sigmoid(out: AnyArray, x: AnyArray): void {
  requireUnary('sigmoid', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.sigmoid(x[i]);
}

/** ln(1 + eˣ) */
export function softplus(out: AnyArray, x: AnyArray): void {
  requireUnary('softplus', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.softplus(x[i]);
}
