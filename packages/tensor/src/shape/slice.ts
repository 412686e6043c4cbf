/**
 * Rectangular parts with steps, as views, and their adjoint: a part put into zeros.
 *
 * Indices follow Python: negative ones count from the end, bounds are clipped, a negative step walks backwards.
 */
import { scatterStrided } from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import { bind1 } from '../core/bind.ts';
import { allocate } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { type Shape, normalizeAxis, showShape, sizeOf, stridesOf } from '../core/shape.ts';
import type { SliceIndex, Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ShapeError } from '../errors.ts';
import { linear } from './linear.ts';
import { reshape } from './reshape.ts';

/** Axis d of the part runs through starts[d] + k·steps[d], k < sizes[d]. */
export interface Part {
  readonly starts: Shape;
  readonly sizes: Shape;
  readonly steps: Shape;
}

export const slicePrimitive: Primitive<Part> = /* @__PURE__ */ linear('slice', {
  shape: (_x, { sizes }) => sizes,
  evaluate: (x, { starts, steps }, shape) => {
    const from = x.strides ?? stridesOf(x.shape);
    let offset = x.offset;
    for (let d = 0; d < starts.length; d++) offset += starts[d] * from[d];
    return new DenseTensor(
      shape,
      x.dtype,
      x.storage,
      steps.map((s, d) => s * from[d]),
      offset,
    );
  },
  transposed: (ct, x, p) => place(ct, x.shape, p),
  batched: (p, size) => leading(p, size),
});

/** The input at the places of a part, zeros elsewhere. */
export const placePrimitive: Primitive<Part & { readonly shape: Shape }> = /* @__PURE__ */ linear('place', {
  shape: (_x, { shape }) => shape,
  evaluate: (x, { starts, steps }, shape) => {
    const strides = stridesOf(shape);
    const out = allocate(x.dtype, sizeOf(shape));
    scatterStrided(
      out,
      x.packed(),
      x.shape,
      steps.map((s, d) => s * strides[d]),
      starts.reduce((o, s, d) => o + s * strides[d], 0),
    );
    return new DenseTensor(shape, x.dtype, out);
  },
  transposed: (ct, x, { starts, steps }) => bind1(slicePrimitive, [ct], { starts, steps, sizes: x.shape }),
  batched: (p, size) => ({ ...leading(p, size), shape: [size, ...p.shape] }),
});

const leading = (p: Part, size: number): Part => ({ starts: [0, ...p.starts], sizes: [size, ...p.sizes], steps: [1, ...p.steps] });

/** x at the places of a part of zeros of `shape`: the adjoint of a slice. */
export const place = (x: Tensor, shape: Shape, part: Part): Tensor => bind1(placePrimitive, [x], { ...part, shape });

/**
 * Part of x by one index per axis; missing ones take the whole axis.
 *
 * @param indices a number takes one element and drops the axis; [start, stop, step] as in Python; null is the whole axis
 * @throws ShapeError for a number outside the axis, too many indices or a step of 0
 * @example slice(arange(10), [8, 2, -2]) // [8, 6, 4]
 */
export function slice(x: TensorLike, ...indices: readonly SliceIndex[]): Tensor {
  const a = asTensor(x);
  const rank = a.shape.length;
  if (indices.length > rank)
    throw new ShapeError(`slice: ${indices.length} indices of a tensor of shape ${showShape(a.shape)}`, `give at most ${rank}`);
  const starts = new Array<number>(rank).fill(0);
  const sizes = a.shape.slice();
  const steps = new Array<number>(rank).fill(1);
  const kept: number[] = [];
  let whole = true;
  for (let d = 0; d < rank; d++) {
    const index = indices[d] ?? null;
    const n = a.shape[d];
    if (typeof index === 'number') {
      starts[d] = elementIndex(index, n, d, a.shape);
      sizes[d] = 1;
      whole = false;
      continue;
    }
    if (index !== null) {
      const [start, size, step] = range(index, n, d);
      whole &&= start === 0 && size === n && step === 1;
      starts[d] = start;
      sizes[d] = size;
      steps[d] = step;
    }
    kept.push(sizes[d]);
  }
  return whole ? a : reshape(bind1(slicePrimitive, [a], { starts, sizes, steps }), kept);
}

function elementIndex(index: number, n: number, axis: number, shape: Shape): number {
  if (!Number.isInteger(index) || index < -n || index >= n) {
    throw new ShapeError(
      `slice: index ${index} along axis ${axis} of shape ${showShape(shape)}`,
      n === 0 ? 'this axis is empty' : `indices are integers from ${-n} to ${n - 1}`,
    );
  }
  return index < 0 ? index + n : index;
}

function range(
  index: readonly [start?: number | null, stop?: number | null, step?: number],
  n: number,
  axis: number,
): [start: number, size: number, step: number] {
  const step = index[2] ?? 1;
  if (!Number.isInteger(step) || step === 0)
    throw new ShapeError(`slice: step ${step} along axis ${axis}`, 'a step is an integer other than 0');
  const bound = (v: number | null | undefined, absent: number): number => {
    if (v === null || v === undefined) return absent;
    if (!Number.isInteger(v)) throw new ShapeError(`slice: bound ${v} along axis ${axis}`, 'bounds are integers');
    const at = v < 0 ? v + n : v;
    return step > 0 ? Math.min(Math.max(at, 0), n) : Math.min(Math.max(at, -1), n - 1);
  };
  const start = bound(index[0], step > 0 ? 0 : n - 1);
  const stop = bound(index[1], step > 0 ? n : -1);
  const size = Math.max(0, Math.ceil((stop - start) / step));
  return [size === 0 ? 0 : start, size, step];
}

/** `length` elements from `start` along one axis. */
export function narrow(x: Tensor, axis: number, start: number, length: number): Tensor {
  const d = normalizeAxis('narrow', axis, x.shape.length);
  return slice(x, ...new Array<null>(d).fill(null), [start, start + length]);
}
