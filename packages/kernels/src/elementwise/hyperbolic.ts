/** Hyperbolic functions and their inverses, by the deterministic scalar functions. */
import type { AnyArray } from '../contract.ts';
import { requireUnary } from './require-operands.ts';
import * as math from '../math/index.ts';

/** sinh x */
export function sinh(out: AnyArray, x: AnyArray): void {
  requireUnary('sinh', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.sinh(x[i]);
}

/** cosh x */
export function cosh(out: AnyArray, x: AnyArray): void {
  requireUnary('cosh', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.cosh(x[i]);
}

/** tanh x */
export function tanh(out: AnyArray, x: AnyArray): void {
  requireUnary('tanh', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.tanh(x[i]);
}

/** asinh x */
export function asinh(out: AnyArray, x: AnyArray): void {
  requireUnary('asinh', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.asinh(x[i]);
}

/** acosh x */
export function acosh(out: AnyArray, x: AnyArray): void {
  requireUnary('acosh', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.acosh(x[i]);
}

/** atanh x */
export function atanh(out: AnyArray, x: AnyArray): void {
  requireUnary('atanh', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.atanh(x[i]);
}
