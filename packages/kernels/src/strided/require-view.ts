/** Bounds of a strided view, in the number of axes: offset + Σ (nᵢ − 1)·strideᵢ over positive and negative strides. */
import type { AnyArray } from '../contract.ts';

/** @returns the number of elements of the view */
export function requireView(
  name: string,
  packed: AnyArray,
  viewed: AnyArray,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): number {
  let size = 1;
  let lowest = offset;
  let highest = offset;
  if (strides.length !== shape.length) throw new RangeError(`${name}: ${shape.length} extents but ${strides.length} strides`);
  for (let d = 0; d < shape.length; d++) {
    const reach = (shape[d] - 1) * strides[d];
    size *= shape[d];
    if (reach < 0) lowest += reach;
    else highest += reach;
  }
  if (!(size >= 0)) throw new RangeError(`${name}: extents [${shape.join(', ')}]`);
  if (packed.length < size)
    throw new RangeError(`${name}: the packed array holds ${packed.length} elements, the view [${shape.join(', ')}] ${size}`);
  if (size > 0 && !(lowest >= 0 && highest < viewed.length))
    throw new RangeError(
      `${name}: the view [${shape.join(', ')}] with strides [${strides.join(', ')}] from ${offset} leaves an array of ${viewed.length} elements`,
    );
  return size;
}

/** Moves to the next row of a view: the last axis is left to the caller. Returns the change of the offset. */
export function nextRow(index: number[], shape: readonly number[], strides: readonly number[]): number {
  let change = 0;
  for (let d = shape.length - 2; d >= 0; d--) {
    change += strides[d];
    if (++index[d] < shape[d]) return change;
    change -= strides[d] * shape[d];
    index[d] = 0;
  }
  return change;
}
