/**
 * One index per line: y[…, i, …] = x[…, index[…, i, …], …], and its adjoint. What sort and top-k need.
 */
import { asTensor } from '../core/as-tensor.ts';
import { bind, bind1 } from '../core/bind.ts';
import { allocate } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { type Shape, normalizeAxis, showShape, sizeOf } from '../core/shape.ts';
import type { Tensor } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ShapeError } from '../errors.ts';
import { position, requireIndices } from './gather.ts';

interface Along {
  readonly axis: number;
}
const withLength = (shape: Shape, axis: number, n: number): Shape => shape.map((m, d) => (d === axis ? n : m));

export const takeAlongAxisPrimitive: Primitive<Along> = {
  name: 'takeAlongAxis',
  abstract: ([x, index]) => [{ shape: index.shape, dtype: x.dtype }],
  evaluate: ([x, index], { axis }) => {
    const out = allocate(x.dtype, index.size);
    const values = x.packed();
    const at = index.packed();
    const outer = sizeOf(x.shape.slice(0, axis));
    const n = x.shape[axis];
    const m = index.shape[axis];
    const inner = sizeOf(x.shape.slice(axis + 1));
    for (let o = 0, to = 0; o < outer; o++)
      for (let i = 0; i < m; i++)
        for (let k = 0; k < inner; k++, to++) out[to] = values[(o * n + position('takeAlongAxis', at[to], n)) * inner + k];
    return [new DenseTensor(index.shape, x.dtype, out)];
  },
  jvp: ([t], [, index], _y, p) => [t === null ? null : bind1(takeAlongAxisPrimitive, [t, index], p)],
  vjp: ([ct], [x, index], _y, { axis }, wanted) => [
    wanted[0] ? bind1(addAlongAxisPrimitive, [ct!, index], { axis, length: x.shape[axis] }) : null,
    null,
  ],
  batch: (inputs, batched, { axis }, size) => bind(takeAlongAxisPrimitive, spread(inputs, batched, size), { axis: axis + 1 }),
};

/** The adjoint: values added into zeros at the places of their line. */
export const addAlongAxisPrimitive: Primitive<Along & { readonly length: number }> = {
  name: 'addAlongAxis',
  abstract: ([x], { axis, length }) => [{ shape: withLength(x.shape, axis, length), dtype: x.dtype }],
  evaluate: ([x, index], { axis, length }) => {
    const shape = withLength(x.shape, axis, length);
    const out = allocate(x.dtype, sizeOf(shape));
    const values = x.packed();
    const at = index.packed();
    const outer = sizeOf(x.shape.slice(0, axis));
    const m = x.shape[axis];
    const inner = sizeOf(x.shape.slice(axis + 1));
    for (let o = 0, from = 0; o < outer; o++)
      for (let i = 0; i < m; i++)
        for (let k = 0; k < inner; k++, from++) out[(o * length + position('addAlongAxis', at[from], length)) * inner + k] += values[from];
    return [new DenseTensor(shape, x.dtype, out)];
  },
  jvp: ([t], [, index], _y, p) => [t === null ? null : bind1(addAlongAxisPrimitive, [t, index], p)],
  vjp: ([ct], [, index], _y, { axis }, wanted) => [wanted[0] ? bind1(takeAlongAxisPrimitive, [ct!, index], { axis }) : null, null],
  batch: (inputs, batched, p, size) => bind(addAlongAxisPrimitive, spread(inputs, batched, size), { ...p, axis: p.axis + 1 }),
};

const spread = (inputs: readonly Tensor[], batched: readonly boolean[], size: number): Tensor[] =>
  inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape])));

/**
 * @param indices int32 or uint32; shape of x but for the length of the axis
 * @throws ShapeError when the shapes do not fit; ArgumentError for an index outside the axis
 * @example takeAlongAxis(x, argsort(x, -1), -1) // x sorted
 */
export function takeAlongAxis(x: Tensor, indices: Tensor, axis = -1): Tensor {
  const a = asTensor(x);
  const at = requireIndices('takeAlongAxis', indices);
  const d = normalizeAxis('takeAlongAxis', axis, a.shape.length);
  if (at.shape.length !== a.shape.length || at.shape.some((n, i) => i !== d && n !== a.shape[i])) {
    throw new ShapeError(
      `takeAlongAxis: x ${showShape(a.shape)}, indices ${showShape(at.shape)}, axis ${d}`,
      'the shapes must be equal but for the length of the axis',
    );
  }
  return bind1(takeAlongAxisPrimitive, [a, at], { axis: d });
}
