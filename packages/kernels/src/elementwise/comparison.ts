/** Comparisons, 0 or 1. NaN is unequal to everything. */
import type { AnyArray } from '../contract.ts';
import { requireBinary } from './require-operands.ts';

/** x = y */
export function equal(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('equal', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] === y[k] ? 1 : 0;
}

/** x ≠ y */
export function notEqual(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('notEqual', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] !== y[k] ? 1 : 0;
}

/** x < y */
export function less(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('less', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] < y[k] ? 1 : 0;
}

/** x ≤ y */
export function lessEqual(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('lessEqual', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] <= y[k] ? 1 : 0;
}

/** x > y */
export function greater(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('greater', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] > y[k] ? 1 : 0;
}

/** x ≥ y */
export function greaterEqual(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('greaterEqual', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] >= y[k] ? 1 : 0;
}
