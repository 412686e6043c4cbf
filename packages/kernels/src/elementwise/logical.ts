/** Logic on truth values, 0 or 1. Zero is false, everything else (NaN too) is true. */
import type { AnyArray } from '../contract.ts';
import { requireBinary, requireUnary } from './require-operands.ts';

/** x and y */
export function and(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('and', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] !== 0 && y[k] !== 0 ? 1 : 0;
}

/** x or y */
export function or(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('or', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] !== 0 || y[k] !== 0 ? 1 : 0;
}

/** x or y, not both */
export function xor(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('xor', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = (x[j] !== 0) !== (y[k] !== 0) ? 1 : 0;
}

/** not x */
export function not(out: AnyArray, x: AnyArray): void {
  requireUnary('not', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] === 0 ? 1 : 0;
}
