/** Checks at the door of every public kernel: constant time, RangeError. */
import type { AnyArray } from './contract.ts';

export function requireLength(name: string, x: AnyArray, length: number): void {
  if (x.length < length) throw new RangeError(`${name}: an operand of ${x.length} elements where ${length} are read`);
}

export function requireOperands(name: string, out: AnyArray, x: AnyArray, xStep: number, y: AnyArray, yStep: number): void {
  if (out.length === 0) return;
  requireLength(name, x, xStep === 0 ? 1 : out.length);
  requireLength(name, y, yStep === 0 ? 1 : out.length);
}

/** A strided vector of n elements inside its array. */
export function requireVector(name: string, n: number, x: AnyArray, offset: number, step: number): void {
  if (n <= 0) { if (n < 0 || !Number.isInteger(n)) throw new RangeError(`${name}: ${n} elements`); return; }
  const last = offset + (n - 1) * step;
  if (!(Number.isInteger(last) && offset >= 0 && last >= 0 && offset < x.length && last < x.length)) throw new RangeError(`${name}: ${n} elements from ${offset} by ${step} of an array of ${x.length}`);
}

/** A row-major matrix inside its array. */
export function requireMatrix(name: string, rows: number, columns: number, a: AnyArray, offset: number, ld: number): void {
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows >= 0 && columns >= 0)) throw new RangeError(`${name}: a matrix of ${rows} × ${columns}`);
  if (rows === 0 || columns === 0) return;
  if (!(Number.isInteger(offset) && offset >= 0 && ld >= columns && Number.isInteger(ld) && offset + (rows - 1) * ld + columns <= a.length)) {
    throw new RangeError(`${name}: ${rows} × ${columns} from ${offset} with leading dimension ${ld} in an array of ${a.length}`);
  }
}
