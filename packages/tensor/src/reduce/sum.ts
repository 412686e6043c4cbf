/** Sums: pairwise, so that the error grows with log n. Sums of integers are exact or refuse. */
import * as kernels from '@adjoint/kernels';
import { bind, bind1 } from '../core/bind.ts';
import { type DType, allocate, isFloat } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import type { Axes, ReduceOptions, Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { DTypeError } from '../errors.ts';
import { kernelOf } from '../elementwise/construct.ts';
import { type Reduced, type ReductionMap, reduce, reduceDense, reduction, spreadBack } from './reduction.ts';

/** Integer results, computed in float64 where they are exact below 2⁵³, then checked against the dtype. */
export function exactInteger(name: string, x: DenseTensor, axes: readonly number[], map: ReductionMap): DenseTensor {
  const dtype: DType = x.dtype === 'uint32' ? 'uint32' : 'int32';
  const [low, high] = dtype === 'uint32' ? [0, 4294967295] : [-2147483648, 2147483647];
  const y = reduceDense(x, axes, map, 'float64');
  const out = allocate(dtype, y.size);
  for (let i = 0; i < out.length; i++) {
    if (!(y.storage[i] >= low && y.storage[i] <= high))
      throw new DTypeError(`${name}: the result ${y.storage[i]} does not fit ${dtype}`, "convert first: x.astype('float64')");
    out[i] = y.storage[i];
  }
  return new DenseTensor(y.shape, dtype, out);
}

const integer = (d: DType): DType => (d === 'bool' ? 'int32' : d);
const floating = /* @__PURE__ */ reduction('sum', 'sum', {
  map: kernels.sum,
  dtype: integer,
  rules: { jvp: ([t], _x, _y, p) => [bind1(sumPrimitive, [t!], p)], vjp: ([ct], [x], _y, { axes }) => [spreadBack(ct!, x.shape, axes)] },
});
export const sumPrimitive: Primitive<Reduced> = {
  ...floating,
  evaluate: ([x], p) => (isFloat(x.dtype) ? floating.evaluate([x], p) : [exactInteger('sum', x, p.axes, kernelOf('sum', kernels.sum))]),
  batch: (inputs, _b, { axes }) => bind(sumPrimitive, inputs, { axes: axes.map((a) => a + 1) }),
};

/**
 * Sum over axes (default all). bool is counted in int32.
 *
 * @throws DTypeError when an integer sum overflows its dtype
 * @example sum(tensor([[1, 2], [3, 4]]), 0) // [4, 6]
 */
export const sum = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor => reduce(sumPrimitive, x, axes, options);
