/**
 * The two implementations of Tensor: numbers in a typed array, and a tracer inside an interpreter.
 *
 * Both stand on one base with one object layout: with a class for each kind of tracer, every property read in this
 * package would meet more layouts than an engine's inline cache holds, and eager code would pay for it. The base and
 * both classes share a file because operations import the classes and the methods import the operations.
 *
 * A dense tensor is a strided view of storage (element (i, j, …) at offset + i·s₀ + j·s₁ + …; a stride of 0 repeats);
 * `strides` null means packed: row-major, offset 0, all of the storage. `packed()` makes it so, once.
 */
import { gatherStrided } from '@adjoint/kernels';
import * as arithmetic from '../elementwise/arithmetic.ts';
import { astype } from '../elementwise/astype.ts';
import * as comparison from '../elementwise/comparison.ts';
import { kernelOf } from '../elementwise/construct.ts';
import * as exponential from '../elementwise/exponential.ts';
import { tanh } from '../elementwise/hyperbolic.ts';
import { not } from '../elementwise/logical.ts';
import * as rounding from '../elementwise/rounding.ts';
import * as trigonometric from '../elementwise/trigonometric.ts';
import { ShapeError } from '../errors.ts';
import { dot } from '../matmul/dot.ts';
import { matmul } from '../matmul/matmul.ts';
import { format } from '../print/format.ts';
import { all, any } from '../reduce/all-any.ts';
import { argmax, argmin } from '../reduce/arg-extrema.ts';
import { cumsum } from '../reduce/cumulative.ts';
import { max, min } from '../reduce/extrema.ts';
import { logSumExp } from '../reduce/log-sum-exp.ts';
import { prod } from '../reduce/prod.ts';
import { mean, variance } from '../reduce/statistics.ts';
import { sum } from '../reduce/sum.ts';
import { broadcastTo } from '../shape/broadcast-to.ts';
import { expandDims, squeeze } from '../shape/expand-dims.ts';
import { flip } from '../shape/flip.ts';
import { reshape } from '../shape/reshape.ts';
import { slice } from '../shape/slice.ts';
import { mT, transpose } from '../shape/transpose.ts';
import { BRAND, type Brand, INSPECT, TENSOR_BRAND } from './brand.ts';
import { type DType, type ReadonlyArrayOf, type TypedArrayOf, allocate } from './dtype.ts';
import type { Interpreter } from './interpreter.ts';
import { type Shape, showShape, sizeOf } from './shape.ts';
import type { Axes, NestedNumbers, ReduceOptions, SliceIndex, Tensor, TensorLike } from './tensor.ts';

export abstract class TensorBase<D extends DType = DType> implements Tensor<D> {
  readonly shape: Shape;
  readonly dtype: D;
  /** Null for a dense tensor. */
  readonly interpreter: Interpreter | null;
  constructor(shape: Shape, dtype: D, interpreter: Interpreter | null) {
    this.shape = shape;
    this.dtype = dtype;
    this.interpreter = interpreter;
  }
  get [TENSOR_BRAND](): Brand {
    return BRAND;
  }

  /** The dense tensor behind this one, or an error that says why there is none. */
  abstract concrete(wish: string): DenseTensor<D>;

  get rank(): number {
    return this.shape.length;
  }
  get size(): number {
    return sizeOf(this.shape);
  }
  item(): number {
    const d = this.concrete('item()');
    if (d.size !== 1) throw new ShapeError(`item() of shape ${showShape(d.shape)}`, 'item() is for one element; use data() or toArray()');
    return d.storage[d.offset];
  }
  data(): ReadonlyArrayOf<D> {
    return this.concrete('data()').packed() as unknown as ReadonlyArrayOf<D>;
  }
  toTypedArray(): TypedArrayOf<D> {
    return this.concrete('toTypedArray()').packed().slice() as TypedArrayOf<D>;
  }
  toArray(): NestedNumbers {
    const d = this.concrete('toArray()');
    const values = d.packed();
    let k = 0;
    const walk = (axis: number): NestedNumbers =>
      axis === d.shape.length ? values[k++] : Array.from({ length: d.shape[axis] }, () => walk(axis + 1));
    return walk(0);
  }
  toJSON(): NestedNumbers {
    return this.toArray();
  }
  toString(): string {
    return format(this);
  }
  [INSPECT](): string {
    return format(this);
  }
  [Symbol.toPrimitive](kind: string): number | string {
    return kind === 'string' ? this.toString() : this.item();
  }
  *[Symbol.iterator](): Iterator<Tensor<D>> {
    if (this.shape.length === 0) throw new ShapeError('a tensor of shape [] has no first axis to iterate over', 'read it with item()');
    for (let i = 0; i < this.shape[0]; i++) yield this.at(i);
  }
  astype<E extends DType>(dtype: E): Tensor<E> {
    return astype(this, dtype);
  }

