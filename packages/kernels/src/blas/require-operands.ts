/** Constant-time checks of offsets, steps and leading dimensions. */
import type { Floats } from '../contract.ts';

/** `rows` rows of `columns` elements, `ld` apart, from `offset`, inside `a`. */
export function requireMatrix(name: string, which: string, a: Floats, offset: number, ld: number, rows: number, columns: number): void {
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows >= 0 && columns >= 0))
    throw new RangeError(`${name}: ${which} is ${rows}×${columns}`);
  if (rows === 0 || columns === 0) return;
  if (!(Number.isInteger(offset) && Number.isInteger(ld) && offset >= 0 && ld >= columns && offset + (rows - 1) * ld + columns <= a.length))
    throw new RangeError(
      `${name}: ${which} of ${rows}×${columns}, leading dimension ${ld}, from ${offset}, leaves an array of ${a.length} elements`,
    );
}

/** n elements, `step` apart, from `offset`, inside `x`; a negative step runs backwards from `offset`. */
export function requireVector(name: string, which: string, x: Floats, offset: number, step: number, n: number): void {
  if (!(Number.isInteger(n) && n >= 0)) throw new RangeError(`${name}: ${which} has ${n} elements`);
  if (n === 0) return;
  const last = offset + (n - 1) * step;
  if (!(Number.isInteger(last) && Number.isInteger(offset) && Math.min(offset, last) >= 0 && Math.max(offset, last) < x.length))
    throw new RangeError(`${name}: ${which} of ${n} elements, step ${step}, from ${offset}, leaves an array of ${x.length} elements`);
}
