/** Functions of two operands, by the deterministic scalar functions. */
import type { AnyArray } from '../contract.ts';
import { requireBinary } from './require-operands.ts';
import * as math from '../math/index.ts';

/** xʸ */
export function pow(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('pow', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = math.pow(x[j], y[k]);
}

/** The angle of the point (second operand, first operand): atan2(y, x). */
export function atan2(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('atan2', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = math.atan2(x[j], y[k]);
}

/** √(x² + y²) */
export function hypot(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('hypot', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = math.hypot(x[j], y[k]);
}

/** x ln y, 0 where x = 0 and y is a number */
export function xlogy(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('xlogy', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep)
    out[i] = x[j] === 0 && y[k] === y[k] ? 0 : x[j] * math.log(y[k]);
}