  add(y: TensorLike): Tensor {
    return arithmetic.add(this, y);
  }
  sub(y: TensorLike): Tensor {
    return arithmetic.sub(this, y);
  }
  mul(y: TensorLike): Tensor {
    return arithmetic.mul(this, y);
  }
  div(y: TensorLike): Tensor {
    return arithmetic.div(this, y);
  }
  pow(y: TensorLike): Tensor {
    return arithmetic.pow(this, y);
  }
  remainder(y: TensorLike): Tensor {
    return arithmetic.remainder(this, y);
  }
  maximum(y: TensorLike): Tensor {
    return arithmetic.maximum(this, y);
  }
  minimum(y: TensorLike): Tensor {
    return arithmetic.minimum(this, y);
  }
  neg(): Tensor {
    return arithmetic.neg(this);
  }
  abs(): Tensor {
    return arithmetic.abs(this);
  }
  sign(): Tensor {
    return arithmetic.sign(this);
  }
  square(): Tensor {
    return arithmetic.square(this);
  }
  sqrt(): Tensor {
    return arithmetic.sqrt(this);
  }
  reciprocal(): Tensor {
    return arithmetic.reciprocal(this);
  }
  clamp(lower: TensorLike, upper: TensorLike): Tensor {
    return arithmetic.clamp(this, lower, upper);
  }
  floor(): Tensor {
    return rounding.floor(this);
  }
  ceil(): Tensor {
    return rounding.ceil(this);
  }
  round(): Tensor {
    return rounding.round(this);
  }

  equal(y: TensorLike): Tensor<'bool'> {
    return comparison.equal(this, y);
  }
  notEqual(y: TensorLike): Tensor<'bool'> {
    return comparison.notEqual(this, y);
  }
  less(y: TensorLike): Tensor<'bool'> {
    return comparison.less(this, y);
  }
  lessEqual(y: TensorLike): Tensor<'bool'> {
    return comparison.lessEqual(this, y);
  }
  greater(y: TensorLike): Tensor<'bool'> {
    return comparison.greater(this, y);
  }
  greaterEqual(y: TensorLike): Tensor<'bool'> {
    return comparison.greaterEqual(this, y);
  }
  not(): Tensor<'bool'> {
    return not(this);
  }

  exp(): Tensor {
    return exponential.exp(this);
  }
  expm1(): Tensor {
    return exponential.expm1(this);
  }
  log(): Tensor {
    return exponential.log(this);
  }
  log1p(): Tensor {
    return exponential.log1p(this);
  }
  sigmoid(): Tensor {
    return exponential.sigmoid(this);
  }
  softplus(): Tensor {
    return exponential.softplus(this);
  }
  sin(): Tensor {
    return trigonometric.sin(this);
  }
  cos(): Tensor {
    return trigonometric.cos(this);
  }
  tan(): Tensor {
    return trigonometric.tan(this);
  }
  tanh(): Tensor {
    return tanh(this);
  }
  relu(): Tensor {
    return arithmetic.relu(this);
  }

