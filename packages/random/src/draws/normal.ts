/**
 * Standard normal draws by inversion: x = √2·erf⁻¹(v), v = 2u + nextafter(−1, 0) with u uniform on [0, 1), as JAX.
 *
 * v stays inside (−1, 1), so no draw is infinite; |x| < 8.3 (float64) and < 5.5 (float32).
 */
import type { FloatDType, Primitive, Tensor } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { CHUNK, blocksFor } from './blocks.ts';
import { type DrawParams, type Fill, type ShapeLike, draw, drawPrimitive, floatDType, shapeOf } from './draw.ts';
import { eachUniform } from './unit-interval.ts';

const BELOW_ONE = { float64: 1 - 2 ** -53, float32: 1 - 2 ** -24 };

export const normalFill: Fill<DrawParams> = (out, generator, k0, k1, { dtype }, from = 0) => {
  const total = out.length;
  const low = -BELOW_ONE[dtype as FloatDType];
  const blocks = blocksFor(total);
  if (out instanceof Float64Array) {
    for (let at = 0; at < total; at += CHUNK) {
      const n = Math.min(CHUNK, total - at);
      blocks.deviates(out.subarray(at, at + n), n, generator, k0, k1, from + at, 0, low);
    }
  } else
    eachUniform(
      total,
      'float32',
      generator,
      k0,
      k1,
      (u, at, n) => {
        // 2u + low in float32 first, as ½·(…) exactly, so that the doubling of `normals` gives it back
        for (let i = 0; i < n; i++) u[i] = 0.5 * Math.fround(u[i] * 2 + low);
        blocks.normals(u, n, 0);
        out.set(n === u.length ? u : u.subarray(0, n), at);
      },
      from,
    );
};
const normalPrimitive: Primitive<DrawParams> = /* @__PURE__ */ drawPrimitive('normal', normalFill);

export interface FloatOptions<D extends FloatDType = FloatDType> {
  readonly dtype?: D;
}

/**
 * Standard normal: mean 0, variance 1.
 *
 * @param shape of the draw; a number is the length of its one axis
 * @throws ShapeError, DTypeError, ArgumentError for a wrong shape, dtype or key
 * @example normal(key(1), [1000]).mul(sigma).add(mu)
 */
export const normal = <D extends FloatDType = 'float64'>(key: Key, shape: ShapeLike = [], options: FloatOptions<D> = {}): Tensor<D> =>
  draw(normalPrimitive, key, { shape: shapeOf('normal', shape), dtype: floatDType('normal', options.dtype) }) as Tensor<D>;
