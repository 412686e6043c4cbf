/** Circular functions and their inverses, by the deterministic scalar functions. */
import type { AnyArray } from '../contract.ts';
import { requireUnary } from './require-operands.ts';
import * as math from '../math/index.ts';

/** sin x */
export function sin(out: AnyArray, x: AnyArray): void {
  requireUnary('sin', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.sin(x[i]);
}

/** cos x */
export function cos(out: AnyArray, x: AnyArray): void {
  requireUnary('cos', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.cos(x[i]);
}

/** tan x */
export function tan(out: AnyArray, x: AnyArray): void {
  requireUnary('tan', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.tan(x[i]);
}

/** asin x */
export function asin(out: AnyArray, x: AnyArray): void {
  requireUnary('asin', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.asin(x[i]);
}

/** acos x */
export function acos(out: AnyArray, x: AnyArray): void {
  requireUnary('acos', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.acos(x[i]);
}

/** atan x */
export function atan(out: AnyArray, x: AnyArray): void {
  requireUnary('atan', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = math.atan(x[i]);
}
