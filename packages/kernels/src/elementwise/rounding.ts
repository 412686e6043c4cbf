/** Rounding, signs and remainders. */
import type { AnyArray } from '../contract.ts';
import { requireBinary, requireUnary } from './require-operands.ts';

/** ⌊x⌋ */
export function floor(out: AnyArray, x: AnyArray): void {
  requireUnary('floor', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = Math.floor(x[i]);
}

/** ⌈x⌉ */
export function ceil(out: AnyArray, x: AnyArray): void {
  requireUnary('ceil', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = Math.ceil(x[i]);
}

/** The nearest integer, ties to even. */
export function round(out: AnyArray, x: AnyArray): void {
  requireUnary('round', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = roundToEven(x[i]);
}

/** −1, ±0, 1 or NaN */
export function sign(out: AnyArray, x: AnyArray): void {
  requireUnary('sign', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = Math.sign(x[i]);
}

/** max(x, 0); NaN stays NaN */
export function relu(out: AnyArray, x: AnyArray): void {
  requireUnary('relu', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = positivePart(x[i]);
}

/** x − y⌊x/y⌋: the sign is that of y, as in Python and NumPy */
export function remainder(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('remainder', out, x, xStep, y, yStep);
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = flooredRemainder(x[j], y[k]);
}

/** Adding 2⁵² with the sign of x rounds to even; larger values are integers already. */
function roundToEven(x: number): number {
  const size = Math.abs(x);
  if (!(size < 4503599627370496)) return x;
  const rounded = size + 4503599627370496 - 4503599627370496;
  return x < 0 || (x === 0 && 1 / x < 0) ? -rounded : rounded;
}

const positivePart = (x: number): number => (x > 0 ? x : x !== x ? x : 0);

/** The remainder of truncated division is exact; one addition moves it to the sign of y. */
function flooredRemainder(x: number, y: number): number {
  const r = x % y;
  if (r !== 0) return r < 0 === y < 0 ? r : r + y;
  return y < 0 ? -0 : 0 * r;
}
