/**
 * The bits of a double: its high and low word, and products with powers of two.
 *
 * The two views below share eight bytes that hold a value only within one call.
 */
const VALUE: Float64Array = /* @__PURE__ */ new Float64Array(1);
const WORDS: Uint32Array = /* @__PURE__ */ new Uint32Array(VALUE.buffer);

/** Sign, exponent and the first 20 bits of the fraction. Little-endian machines only, as WebAssembly. */
export function highWord(x: number): number { VALUE[0] = x; return WORDS[1]; }
export function fromWords(high: number, low: number): number { WORDS[1] = high; WORDS[0] = low; return VALUE[0]; }
/** x with another high word. */
export function withHighWord(x: number, high: number): number { VALUE[0] = x; WORDS[1] = high; return VALUE[0]; }
/** x with the low word of its fraction cleared: at most 21 significant bits. */
export function truncated(x: number): number { VALUE[0] = x; WORDS[0] = 0; return VALUE[0]; }

/** 2^k for −1022 ≤ k ≤ 1023. */
const powerOfTwo = (k: number): number => fromWords((k + 1023) << 20, 0);

/** x·2^k, rounded once even when the result is subnormal. */
export function scale(x: number, k: number): number {
  if (k > 1023) return k > 2098 ? x * Infinity : x * powerOfTwo(1023) * (k > 2046 ? powerOfTwo(1023) * powerOfTwo(k - 2046) : powerOfTwo(k - 1023));
  if (k >= -1022) return x * powerOfTwo(k);
  return k < -2200 ? x * 0 : x * powerOfTwo(Math.max(k + 1000, -1022)) * powerOfTwo(-1000);
}
