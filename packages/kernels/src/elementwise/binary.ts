/**
 * Arithmetic, comparison and logic of two operands, element by element: `out[i] = f(x[i·xStep], y[i·yStep])`.
 *
 * A step is 0 for one repeated value, 1 for a whole array. Integer products keep their low 32 bits, as in C.
 */
import type { AnyArray } from '../contract.ts';
import { requireOperands } from '../require.ts';

export function add(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('add', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] + y[k];
}
export function sub(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('sub', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] - y[k];
}
export function mul(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('mul', out, x, xStep, y, yStep);
  if (out instanceof Int32Array || out instanceof Uint32Array) {
    for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = Math.imul(x[j], y[k]);
  } else for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] * y[k];
}
export function div(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('div', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] / y[k];
}
export function equal(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('equal', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] === y[k] ? 1 : 0;
}
export function notEqual(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('notEqual', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] !== y[k] ? 1 : 0;
}
export function less(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('less', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] < y[k] ? 1 : 0;
}
export function lessEqual(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('lessEqual', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] <= y[k] ? 1 : 0;
}
export function greater(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('greater', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] > y[k] ? 1 : 0;
}
export function greaterEqual(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('greaterEqual', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] >= y[k] ? 1 : 0;
}
export function and(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('and', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] !== 0 && y[k] !== 0 ? 1 : 0;
}
export function or(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('or', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] !== 0 || y[k] !== 0 ? 1 : 0;
}
export function xor(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('xor', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = (x[j] !== 0) !== (y[k] !== 0) ? 1 : 0;
}
/** x − y·⌊x/y⌋, exactly: the sign is that of the divisor. */
export function remainder(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('remainder', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) {
    const r = x[j] % y[k];
    out[i] = r !== 0 && (r < 0) !== (y[k] < 0) ? r + y[k] : r;
  }
}
/** The larger; NaN where one is NaN. */
export function maximum(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('maximum', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] > y[k] || x[j] !== x[j] ? x[j] : y[k];
}
/** The smaller; NaN where one is NaN. */
export function minimum(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireOperands('minimum', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0; i < out.length; i++, j += xStep, k += yStep) out[i] = x[j] < y[k] || x[j] !== x[j] ? x[j] : y[k];
}
