/** Matrices in the last two axes of tensors: what every function of this package checks, and how it walks a batch. */
import {
  ArgumentError,
  DenseTensor,
  DTypeError,
  NonFiniteError,
  ShapeError,
  type Shape,
  type Tensor,
  adoptBuffer,
  asTensor,
  broadcastShapes,
  isFloat,
} from '@adjoint/tensor';
import { firstNonFinite } from '../dense/scaling.ts';

/** @throws ShapeError for fewer than two axes; integers become float64 */
export function asMatrix(name: string, x: Tensor): Tensor {
  const a = asTensor(x);
  if (a.rank < 2) throw new ShapeError(`${name}: shape [${a.shape.join(', ')}]`, 'a matrix has two axes, a batch of them more');
  return isFloat(a.dtype) ? a : a.astype('float64');
}
/** @throws ShapeError unless the last two axes are equal */
export function asSquare(name: string, x: Tensor): Tensor {
  const a = asMatrix(name, x);
  if (a.shape[a.rank - 1] !== a.shape[a.rank - 2])
    throw new ShapeError(`${name}: shape [${a.shape.join(', ')}]`, 'the last two axes must be equal; for other systems ask lstsq');
  return a;
}
/** @throws DTypeError when two operands differ in dtype beyond a number */
export function unifyFloats(name: string, a: Tensor, b: Tensor): [Tensor, Tensor] {
  if (!isFloat(b.dtype)) return [a, b.astype(a.dtype)];
  if (a.dtype === b.dtype) return [a, b];
  if (!isFloat(a.dtype)) throw new DTypeError(`${name}: dtypes ${a.dtype} and ${b.dtype}`, "convert with astype('float64')");
  return [a.astype('float64'), b.astype('float64')];
}

/** Values of a dense tensor in float64. */
export const doubles = (x: DenseTensor): Float64Array<ArrayBuffer> =>
  x.dtype === 'float64' ? (x.data() as unknown as Float64Array<ArrayBuffer>) : Float64Array.from(x.data());

/** @throws NonFiniteError naming the first value that is not finite */
export function requireFiniteValues(name: string, values: Float64Array): void {
  const bad = firstNonFinite(values);
  if (bad >= 0) throw new NonFiniteError(bad, `${name}: element ${bad} is ${values[bad]}`, 'remove NaN and infinities first');
}

/** Values of a dense tensor in float64, all finite. @throws NonFiniteError naming the first that is not */
export function finiteValues(name: string, x: DenseTensor): Float64Array<ArrayBuffer> {
  const values = doubles(x);
  requireFiniteValues(name, values);
  return values;
}

/** A result in the dtype of the operand. */
export const wrap = (values: Float64Array<ArrayBuffer>, shape: Shape, dtype: Tensor['dtype']): Tensor =>
  dtype === 'float32' ? adoptBuffer(Float32Array.from(values), shape) : new DenseTensor(shape, 'float64', values);

/** The same for results that are finite but where they overflow. @throws ArgumentError */
export function wrapFinite(name: string, values: Float64Array<ArrayBuffer>, shape: Shape, dtype: Tensor['dtype']): Tensor {
  const bad = firstNonFinite(values);
  if (bad >= 0)
    throw new ArgumentError(`${name}: a result leaves the range of doubles`, 'scale the matrix by a power of two, and the result back');
  return wrap(values, shape, dtype);
}

/** The tolerance, or the default where none is given. @throws ArgumentError for a negative one, NaN and infinity */
export function requireTolerance<D extends number | undefined>(name: string, tolerance: number | undefined, otherwise: D): number | D {
  if (tolerance === undefined) return otherwise;
  if (tolerance >= 0 && tolerance < Infinity) return tolerance;
  throw new ArgumentError(`${name}: tolerance ${tolerance}`, 'a fraction of the largest value: a finite number, 0 or more');
}

/** Number of matrices in the leading axes. */
export function batchSize({ shape }: { readonly shape: Shape }): number {
  let count = 1;
  for (let i = 0; i < shape.length - 2; i++) count *= shape[i];
  return count;
}
/** A shape with other last two axes. */
export const lastAxes = (shape: Shape, m: number, n: number): Shape => (shape.length === 2 ? [m, n] : [...shape.slice(0, -2), m, n]);

/** Two operands with the same leading axes. */
export function withSameLead(name: string, a: Tensor, b: Tensor): [Tensor, Tensor] {
  const lead = broadcastShapes(name, a.shape.slice(0, -2), b.shape.slice(0, -2));
  return [a.broadcastTo([...lead, ...a.shape.slice(-2)]), b.broadcastTo([...lead, ...b.shape.slice(-2)])];
}

/** " of the batch" for messages, nothing for a single matrix. */
export const inBatch = (index: number, count: number): string => (count > 1 ? ` (matrix ${index} of the batch)` : '');
