/** Tensors of a given shape, filled. */
import { type DType, allocate, holds, requireDType } from '../core/dtype.ts';
import { type Shape, requireShape, sizeOf } from '../core/shape.ts';
import type { Aval, Tensor } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ArgumentError, DTypeError } from '../errors.ts';

/** @throws DTypeError when `value` is not a value of `dtype` */
export function full<D extends DType = 'float64'>(shape: Shape, value: number, dtype: D = 'float64' as D): Tensor<D> {
  requireDType('full', dtype);
  if (!holds(dtype, value)) throw new DTypeError(`full: ${value} is not a value of ${dtype}`, 'choose a wider dtype');
  const s = requireShape('full', shape);
  const values = allocate(dtype, sizeOf(s));
  if (value !== 0) values.fill(value);
  return new DenseTensor(s, dtype, values);
}
/** @example zeros([2, 3]).shape // [2, 3] */
export const zeros = <D extends DType = 'float64'>(shape: Shape, dtype?: D): Tensor<D> => full(shape, 0, dtype);
export const ones = <D extends DType = 'float64'>(shape: Shape, dtype?: D): Tensor<D> => full(shape, 1, dtype);
/** Zeros of the shape and dtype of another tensor, traced ones too. */
export const zerosLike = (x: Aval): Tensor => full(x.shape, 0, x.dtype);
export const onesLike = (x: Aval): Tensor => full(x.shape, 1, x.dtype);

/** The identity, or an n×m matrix of ones on the main diagonal. */
export function eye<D extends DType = 'float64'>(n: number, m: number = n, dtype: D = 'float64' as D): Tensor<D> {
  requireDType('eye', dtype);
  const shape = requireShape('eye', [n, m]);
  const values = allocate(dtype, n * m);
  for (let i = 0; i < Math.min(n, m); i++) values[i * m + i] = 1;
  return new DenseTensor(shape, dtype, values);
}

/**
 * start, start + step, … below stop; with one argument 0, 1, … below it.
 *
 * @throws ArgumentError when the step is 0 or a bound is not finite
 * @example arange(1, 2, 0.25) // [1, 1.25, 1.5, 1.75]
 */
export function arange<D extends DType = 'float64'>(start: number, stop?: number, step = 1, dtype: D = 'float64' as D): Tensor<D> {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (!Number.isFinite(from) || !Number.isFinite(to) || !Number.isFinite(step) || step === 0)
    throw new ArgumentError(`arange: ${from}, ${to}, ${step}`, 'bounds are finite, the step too and not 0');
  requireDType('arange', dtype);
  const n = Math.max(0, Math.ceil((to - from) / step));
  const values = allocate(dtype, n);
  for (let i = 0; i < n; i++) values[i] = from + i * step;
  return new DenseTensor([n], dtype, values);
}

/** n equally spaced numbers from `start` to `stop`, both included. @throws ArgumentError unless n is an integer ≥ 0 */
export function linspace(start: number, stop: number, n: number): Tensor<'float64'> {
  if (!Number.isInteger(n) || n < 0) throw new ArgumentError(`linspace: ${n} points`, 'the number of points is an integer ≥ 0');
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = i === n - 1 && n > 1 ? stop : start + (stop - start) * (i / Math.max(1, n - 1));
  return new DenseTensor([n], 'float64', values);
}
