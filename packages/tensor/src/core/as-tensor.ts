/** Recognising tensors, of this copy of the package and of foreign ones. */
import { ArgumentError, DuplicatePackageError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { type DType, allocate } from './dtype.ts';
import type { Shape } from './shape.ts';
import type { Tensor, TensorLike } from './tensor.ts';
import { type Brand, TENSOR_BRAND } from './brand.ts';
import { DenseTensor, TensorBase } from './tensor-class.ts';

const SCALAR: Shape = [];

/** A tensor of shape []. */
export function scalar(x: number, dtype: DType = 'float64'): DenseTensor {
  const storage = allocate(dtype, 1);
  storage[0] = x;
  return new DenseTensor(SCALAR, dtype, storage);
}

/** @throws DuplicatePackageError for a tensor of another installed copy of this package */
export function isTensor(x: unknown): x is Tensor {
  if (x instanceof TensorBase) return true;
  if (typeof x === 'object' && x !== null && TENSOR_BRAND in x)
    throw new DuplicatePackageError(VERSION, (x[TENSOR_BRAND] as Brand).version);
  return false;
}

/**
 * A number as a tensor of shape []; a tensor as it is.
 *
 * @throws ArgumentError for anything else; DuplicatePackageError for a tensor of another installed copy
 */
export function asTensor(x: TensorLike, dtype: DType = 'float64'): TensorBase {
  if (typeof x === 'number') return scalar(x, dtype);
  if (isTensor(x)) return x as TensorBase;
  throw new ArgumentError(
    `expected a tensor or a number, got ${Array.isArray(x) ? 'an array' : x === null ? 'null' : typeof x}`,
    'make a tensor of it with tensor(…)',
  );
}
