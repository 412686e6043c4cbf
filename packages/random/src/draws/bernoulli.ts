import { ArgumentError, type FloatDType, type Tensor, type TensorLike } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import type { ShapeLike } from './draw.ts';
import { uniform } from './uniform.ts';

/**
 * True with probability p: whether a uniform draw lies below p.
 *
 * @param p a number in [0, 1], or a tensor that broadcasts against `shape`
 * @param options `dtype` of the uniform draw (float32 gives JAX's default stream)
 * @throws ArgumentError for a number outside [0, 1]
 * @example bernoulli(key(0), 0.3, [16])
 */
export function bernoulli(
  key: Key,
  p: TensorLike,
  shape: ShapeLike = typeof p === 'number' ? [] : p.shape,
  options: { readonly dtype?: FloatDType } = {},
): Tensor<'bool'> {
  if (typeof p === 'number' && !(p >= 0 && p <= 1)) throw new ArgumentError(`bernoulli: p is ${p}`, 'a probability lies in [0, 1]');
  return uniform(key, shape, options).less(p);
}
