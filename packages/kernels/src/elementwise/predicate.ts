/** Kinds of floating-point values, 0 or 1. */
import type { AnyArray } from '../contract.ts';
import { requireUnary } from './require-operands.ts';

/** x is not a number */
export function isNaN(out: AnyArray, x: AnyArray): void {
  requireUnary('isNaN', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] !== x[i] ? 1 : 0;
}

/** x is neither NaN nor infinite */
export function isFinite(out: AnyArray, x: AnyArray): void {
  requireUnary('isFinite', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] - x[i] === 0 ? 1 : 0;
}
