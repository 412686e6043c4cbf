/**
 * Integers in a range: a 64-bit draw modulo the span, exactly.
 *
 * Two words per element, high from the first and low from the second of two derived keys, as JAX's randint; where
 * the span exceeds 2¹⁶ JAX's product wraps and ours does not. The bias of the modulus is below span/2⁶⁴ < 2⁻³².
 */
import { ArgumentError, DTypeError, type Primitive, type Tensor } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { type DrawParams, type ShapeLike, draw, drawPrimitive, shapeOf } from './draw.ts';
import { CHUNK, blocksFor } from './blocks.ts';

interface IntegersParams extends DrawParams {
  readonly low: number;
  readonly span: number;
}

const integersPrimitive: Primitive<IntegersParams> = drawPrimitive('integers', (out, generator, k0, k1, { low, span }) => {
  const keys = new Uint32Array(4);
  const size = Math.min(out.length, CHUNK);
  const high = new Uint32Array(size);
  const words = new Uint32Array(size);
  const blocks = blocksFor(out.length);
  generator.split(keys, 2, k0, k1);
  for (let at = 0; at < out.length; at += CHUNK) {
    const n = Math.min(CHUNK, out.length - at);
    blocks.words(high, n, generator, keys[0], keys[1], at);
    blocks.words(words, n, generator, keys[2], keys[3], at);
    for (let i = 0; i < n; i++) out[at + i] = low + modulo(high[i], words[i], span);
  }
});

/** (high·2³² + low) mod span, in steps of 16 bits that stay below 2⁵³ for span ≤ 2³². */
function modulo(high: number, low: number, span: number): number {
  const r = ((high % span) * 65536 + (low >>> 16)) % span;
  return (r * 65536 + (low & 0xffff)) % span;
}

/**
 * Integers in [low, high).
 *
 * @param shape of the draw; a number is the length of its one axis
 * @throws ArgumentError unless low < high are integers that int32 (or the chosen uint32) holds; ShapeError; DTypeError
 * @example integers(key(0), [8], 1, 7) // eight dice
 */
export function integers<D extends 'int32' | 'uint32' = 'int32'>(
  key: Key,
  shape: ShapeLike,
  low: number,
  high: number,
  options: { readonly dtype?: D } = {},
): Tensor<D> {
  const { dtype = 'int32' } = options;
  const least = dtype === 'int32' ? -2147483648 : 0;
  if (dtype !== 'int32' && dtype !== 'uint32') throw new DTypeError(`integers: dtype ${String(dtype)}`, 'use int32 or uint32');
  if (!Number.isInteger(low) || !Number.isInteger(high) || low >= high || low < least || high > least + 4294967296) {
    throw new ArgumentError(`integers: low ${low}, high ${high}`, `low < high are integers, and every result must be a value of ${dtype}`);
  }
  return draw(integersPrimitive, key, { shape: shapeOf('integers', shape), dtype, low, span: high - low }) as Tensor<D>;
}
