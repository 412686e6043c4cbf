/**
 * Uniform numbers on [0, 1) from random bits, as JAX makes them: the top 23 (float32) or 52 (float64) bits of a draw
 * become the mantissa of a number in [1, 2), and 1 is subtracted. All are multiples of 2⁻²³ or 2⁻⁵².
 */
import type { FloatDType } from '@adjoint/tensor';
import type { Generator } from '../generators/generator.ts';
import { type Blocks, CHUNK, blocksFor } from './blocks.ts';

/** Calls `use(values, at, n, blocks)` with the uniforms of the elements from + at … from + at + n − 1, chunk by chunk. */
export function eachUniform(
  total: number,
  dtype: FloatDType,
  generator: Generator,
  k0: number,
  k1: number,
  use: (values: Float64Array, at: number, n: number, blocks: Blocks) => void,
  from = 0,
): void {
  const values = new Float64Array(Math.min(total, CHUNK));
  const blocks = blocksFor(total);
  const narrow = dtype === 'float32' ? new Float32Array(values.length) : null;
  for (let at = 0; at < total; at += CHUNK) {
    const n = Math.min(CHUNK, total - at);
    if (narrow) {
      blocks.singles(narrow, n, generator, k0, k1, from + at);
      values.set(narrow);
    } else blocks.uniforms(values, n, generator, k0, k1, from + at, 0);
    use(values, at, n, blocks);
  }
}

/** Uniforms on [0, 1) of the elements from … from + out.length − 1 written in place, in the precision of `out`. */
export function fillUniform(out: Float64Array | Float32Array, generator: Generator, k0: number, k1: number, from = 0): void {
  const total = out.length;
  const blocks = blocksFor(total);
  for (let at = 0; at < total; at += CHUNK) {
    const n = Math.min(CHUNK, total - at);
    const part = out.subarray(at, at + n);
    if (part instanceof Float64Array) blocks.uniforms(part, n, generator, k0, k1, from + at, 0);
    else blocks.singles(part, n, generator, k0, k1, from + at);
  }
}

/** Words of the elements from … from + out.length − 1. */
export function fillWords(out: Uint32Array, generator: Generator, k0: number, k1: number, from = 0): void {
  const blocks = blocksFor(out.length);
  for (let at = 0; at < out.length; at += CHUNK) {
    const n = Math.min(CHUNK, out.length - at);
    blocks.words(out.subarray(at, at + n), n, generator, k0, k1, from + at);
  }
}
