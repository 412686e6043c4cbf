import type { AnyArray } from '../contract.ts';
import { nextRow, requireView } from './require-view.ts';

/** `out[offset of k] += x[k]`: the adjoint of gatherStrided; elements that the view meets twice add up. @throws RangeError when the view leaves its array */
export function scatterAddStrided(out: AnyArray, x: AnyArray, shape: readonly number[], strides: readonly number[], offset: number): void {
  const size = requireView('scatterAddStrided', x, out, shape, strides, offset);
  const rank = shape.length;
  const row = rank === 0 ? 1 : shape[rank - 1];
  const step = rank === 0 ? 0 : strides[rank - 1];
  const index = new Array<number>(rank).fill(0);
  let at = offset;
  for (let k = 0; k < size; at += nextRow(index, shape, strides)) for (let end = k + row, p = at; k < end; k++, p += step) out[p] += x[k];
}
