/**
 * The parts of a float64, and powers of two.
 *
 *   x = m · 2ᵉ,  √½ ≤ m < √2
 *
 * Two scratch words are written and read inside each call and never kept.
 */
const float = /* @__PURE__ */ new Float64Array(1);
const words = /* @__PURE__ */ new Int32Array(/* @__PURE__ */ float.buffer);   // little-endian, as WebAssembly is

const TWO_54 = 18014398509481984;
/** The high word of √½, rounded to a mantissa boundary. */
const HIGH_OF_ROOT_HALF = 0x3fe6a09e;

/** 2ⁿ for −1022 ≤ n ≤ 1023. */
export function powerOfTwo(n: number): number {
  words[0] = 0;
  words[1] = (n + 1023) << 20;
  return float[0];
}

/** y · 2ⁿ, rounded once, for −2044 ≤ n ≤ 2046 and y near 1. */
export function scaleByPowerOfTwo(y: number, n: number): number {
  const half = n >> 1;
  return y * powerOfTwo(half) * powerOfTwo(n - half);
}

/** The exponent e of x = m · 2ᵉ with √½ ≤ m < √2; x positive, finite, subnormals too. */
export function exponentOf(x: number): number {
  const subnormal = x < 2.2250738585072014e-308;
  float[0] = subnormal ? x * TWO_54 : x;
  const high = words[1] + (0x3ff00000 - HIGH_OF_ROOT_HALF);
  return (high >> 20) - 1023 - (subnormal ? 54 : 0);
}

/** x with its lower 27 mantissa bits zero, so that the square and products of two such values are exact. */
export function upperHalf(x: number): number {
  float[0] = x;
  words[0] &= 0xf8000000;
  return float[0];
}
