/**
 * Elements along an axis picked by an integer tensor, and the adjoint: values added into zeros at these places.
 *
 *   gather:     y[a…, i…, b…] = x[a…, index[i…], b…]
 *   scatterAdd: y[a…, index[i…], b…] += x[a…, i…, b…]
 */
import { asTensor } from '../core/as-tensor.ts';
import { bind, bind1 } from '../core/bind.ts';
import { allocate, isFloat } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { type Shape, normalizeAxis, showShape, sizeOf } from '../core/shape.ts';
import type { Tensor } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { astype } from '../elementwise/astype.ts';
import { stack } from '../shape/concat.ts';

interface Along {
  readonly axis: number;
}
const gatheredShape = (x: Shape, index: Shape, axis: number): Shape => [...x.slice(0, axis), ...index, ...x.slice(axis + 1)];

/** The index as one from 0, or an error that names it. */
export function position(name: string, index: number, n: number): number {
  const i = index < 0 ? index + n : index;
  if (!(i >= 0 && i < n))
    throw new ArgumentError(`${name}: index ${index} into an axis of length ${n}`, `indices are integers from ${-n} to ${n - 1}`);
  return i;
}

/** No rule for batched indices of one array: one application per example. */
function perExample<P>(
  p: Primitive<P>,
  inputs: readonly Tensor[],
  batched: readonly boolean[],
  params: P,
  size: number,
): readonly Tensor[] {
  return [
    stack(
      Array.from({ length: size }, (_, e) =>
        bind1(
          p,
          inputs.map((x, i) => (batched[i] ? x.at(e) : x)),
          params,
        ),
      ),
    ),
  ];
}

export const gatherPrimitive: Primitive<Along> = {
  name: 'gather',
  abstract: ([x, index], { axis }) => [{ shape: gatheredShape(x.shape, index.shape, axis), dtype: x.dtype }],
  evaluate: ([x, index], { axis }) => {
    const shape = gatheredShape(x.shape, index.shape, axis);
    const out = allocate(x.dtype, sizeOf(shape));
    const values = x.packed();
    const at = index.packed();
    const outer = sizeOf(x.shape.slice(0, axis));
    const n = x.shape[axis];
    const inner = sizeOf(x.shape.slice(axis + 1));
    const m = at.length;
    const places = Int32Array.from(at, (i) => position('gather', i, n));
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < m; i++) {
        const from = (o * n + places[i]) * inner;
        const to = (o * m + i) * inner;
        if (inner === 1) out[to] = values[from];
        else out.set(values.subarray(from, from + inner), to);
      }
    return [new DenseTensor(shape, x.dtype, out)];
  },
  jvp: ([t], [, index], _y, p) => [t === null ? null : bind1(gatherPrimitive, [t, index], p)],
  vjp: ([ct], [x, index], _y, { axis }, wanted) => [
    wanted[0] ? bind1(scatterAddPrimitive, [ct!, index], { axis, length: x.shape[axis] }) : null,
    null,
  ],
  batch: (inputs, batched, { axis }, size) =>
    batched[1] ? perExample(gatherPrimitive, inputs, batched, { axis }, size) : bind(gatherPrimitive, inputs, { axis: axis + 1 }),
};

export const scatterAddPrimitive: Primitive<Along & { readonly length: number }> = {
  name: 'scatterAdd',
  abstract: ([x, index], { axis, length }) => [
    { shape: [...x.shape.slice(0, axis), length, ...x.shape.slice(axis + index.shape.length)], dtype: x.dtype },
  ],
  evaluate: ([x, index], { axis, length }) => {
    const rank = index.shape.length;
    const shape = [...x.shape.slice(0, axis), length, ...x.shape.slice(axis + rank)];
    const out = allocate(x.dtype, sizeOf(shape));
    const values = x.packed();
    const at = index.packed();
    const outer = sizeOf(x.shape.slice(0, axis));
    const inner = sizeOf(x.shape.slice(axis + rank));
    const m = at.length;
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < m; i++) {
        const to = (o * length + position('scatterAdd', at[i], length)) * inner;
        const from = (o * m + i) * inner;
        for (let k = 0; k < inner; k++) out[to + k] += values[from + k];
      }
    return [new DenseTensor(shape, x.dtype, out)];
  },
  jvp: ([t], [, index], _y, p) => [t === null ? null : bind1(scatterAddPrimitive, [t, index], p)],
  vjp: ([ct], [, index], _y, { axis }, wanted) => [wanted[0] ? bind1(gatherPrimitive, [ct!, index], { axis }) : null, null],
  batch: (inputs, batched, p, size) =>
    batched[1] ? perExample(scatterAddPrimitive, inputs, batched, p, size) : bind(scatterAddPrimitive, inputs, { ...p, axis: p.axis + 1 }),
};

export function requireIndices(name: string, indices: Tensor): Tensor {
  const a = asTensor(indices);
  if (isFloat(a.dtype) || a.dtype === 'bool')
    throw new DTypeError(`${name}: indices of dtype ${a.dtype}`, "indices are int32 or uint32: x.astype('int32')");
  return a;
}

/**
 * Elements of x along an axis at the places `indices`, whose axes take the place of that axis.
 *
 * @param indices int32 or uint32 of any shape; negative ones count from the end
 * @throws DTypeError for other indices; ArgumentError for one outside the axis
 * @example gather(tensor([10, 20, 30]), tensor([2, 0], 'int32')) // [30, 10]
 */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  const a = asTensor(x);
  return bind1(gatherPrimitive, [a, requireIndices('gather', indices)], { axis: normalizeAxis('gather', axis, a.shape.length) });
}

/**
 * Zeros of length `length` along an axis, to which the values are added at the places `indices`: repeated places add up.
 *
 * @param values its axes from `axis` on start with those of `indices`; bools count as int32
 * @throws ShapeError when they do not
 * @example scatterAdd(tensor([1, 2, 3]), tensor([0, 2, 0], 'int32'), 3) // [4, 0, 2]
 */
export function scatterAdd(values: Tensor, indices: Tensor, length: number, axis = 0): Tensor {
  const given = asTensor(values);
  const a = given.dtype === 'bool' ? astype(given, 'int32') : given;
  const at = requireIndices('scatterAdd', indices);
  const d = normalizeAxis('scatterAdd', axis, Math.max(1, a.shape.length));
  if (at.shape.some((n, i) => a.shape[d + i] !== n))
    throw new ShapeError(
      `scatterAdd: values ${showShape(a.shape)}, indices ${showShape(at.shape)}, axis ${d}`,
      'the axes of the values from `axis` on must start with those of the indices',
    );
  if (!Number.isInteger(length) || length < 0) throw new ShapeError(`scatterAdd: length ${length}`, 'the length is an integer ≥ 0');
  return bind1(scatterAddPrimitive, [a, at], { axis: d, length });
}
