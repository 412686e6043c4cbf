/**
 * Maker of reductions over any set of axes.
 *
 * A kernel reduces the middle axis of [outer, n, inner]. Adjacent axes of a packed tensor are one middle axis; other
 * sets are first moved to the end, by a view.
 */
import { asTensor } from '../core/as-tensor.ts';
import { bind, bind1 } from '../core/bind.ts';
import { type AnyTypedArray, type DType, allocate } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { type Shape, normalizeAxes, showShape, sizeOf } from '../core/shape.ts';
import type { Axes, ReduceOptions, Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ArgumentError } from '../errors.ts';
import { kernelOf } from '../elementwise/construct.ts';

export interface Reduced {
  readonly axes: readonly number[];
}
export type ReductionMap = (out: AnyTypedArray, x: AnyTypedArray, outer: number, n: number, inner: number) => void;

interface Reduction {
  readonly map: ReductionMap;
  /** Dtype of the result (default: that of the operand). */
  readonly dtype?: (x: DType) => DType;
  /** Whether an empty axis has no result (max) rather than a neutral element (sum). */
  readonly nonEmpty?: true;
  readonly rules: Pick<Primitive<Reduced>, 'jvp' | 'vjp' | 'detached'>;
}

export const withoutAxes = (shape: Shape, axes: readonly number[]): Shape => shape.filter((_, d) => !axes.includes(d));
/** The shape with reduced axes of length 1. */
export const keptAxes = (shape: Shape, axes: readonly number[]): Shape => shape.map((n, d) => (axes.includes(d) ? 1 : n));

/** Runs a kernel over the given axes of a dense tensor. */
export function reduceDense(x: DenseTensor, axes: readonly number[], map: ReductionMap, dtype: DType): DenseTensor {
  const shape = withoutAxes(x.shape, axes);
  const out = allocate(dtype, sizeOf(shape));
  const adjacent = axes.every((a, i) => i === 0 || a === axes[i - 1] + 1);
  if (adjacent) {
    // a view is packed as it is seen, so that no bit depends on whether it had been packed before
    const first = axes[0] ?? 0;
    map(out, x.packed(), sizeOf(x.shape.slice(0, first)), sizeOf(axes.map((a) => x.shape[a])), sizeOf(x.shape.slice(first + axes.length)));
  } else {
    const moved = x.transpose([...x.shape.map((_, d) => d).filter((d) => !axes.includes(d)), ...axes]) as DenseTensor;
    map(out, moved.packed(), sizeOf(shape), sizeOf(axes.map((a) => x.shape[a])), 1);
  }
  return new DenseTensor(shape, dtype, out);
}

/* @__NO_SIDE_EFFECTS__ */
export function reduction(name: string, kernel: string, { map, dtype, nonEmpty, rules }: Reduction): Primitive<Reduced> {
  const result = dtype ?? ((d: DType) => d);
  const self: Primitive<Reduced> = {
    name,
    ...rules,
    abstract: ([x], { axes }) => {
      if (nonEmpty && axes.some((a) => x.shape[a] === 0))
        throw new ArgumentError(
          `${name}: axes [${axes.join(', ')}] of shape ${showShape(x.shape)} are empty`,
          `${name} of no elements is not defined`,
        );
      return [{ shape: withoutAxes(x.shape, axes), dtype: result(x.dtype) }];
    },
    evaluate: ([x], p) => {
      self.abstract([x], p);
      return [reduceDense(x, p.axes, kernelOf(kernel, map), result(x.dtype))];
    },
    batch: (inputs, _b, { axes }) => bind(self, inputs, { axes: axes.map((a) => a + 1) }),
  };
  return self;
}

/** Applies a reduction with the options people give. */
export function reduce(p: Primitive<Reduced>, x: TensorLike, axes: Axes | undefined, options: ReduceOptions | undefined): Tensor {
  const a = asTensor(x);
  const list = normalizeAxes(p.name, axes, a.shape.length);
  const y = bind1(p, [a], { axes: list });
  return options?.keepDims === true ? y.reshape(keptAxes(a.shape, list)) : y;
}

/** A result of a reduction, spread again over the axes it had lost. */
export const spreadBack = (y: Tensor, shape: Shape, axes: readonly number[]): Tensor => y.reshape(keptAxes(shape, axes)).broadcastTo(shape);
