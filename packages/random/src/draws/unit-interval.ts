/**
 * Uniform numbers on [0, 1) from random bits, as JAX makes them: the top 23 (float32) or 52 (float64) bits of a draw
 * become the mantissa of a number in [1, 2), and 1 is subtracted. All are multiples of 2⁻²³ or 2⁻⁵².
 */
import type { FloatDType } from '@adjoint/tensor';
import type { Generator } from '../generators/generator.ts';

/** Elements made at a time, so that scratch stays in the first cache. */
export const CHUNK = 1024;

/** Calls `use(values, at, n)` with the uniforms of the elements at … at + n − 1, chunk by chunk. */
export function eachUniform(total: number, dtype: FloatDType, generator: Generator, k0: number, k1: number, use: (values: Float64Array, at: number, n: number) => void): void {
  const size = Math.min(total, CHUNK), values = new Float64Array(size), scratch = scratchOf(size, dtype === 'float64');
  for (let at = 0; at < total; at += CHUNK) {
    const n = Math.min(CHUNK, total - at);
    if (dtype === 'float64') pairsInto(values, 0, n, scratch, generator, k0, k1, at);
    else wordsInto(values, 0, n, scratch, generator, k0, k1, at);
    use(values, at, n);
  }
}

/** Uniforms on [0, 1) of the elements 0 … out.length − 1 written in place, in the precision of `out`. */
export function fillUniform(out: Float64Array | Float32Array, generator: Generator, k0: number, k1: number): void {
  const total = out.length, scratch = scratchOf(Math.min(total, CHUNK), out instanceof Float64Array);
  for (let at = 0; at < total; at += CHUNK) {
    const n = Math.min(CHUNK, total - at);
    if (out instanceof Float64Array) pairsInto(out, at, n, scratch, generator, k0, k1, at);
    else wordsInto(out, at, n, scratch, generator, k0, k1, at);
  }
}

interface Scratch { readonly high: Uint32Array; readonly low: Uint32Array }
const scratchOf = (n: number, pairs: boolean): Scratch => ({ high: new Uint32Array(n), low: new Uint32Array(pairs ? n : 0) });

/** (high·2²⁰ + low's top 20 bits) · 2⁻⁵² */
function pairsInto(out: Float64Array, to: number, n: number, { high, low }: Scratch, generator: Generator, k0: number, k1: number, from: number): void {
  generator.pairs(high, low, n, k0, k1, from);
  for (let i = 0; i < n; i++) out[to + i] = high[i] * 2.3283064365386963e-10 + (low[i] >>> 12) * 2.220446049250313e-16;
}
/** The top 23 bits · 2⁻²³ */
function wordsInto(out: Float64Array | Float32Array, to: number, n: number, { high }: Scratch, generator: Generator, k0: number, k1: number, from: number): void {
  generator.words(high, n, k0, k1, from);
  for (let i = 0; i < n; i++) out[to + i] = (high[i] >>> 9) * 1.1920928955078125e-7;
}
