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
  const size = Math.min(total, CHUNK), values = new Float64Array(size), high = new Uint32Array(size), low = new Uint32Array(dtype === 'float64' ? size : 0);
  for (let at = 0; at < total; at += CHUNK) {
    const n = Math.min(CHUNK, total - at);
    if (dtype === 'float64') {
      generator.pairs(high, low, n, k0, k1, at);
      mantissa52(values, high, low, n);
    } else {
      generator.words(high, n, k0, k1, at);
      mantissa23(values, high, n);
    }
    use(values, at, n);
  }
}

/** (high·2²⁰ + low's top 20 bits) · 2⁻⁵² */
function mantissa52(out: Float64Array, high: Uint32Array, low: Uint32Array, n: number): void {
  for (let i = 0; i < n; i++) out[i] = high[i] * 2.3283064365386963e-10 + (low[i] >>> 12) * 2.220446049250313e-16;
}
/** The top 23 bits · 2⁻²³ */
function mantissa23(out: Float64Array, words: Uint32Array, n: number): void {
  for (let i = 0; i < n; i++) out[i] = (words[i] >>> 9) * 1.1920928955078125e-7;
}
