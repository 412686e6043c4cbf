/** Gumbel draws by inversion, and categorical ones as the place of the largest logit with Gumbel noise. */
import { type FloatDType, type Primitive, ShapeError, type Tensor, argmax } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { type DrawParams, type ShapeLike, draw, drawPrimitive, floatDType, shapeOf } from './draw.ts';
import type { FloatOptions } from './normal.ts';
import { eachUniform } from './unit-interval.ts';

const TINY = { float64: 2.2250738585072014e-308, float32: 1.1754943508222875e-38 };

const gumbelPrimitive: Primitive<DrawParams> = drawPrimitive('gumbel', (out, generator, k0, k1, { dtype }) => {
  const least = TINY[dtype as FloatDType];
  eachUniform(out.length, dtype as FloatDType, generator, k0, k1, (u, at, n, blocks) => {
    for (let i = 0; i < n; i++) u[i] = Math.max(least, u[i]);
    blocks.logs(u, n);
    for (let i = 0; i < n; i++) u[i] = -u[i];
    blocks.logs(u, n);
    for (let i = 0; i < n; i++) out[at + i] = -u[i];
  });
});

/**
 * Standard Gumbel: −log(−log u).
 *
 * @throws ShapeError, DTypeError, ArgumentError for a wrong shape, dtype or key
 */
export const gumbel = <D extends FloatDType = 'float64'>(key: Key, shape: ShapeLike = [], options: FloatOptions<D> = {}): Tensor<D> =>
  draw(gumbelPrimitive, key, { shape: shapeOf('gumbel', shape), dtype: floatDType('gumbel', options.dtype) }) as Tensor<D>;

/**
 * Categories with probabilities softmax(logits) along the last axis.
 *
 * @param logits shape [..., k], k ≥ 1; −∞ is a category that is never drawn
 * @param shape of the draws in front of the other axes of `logits`
 * @returns int32, shape [...shape, ...logits.shape without the last]
 * @throws ShapeError for logits without an axis
 * @example categorical(key(0), log(tensor([0.2, 0.8])), [10])
 */
export function categorical(key: Key, logits: Tensor, shape: ShapeLike = []): Tensor<'int32'> {
  if (logits.rank === 0 || logits.shape[logits.rank - 1] === 0)
    throw new ShapeError(`categorical: logits of shape [${logits.shape.join(', ')}]`, 'the last axis holds the categories: at least one');
  return argmax(gumbel(key, [...shapeOf('categorical', shape), ...logits.shape]).add(logits), -1);
}
