/** How operands of a product come to scratch memory, and β·C there. */
import type { Floats } from '../contract.ts';

/** Copies a rows × columns matrix into scratch, packed rows, or back. */
export function copyIn(
  view: Floats,
  at: number,
  x: Floats,
  offset: number,
  ld: number,
  rows: number,
  columns: number,
  stride: number,
): void {
  if (ld === columns && stride === columns) {
    view.set(x.subarray(offset, offset + rows * columns), at);
    return;
  }
  for (let i = 0; i < rows; i++) view.set(x.subarray(offset + i * ld, offset + i * ld + columns), at + i * stride);
}

/** The factor is rounded to the type of the elements first, as in the code for small products. */
export function scaleBy(view: Floats, from: number, end: number, factor: number): void {
  const f = view instanceof Float32Array ? Math.fround(factor) : factor;
  for (let at = from; at < end; at++) view[at] *= f;
}
