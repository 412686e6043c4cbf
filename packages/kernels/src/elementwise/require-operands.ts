/** Constant-time checks of extent: every elementwise kernel runs them before its loop. */
import type { AnyArray } from '../contract.ts';

export function requireUnary(name: string, out: AnyArray, x: AnyArray): void {
  if (x.length < out.length) throw new RangeError(`${name}: the operand holds ${x.length} elements, the result ${out.length}`);
}

export function requireBinary(name: string, out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  const n = out.length;
  if (n === 0) return;
  if (x.length < (xStep === 0 ? 1 : n))
    throw new RangeError(`${name}: the first operand holds ${x.length} elements, step ${xStep}, the result ${n}`);
  if (y.length < (yStep === 0 ? 1 : n))
    throw new RangeError(`${name}: the second operand holds ${y.length} elements, step ${yStep}, the result ${n}`);
}
