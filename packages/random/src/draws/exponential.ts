import type { FloatDType, Primitive, Tensor } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { CHUNK, blocksFor } from './blocks.ts';
import { type DrawParams, type Fill, type ShapeLike, draw, drawPrimitive, floatDType, shapeOf } from './draw.ts';
import type { FloatOptions } from './normal.ts';
import { eachUniform } from './unit-interval.ts';

export const exponentialFill: Fill<DrawParams> = (out, generator, k0, k1, { dtype }, from = 0) => {
  const total = out.length;
  const blocks = blocksFor(total);
  if (out instanceof Float64Array) {
    for (let at = 0; at < total; at += CHUNK) {
      const n = Math.min(CHUNK, total - at);
      blocks.exponentials(out.subarray(at, at + n), n, generator, k0, k1, from + at);
    }
  } else
    eachUniform(
      total,
      dtype as FloatDType,
      generator,
      k0,
      k1,
      (u, at, n) => {
        for (let i = 0; i < n; i++) u[i] = 1 - u[i];
        blocks.logs(u, n);
        for (let i = 0; i < n; i++) out[at + i] = -u[i];
      },
      from,
    );
};
const exponentialPrimitive: Primitive<DrawParams> = /* @__PURE__ */ drawPrimitive('exponential', exponentialFill);

/**
 * Exponential with rate 1, by inversion: −log(1 − u), where 1 − u is exact.
 *
 * @param shape of the draw; a number is the length of its one axis
 * @throws ShapeError, DTypeError, ArgumentError for a wrong shape, dtype or key
 * @example exponential(key(0), [1000]).div(rate)
 */
export const exponential = <D extends FloatDType = 'float64'>(key: Key, shape: ShapeLike = [], options: FloatOptions<D> = {}): Tensor<D> =>
  draw(exponentialPrimitive, key, { shape: shapeOf('exponential', shape), dtype: floatDType('exponential', options.dtype) }) as Tensor<D>;
