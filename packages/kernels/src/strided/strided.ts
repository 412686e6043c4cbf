/**
 * Copies between packed arrays and strided views: element (i, j, …) of a view stands at offset + i·s₀ + j·s₁ + …,
 * where a stride of 0 repeats and a negative one walks backwards.
 */
import type { AnyArray } from '../contract.ts';

type Numbers = readonly number[];

/** Both ends of the view must lie inside the array. */
function requireView(name: string, x: AnyArray, shape: Numbers, strides: Numbers, offset: number): number {
  let low = offset, high = offset, size = 1;
  for (let d = 0; d < shape.length; d++) {
    size *= shape[d];
    const reach = (shape[d] - 1) * strides[d];
    if (reach < 0) low += reach; else high += reach;
  }
  if (size > 0 && !(low >= 0 && high < x.length)) throw new RangeError(`${name}: a view of [${shape.join(', ')}] with strides [${strides.join(', ')}] from ${offset} leaves its array of ${x.length}`);
  return size;
}
function requirePacked(name: string, x: AnyArray, size: number): void {
  if (x.length < size) throw new RangeError(`${name}: a packed array of ${x.length} elements for a view of ${size}`);
}

/** Starts of the innermost lines of a view, in row-major order. */
class Lines {
  private readonly shape: Numbers;
  private readonly strides: Numbers;
  private readonly index: Int32Array;
  at: number;
  constructor(shape: Numbers, strides: Numbers, offset: number) {
    this.shape = shape;
    this.strides = strides;
    this.index = new Int32Array(shape.length);
    this.at = offset;
  }
  next(): void {
    for (let d = this.shape.length - 2; d >= 0; d--) {
      this.at += this.strides[d];
      if (++this.index[d] < this.shape[d]) return;
      this.at -= this.strides[d] * this.shape[d];
      this.index[d] = 0;
    }
  }
}

export function gatherStrided(out: AnyArray, x: AnyArray, shape: Numbers, strides: Numbers, offset: number): void {
  const size = requireView('gatherStrided', x, shape, strides, offset), rank = shape.length;
  requirePacked('gatherStrided', out, size);
  if (rank === 0) { out[0] = x[offset]; return; }
  const n = shape[rank - 1], step = strides[rank - 1];
  if (rank === 2 && step !== 1 && n > 8 && shape[0] > 8) { gatherTiled(out, x, shape[0], n, strides[0], step, offset); return; }
  const lines = new Lines(shape, strides, offset);
  for (let k = 0; k < size; lines.next()) for (let i = 0, from = lines.at; i < n; i++, from += step) out[k++] = x[from];
}

/** Transposes in tiles, so that both arrays stay in cache. */
function gatherTiled(out: AnyArray, x: AnyArray, rows: number, columns: number, rowStep: number, columnStep: number, offset: number): void {
  const T = 32;
  for (let r = 0; r < rows; r += T) for (let c = 0; c < columns; c += T) {
    const bottom = Math.min(r + T, rows), right = Math.min(c + T, columns);
    for (let i = r; i < bottom; i++) for (let j = c, to = i * columns + c, from = offset + i * rowStep + c * columnStep; j < right; j++, from += columnStep) out[to++] = x[from];
  }
}

export function scatterStrided(out: AnyArray, x: AnyArray, shape: Numbers, strides: Numbers, offset: number): void {
  const size = requireView('scatterStrided', out, shape, strides, offset), rank = shape.length;
  requirePacked('scatterStrided', x, size);
  if (rank === 0) { out[offset] = x[0]; return; }
  const n = shape[rank - 1], step = strides[rank - 1], lines = new Lines(shape, strides, offset);
  for (let k = 0; k < size; lines.next()) for (let i = 0, to = lines.at; i < n; i++, to += step) out[to] = x[k++];
}

export function scatterAddStrided(out: AnyArray, x: AnyArray, shape: Numbers, strides: Numbers, offset: number): void {
  const size = requireView('scatterAddStrided', out, shape, strides, offset), rank = shape.length;
  requirePacked('scatterAddStrided', x, size);
  if (rank === 0) { out[offset] += x[0]; return; }
  const n = shape[rank - 1], step = strides[rank - 1], lines = new Lines(shape, strides, offset);
  for (let k = 0; k < size; lines.next()) for (let i = 0, to = lines.at; i < n; i++, to += step) out[to] += x[k++];
}