  sum(axes?: Axes, options?: ReduceOptions): Tensor {
    return sum(this, axes, options);
  }
  prod(axes?: Axes, options?: ReduceOptions): Tensor {
    return prod(this, axes, options);
  }
  mean(axes?: Axes, options?: ReduceOptions): Tensor {
    return mean(this, axes, options);
  }
  variance(axes?: Axes, options?: ReduceOptions & { readonly ddof?: number }): Tensor {
    return variance(this, axes, options);
  }
  max(axes?: Axes, options?: ReduceOptions): Tensor {
    return max(this, axes, options);
  }
  min(axes?: Axes, options?: ReduceOptions): Tensor {
    return min(this, axes, options);
  }
  logSumExp(axes?: Axes, options?: ReduceOptions): Tensor {
    return logSumExp(this, axes, options);
  }
  all(axes?: Axes, options?: ReduceOptions): Tensor<'bool'> {
    return all(this, axes, options);
  }
  any(axes?: Axes, options?: ReduceOptions): Tensor<'bool'> {
    return any(this, axes, options);
  }
  argmax(axis?: number): Tensor<'int32'> {
    return argmax(this, axis);
  }
  argmin(axis?: number): Tensor<'int32'> {
    return argmin(this, axis);
  }
  cumsum(axis?: number): Tensor {
    return cumsum(this, axis);
  }

  reshape(shape: Shape): Tensor<D> {
    return reshape(this, shape) as Tensor<D>;
  }
  flatten(): Tensor<D> {
    return reshape(this, [-1]) as Tensor<D>;
  }
  transpose(order?: readonly number[]): Tensor<D> {
    return transpose(this, order) as Tensor<D>;
  }
  mT(): Tensor<D> {
    return mT(this) as Tensor<D>;
  }
  broadcastTo(shape: Shape): Tensor<D> {
    return broadcastTo(this, shape) as Tensor<D>;
  }
  expandDims(axis: number): Tensor<D> {
    return expandDims(this, axis) as Tensor<D>;
  }
  squeeze(axes?: Axes): Tensor<D> {
    return squeeze(this, axes) as Tensor<D>;
  }
  slice(...indices: readonly SliceIndex[]): Tensor<D> {
    return slice(this, ...indices) as Tensor<D>;
  }
  at(i: number): Tensor<D> {
    return slice(this, i) as Tensor<D>;
  }
  flip(axes?: Axes): Tensor<D> {
    return flip(this, axes) as Tensor<D>;
  }
  matmul(y: Tensor): Tensor {
    return matmul(this, y);
  }
  dot(y: Tensor): Tensor {
    return dot(this, y);
  }
}

/** A tensor of numbers in an ordinary typed array, which the engine counts and collects. Never changed after it is made. */
export class DenseTensor<D extends DType = DType> extends TensorBase<D> {
  declare readonly interpreter: null;
  // Replaced together by `packed`, which changes the layout and no value.
  storage: TypedArrayOf<D>;
  strides: readonly number[] | null;
  offset: number;
  constructor(shape: Shape, dtype: D, storage: TypedArrayOf<D>, strides: readonly number[] | null = null, offset = 0) {
    super(shape, dtype, null);
    this.storage = storage;
    this.strides = strides;
    this.offset = offset;
  }
  concrete(): DenseTensor<D> {
    return this;
  }
  /** The elements in row-major order: the storage itself, or a copy made once. */
  packed(): TypedArrayOf<D> {
    if (this.strides !== null) {
      const values: TypedArrayOf<D> = allocate(this.dtype, sizeOf(this.shape));
      kernelOf('gatherStrided', gatherStrided)(values, this.storage, this.shape, this.strides, this.offset);
      this.storage = values;
      this.strides = null;
      this.offset = 0;
    }
    return this.storage;
  }
}

/** A tensor inside an interpreter. `value` and `mark` belong to it: a value and a tangent, a value and a place on the tape, a batch, a name. */
export class Tracer extends TensorBase {
  declare readonly interpreter: Interpreter;
  readonly value: Tensor | null;
  readonly mark: Tensor | number | null;
  constructor(shape: Shape, dtype: DType, interpreter: Interpreter, value: Tensor | null, mark: Tensor | number | null) {
    super(shape, dtype, interpreter);
    this.value = value;
    this.mark = mark;
  }
  concrete(wish: string): never {
    throw this.interpreter.refuse(this, wish);
  }
}
