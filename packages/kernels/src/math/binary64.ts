/**
 * The parts of a float64, and powers of two.
 *
 *   x = m · 2ᵉ,  √½ ≤ m < √2
 *
 * Two scratch words are written and read inside each call and never kept.
 */
const float = /* @__PURE__ */ new Float64Array(1);
const words = /* @__PURE__ */ new Int32Array(/* @__PURE__ */ float.buffer); // little-endian, as WebAssembly is

const TWO_54 = 18014398509481984;
/** From the high word of √½, rounded to a mantissa boundary, to that of 1. */
export const ABOVE_ROOT_HALF: number = 0x3ff00000 - 0x3fe6a09e;

/** first · ratioⁱ, exact for powers of two */
function powers(first: number, ratio: number, count: number): number[] {
  const table = [first];
  while (table.length < count) table.push(table[table.length - 1] * ratio);
  return table;
}
/** 2^(32 i), −31 ≤ i ≤ 31, and 2ʲ, 0 ≤ j < 32: reading a table is faster than assembling bits. */
const COARSE = /* @__PURE__ */ powers(2.3891548633682403e-299, 4294967296, 63);
const FINE = /* @__PURE__ */ powers(1, 2, 32);

/** 2ⁿ for −1022 ≤ n ≤ 1023. */
export function powerOfTwo(n: number): number {
  if (n >= -992) return COARSE[(n >> 5) + 31] * FINE[n & 31];
  words[0] = 0;
  words[1] = (n + 1023) << 20;
  return float[0];
}

/** y · 2ⁿ, rounded once, for −2044 ≤ n ≤ 2046 and y near 1. */
export function scaleByPowerOfTwo(y: number, n: number): number {
  if (n >= -960 && n <= 1000) return y * powerOfTwo(n); // no subnormal, no overflow: exact either way
  const half = n >> 1;
  return y * powerOfTwo(half) * powerOfTwo(n - half);
}

/** The exponent e of x = m · 2ᵉ with √½ ≤ m < √2; x positive, finite, subnormals too. */
export function exponentOf(x: number): number {
  const subnormal = x < 2.2250738585072014e-308;
  float[0] = subnormal ? x * TWO_54 : x;
  const high = words[1] + ABOVE_ROOT_HALF;
  return (high >> 20) - 1023 - (subnormal ? 54 : 0);
}

/** The upper half of the bits of x. */
export function highWordOf(x: number): number {
  float[0] = x;
  return words[1];
}
