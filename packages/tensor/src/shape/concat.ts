/** Tensors joined along an axis, and taken apart. */
import { gatherStrided, scatterStrided } from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import { bind, bind1 } from '../core/bind.ts';
import { allocate, promote } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { type Shape, normalizeAxis, showShape, sizeOf, stridesOf } from '../core/shape.ts';
import type { Aval, Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ShapeError } from '../errors.ts';
import { zeros } from '../creation/constants.ts';
import { astype } from '../elementwise/astype.ts';
import { expandDims } from './expand-dims.ts';
import { narrow } from './slice.ts';

interface Joining {
  readonly axis: number;
}

function joinedShape(xs: readonly Aval[], axis: number): Shape {
  const first = xs[0].shape;
  for (const x of xs) {
    if (x.shape.length !== first.length || x.shape.some((n, d) => d !== axis && n !== first[d])) {
      throw new ShapeError(
        `concat along axis ${axis}: ${xs.map((t) => showShape(t.shape)).join(', ')}`,
        'all dimensions but the one along the axis must be equal',
      );
    }
  }
  return first.map((n, d) => (d === axis ? xs.reduce((s, x) => s + x.shape[axis], 0) : n));
}

export const concatPrimitive: Primitive<Joining> = {
  name: 'concat',
  abstract: (xs, { axis }) => [{ shape: joinedShape(xs, axis), dtype: xs[0].dtype }],
  evaluate: (xs, { axis }) => {
    const shape = joinedShape(xs, axis);
    const out = allocate(xs[0].dtype, sizeOf(shape));
    const strides = stridesOf(shape);
    let at = 0;
    for (const x of xs) {
      if (axis === 0) {
        const part = out.subarray(at * strides[0], (at + x.shape[0]) * strides[0]);
        if (x.strides === null) part.set(x.storage);
        else gatherStrided(part, x.storage, x.shape, x.strides, x.offset);
      } else scatterStrided(out, x.packed(), x.shape, strides, at * strides[axis]);
      at += x.shape[axis];
    }
    return [new DenseTensor(shape, xs[0].dtype, out)];
  },
  jvp: (ts, xs, _y, p) => [
    bind1(
      concatPrimitive,
      ts.map((t, i) => t ?? zeros(xs[i].shape, xs[i].dtype)),
      p,
    ),
  ],
  vjp: ([ct], xs, _y, { axis }, wanted) => {
    let at = 0;
    return xs.map((x, i) => {
      const start = at;
      at += x.shape[axis];
      return wanted[i] ? narrow(ct!, axis, start, x.shape[axis]) : null;
    });
  },
  batch: (xs, batched, { axis }, size) =>
    bind(
      concatPrimitive,
      xs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape]))),
      { axis: axis + 1 },
    ),
};

/**
 * @param axis the axis along which the tensors follow one another (default 0)
 * @throws ShapeError when the list is empty or the other dimensions differ
 * @example concat([tensor([1, 2]), tensor([3])]) // [1, 2, 3]
 */
export function concat(xs: readonly TensorLike[], axis = 0): Tensor {
  if (xs.length === 0) throw new ShapeError('concat: no tensors', 'give at least one');
  const ts = xs.map((x) => asTensor(x));
  const dtype = ts.map((t) => t.dtype).reduce(promote);
  const at = normalizeAxis('concat', axis, ts[0].shape.length);
  return ts.length === 1
    ? ts[0]
    : bind1(
        concatPrimitive,
        ts.map((t) => astype(t, dtype)),
        { axis: at },
      );
}

/** Tensors of one shape along a new axis. */
export const stack = (xs: readonly TensorLike[], axis = 0): Tensor =>
  concat(
    xs.map((x) => expandDims(x, axis)),
    axis,
  );

/**
 * The parts of x along an axis.
 *
 * @param parts a number of equal parts, or the length of each
 * @throws ShapeError when they do not fill the axis exactly
 */
export function split(x: Tensor, parts: number | readonly number[], axis = 0): Tensor[] {
  const d = normalizeAxis('split', axis, x.shape.length);
  const n = x.shape[d];
  const lengths = typeof parts === 'number' ? new Array<number>(Math.max(0, Math.trunc(parts))).fill(n / parts) : parts;
  if (lengths.some((l) => !Number.isInteger(l) || l < 0) || lengths.reduce((a, b) => a + b, 0) !== n) {
    throw new ShapeError(
      `split: axis ${d} of length ${n} into ${typeof parts === 'number' ? `${parts} parts` : `[${parts.join(', ')}]`}`,
      'the parts must fill the axis exactly',
    );
  }
  let at = 0;
  return lengths.map((l) => {
    const part = narrow(x, d, at, l);
    at += l;
    return part;
  });
}
