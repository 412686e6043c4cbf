/** Larger and smaller of two; NaN propagates. */
import type { AnyArray } from '../contract.ts';
import { requireBinary } from './require-operands.ts';

/** max(x, y) */
export function maximum(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('maximum', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = Math.max(x[j], y[k]);
}

/** min(x, y) */
export function minimum(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('minimum', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = Math.min(x[j], y[k]);
}
