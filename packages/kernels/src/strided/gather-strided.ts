import type { AnyArray } from '../contract.ts';
import { nextRow, requireView } from './require-view.ts';

/** `out[k] = x[offset of k]` for a strided view of `x`, k in its row-major order. @throws RangeError when the view leaves its array */
export function gatherStrided(out: AnyArray, x: AnyArray, shape: readonly number[], strides: readonly number[], offset: number): void {
  const size = requireView('gatherStrided', out, x, shape, strides, offset);
  const rank = shape.length;
  const row = rank === 0 ? 1 : shape[rank - 1];
  const step = rank === 0 ? 0 : strides[rank - 1];
  const index = new Array<number>(rank).fill(0);
  let at = offset;
  if (step === 1 && row >= 32 && out.constructor === x.constructor) {
    for (let k = 0; k < size; k += row) {
      out.set(x.subarray(at, at + row), k);
      at += nextRow(index, shape, strides);
    }
    return;
  }
  for (let k = 0; k < size; at += nextRow(index, shape, strides)) for (let end = k + row, p = at; k < end; k++, p += step) out[k] = x[p];
}
