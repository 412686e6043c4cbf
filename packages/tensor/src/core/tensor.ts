/**
 * The common interface: what every tensor offers, dense or traced.
 *
 * Values are immutable. Methods are what people chain; everything else is a free function, so that it can be
 * left out of a bundle. Elementwise operations broadcast and follow IEEE 754.
 */
import type { DType, ReadonlyArrayOf, TypedArrayOf } from './dtype.ts';
import type { Shape } from './shape.ts';

export type NestedArray = number | boolean | readonly NestedArray[];
/** Numbers nested as deep as the tensor's rank. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** What is known of a tensor without its values. */
export interface Aval<D extends DType = DType> {
  readonly shape: Shape;
  readonly dtype: D;
}

/** Accepted wherever a tensor is an operand; a number takes the dtype of the other operand. */
export type TensorLike = Tensor | number;

export type Axes = number | readonly number[];
export interface ReduceOptions {
  /** Keep reduced axes with length 1 (default false). */
  readonly keepDims?: boolean;
}
/** One index of a slice: `[start, stop, step]` as in Python, with negative values counted from the end; null = whole axis; a number takes one element and drops the axis. */
export type SliceIndex = number | null | readonly [start?: number | null, stop?: number | null, step?: number];

export interface Tensor<D extends DType = DType> extends Aval<D> {
  readonly size: number;
  readonly rank: number;

  /** The number in a tensor of one element. @throws DetachedValueError under a transform */
  item(): number;
  toArray(): NestedNumbers;
  /** The elements in row-major order, in a new array. */
  toTypedArray(): TypedArrayOf<D>;
  /** The elements in row-major order, without a copy: do not write to them. */
  data(): ReadonlyArrayOf<D>;
  toJSON(): NestedNumbers;
  toString(): string;
  [Symbol.iterator](): Iterator<Tensor<D>>;
  [Symbol.toPrimitive](kind: string): number | string;

  astype<E extends DType>(dtype: E): Tensor<E>;

  add(y: TensorLike): Tensor;
  sub(y: TensorLike): Tensor;
  mul(y: TensorLike): Tensor;
  div(y: TensorLike): Tensor;
  pow(y: TensorLike): Tensor;
  remainder(y: TensorLike): Tensor;
  maximum(y: TensorLike): Tensor;
  minimum(y: TensorLike): Tensor;
  neg(): Tensor;
  abs(): Tensor;
  sign(): Tensor;
  square(): Tensor;
  sqrt(): Tensor;
  reciprocal(): Tensor;
  floor(): Tensor;
  ceil(): Tensor;
  round(): Tensor;
  clamp(lower: TensorLike, upper: TensorLike): Tensor;

  equal(y: TensorLike): Tensor<'bool'>;
  notEqual(y: TensorLike): Tensor<'bool'>;
  /** Beware: `if (x.less(0))` is always true in JavaScript; write `if (x.less(0).item())`. */
  less(y: TensorLike): Tensor<'bool'>;
  lessEqual(y: TensorLike): Tensor<'bool'>;
  greater(y: TensorLike): Tensor<'bool'>;
  greaterEqual(y: TensorLike): Tensor<'bool'>;
  not(): Tensor<'bool'>;

  exp(): Tensor;
  expm1(): Tensor;
  log(): Tensor;
  log1p(): Tensor;
  sin(): Tensor;
  cos(): Tensor;
  tan(): Tensor;
  tanh(): Tensor;
  sigmoid(): Tensor;
  softplus(): Tensor;
  relu(): Tensor;

  sum(axes?: Axes, options?: ReduceOptions): Tensor;
  prod(axes?: Axes, options?: ReduceOptions): Tensor;
  mean(axes?: Axes, options?: ReduceOptions): Tensor;
  variance(axes?: Axes, options?: ReduceOptions & { readonly ddof?: number }): Tensor;
  max(axes?: Axes, options?: ReduceOptions): Tensor;
  min(axes?: Axes, options?: ReduceOptions): Tensor;
  logSumExp(axes?: Axes, options?: ReduceOptions): Tensor;
  all(axes?: Axes, options?: ReduceOptions): Tensor<'bool'>;
  any(axes?: Axes, options?: ReduceOptions): Tensor<'bool'>;
  argmax(axis?: number): Tensor<'int32'>;
  argmin(axis?: number): Tensor<'int32'>;
  cumsum(axis?: number): Tensor;

  reshape(shape: Shape): Tensor<D>;
  /** All elements along one axis. */
  flatten(): Tensor<D>;
  transpose(order?: readonly number[]): Tensor<D>;
  /** The last two axes exchanged: the matrix transpose. */
  mT(): Tensor<D>;
  broadcastTo(shape: Shape): Tensor<D>;
  expandDims(axis: number): Tensor<D>;
  squeeze(axes?: Axes): Tensor<D>;
  slice(...indices: readonly SliceIndex[]): Tensor<D>;
  /** Element i along the first axis; negative i counts from the end. */
  at(i: number): Tensor<D>;
  flip(axes?: Axes): Tensor<D>;
  matmul(y: Tensor): Tensor;
  dot(y: Tensor): Tensor;
}
