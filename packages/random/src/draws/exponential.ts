import type { FloatDType, Primitive, Tensor } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { type DrawParams, type ShapeLike, draw, drawPrimitive, floatDType, shapeOf } from './draw.ts';
import type { FloatOptions } from './normal.ts';
import { eachUniform } from './unit-interval.ts';

const exponentialPrimitive: Primitive<DrawParams> = drawPrimitive('exponential', (out, generator, k0, k1, { dtype }) => {
  eachUniform(out.length, dtype as FloatDType, generator, k0, k1, (u, at, n, blocks) => {
    for (let i = 0; i < n; i++) u[i] = 1 - u[i];
    blocks.logs(u, n);
    for (let i = 0; i < n; i++) out[at + i] = -u[i];
  });
});

/**
 * Exponential with rate 1, by inversion: −log(1 − u), where 1 − u is exact.
 *
 * @param shape of the draw; a number is the length of its one axis
 * @throws ShapeError, DTypeError, ArgumentError for a wrong shape, dtype or key
 * @example exponential(key(0), [1000]).div(rate)
 */
export const exponential = <D extends FloatDType = 'float64'>(key: Key, shape: ShapeLike = [], options: FloatOptions<D> = {}): Tensor<D> =>
  draw(exponentialPrimitive, key, { shape: shapeOf('exponential', shape), dtype: floatDType('exponential', options.dtype) }) as Tensor<D>;
