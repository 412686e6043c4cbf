/** Tensors from numbers, nested arrays and typed arrays. */
import { asTensor, isTensor, scalar } from '../core/as-tensor.ts';
import { type DType, type TypedArrayOf, allocate, dtypeOfArray, holds, requireDType } from '../core/dtype.ts';
import { type Shape, requireShape, showShape, sizeOf } from '../core/shape.ts';
import type { NestedArray, Tensor } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { astype } from '../elementwise/astype.ts';

type FloatArray = Float64Array | Float32Array;
type IntegerArray = Int32Array | Uint32Array;
type DTypeOfArray<A> = A extends Float64Array
  ? 'float64'
  : A extends Float32Array
    ? 'float32'
    : A extends Int32Array
      ? 'int32'
      : A extends Uint32Array
        ? 'uint32'
        : DType;

/**
 * A tensor of these values; typed arrays are copied, since their owner may write to them later.
 *
 * @param dtype default: that of a typed array, bool for booleans, else float64
 * @throws ShapeError for ragged nesting; DTypeError for a value that the dtype cannot hold
 * @example tensor([[1, 2], [3, 4]]).shape // [2, 2]
 */
export function tensor<A extends FloatArray | IntegerArray>(values: A): Tensor<DTypeOfArray<A>>;
export function tensor(values: boolean): Tensor<'bool'>;
export function tensor<D extends DType = 'float64'>(
  values: NestedArray | FloatArray | IntegerArray | Uint8Array | Tensor,
  dtype?: D,
): Tensor<D>;
export function tensor(values: NestedArray | ArrayBufferView | Tensor, dtype?: DType): Tensor {
  if (dtype !== undefined) requireDType('tensor', dtype);
  if (typeof values === 'number') return fill([values], [], dtype ?? 'float64');
  if (typeof values === 'boolean') return scalar(values ? 1 : 0, dtype ?? 'bool');
  if (ArrayBuffer.isView(values)) return fromTypedArray(values, dtype);
  if (isTensor(values)) return dtype === undefined ? values : astype(values, dtype);
  if (!Array.isArray(values)) return asTensor(values as never);
  const shape = shapeOf(values);
  const flat: number[] = [];
  const kinds = { boolean: false, number: false };
  collect(values as readonly NestedArray[], shape, 0, flat, kinds, 'tensor');
  return fill(flat, shape, dtype ?? (kinds.boolean && !kinds.number ? 'bool' : 'float64'));
}

/**
 * A tensor on this array itself, without a copy: from now on nobody may write to it.
 *
 * @throws ShapeError when `shape` (default: one axis) does not have as many elements
 */
export function adoptBuffer<A extends FloatArray | IntegerArray>(values: A, shape: Shape = [values.length]): Tensor<DTypeOfArray<A>> {
  const dtype = dtypeOfArray(values);
  if (dtype === null)
    throw new DTypeError(
      `adoptBuffer: ${(values as object).constructor.name}`,
      'use Float64Array, Float32Array, Int32Array or Uint32Array',
    );
  const s = requireShape('adoptBuffer', shape);
  if (sizeOf(s) !== values.length)
    throw new ShapeError(`adoptBuffer: ${values.length} elements as shape ${showShape(s)}`, `this shape has ${sizeOf(s)}`);
  return new DenseTensor(s, dtype, values as unknown as TypedArrayOf) as unknown as Tensor<DTypeOfArray<A>>;
}

function fromTypedArray(values: ArrayBufferView, dtype?: DType): Tensor {
  const own =
    dtypeOfArray(values) ??
    (values instanceof Uint8Array || values instanceof Int8Array || values instanceof Int16Array || values instanceof Uint16Array
      ? 'int32'
      : null);
  if (own === null)
    throw new DTypeError(`tensor: ${values.constructor.name}`, 'convert it to Float64Array, Float32Array, Int32Array or Uint32Array');
  const source = values as unknown as Float64Array;
  const target = dtype ?? own;
  if (target === own) {
    const copy = allocate(own, source.length);
    copy.set(source);
    return new DenseTensor([source.length], own, copy);
  }
  return fill(source, [source.length], target);
}

function fill(values: ArrayLike<number>, shape: Shape, dtype: DType): Tensor {
  const out = allocate(dtype, values.length);
  for (let i = 0; i < out.length; i++) {
    if (!holds(dtype, values[i]))
      throw new DTypeError(
        `tensor: element ${i} is ${values[i]}, not a value of ${dtype}`,
        'choose another dtype, or round the values first',
      );
    out[i] = values[i];
  }
  return new DenseTensor(shape, dtype, out);
}

function shapeOf(values: unknown): number[] {
  const shape: number[] = [];
  for (let v = values; Array.isArray(v); v = v[0] as unknown) {
    shape.push(v.length);
    if (v.length === 0) break;
  }
  return shape;
}

function collect(
  values: readonly NestedArray[],
  shape: Shape,
  axis: number,
  out: number[],
  kinds: { boolean: boolean; number: boolean },
  at: string,
): void {
  if (values.length !== shape[axis])
    throw new ShapeError(`tensor: ${at} has length ${values.length}, its siblings ${shape[axis]}`, 'nested arrays must be rectangular');
  for (let i = 0; i < values.length; i++) {
    const v: unknown = values[i];
    const where = `${at}[${i}]`;
    if (axis + 1 < shape.length) {
      if (!Array.isArray(v))
        throw new ShapeError(`tensor: ${where} is a ${typeof v}, its siblings are arrays`, 'nested arrays must be rectangular');
      collect(v as NestedArray[], shape, axis + 1, out, kinds, where);
    } else if (typeof v === 'number' || typeof v === 'boolean') {
      kinds[typeof v as 'number' | 'boolean'] = true;
      out.push(Number(v));
    } else
      throw new ShapeError(
        `tensor: ${where} is ${Array.isArray(v) ? 'an array' : v === null ? 'null' : `a ${typeof v}`}, not a number`,
        'nested arrays must be rectangular and hold numbers',
      );
  }
}
