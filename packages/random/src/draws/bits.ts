import type { Primitive, Tensor } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { type DrawParams, type Fill, type ShapeLike, draw, drawPrimitive, shapeOf } from './draw.ts';
import { fillWords } from './unit-interval.ts';

export const bitsFill: Fill<DrawParams> = (out, generator, k0, k1, _params, from = 0) => {
  fillWords(out as Uint32Array, generator, k0, k1, from);
};
const bitsPrimitive: Primitive<DrawParams> = /* @__PURE__ */ drawPrimitive('bits', bitsFill);

/**
 * Random words: uint32, every bit a fair coin.
 *
 * @param shape of the draw; a number is the length of its one axis
 * @throws ShapeError, ArgumentError for a wrong shape or key
 * @example bits(key(0), 2) // [4070199207, 4202968722]
 */
export const bits = (key: Key, shape: ShapeLike = []): Tensor<'uint32'> =>
  draw(bitsPrimitive, key, { shape: shapeOf('bits', shape), dtype: 'uint32' }) as Tensor<'uint32'>;
