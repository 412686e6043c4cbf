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

/** 2^(32 i), −31 ≤ i ≤ 31, and 2ʲ, 0 ≤ j < 32: reading a table is faster than assembling bits. */
const COARSE = [
  2.3891548633682403e-299, 1.0261342003245941e-289, 4.407212831701244e-280, 1.8928834978668395e-270,
  8.129872718476162e-261, 3.491753744649773e-251, 1.499696813895631e-241, 6.441148769597133e-232,
  2.7664523314090327e-222, 1.188182228934475e-212, 5.103203814961955e-203, 2.191809349008403e-193,
  9.413749473058141e-184, 4.043174611952195e-174, 1.7365302730352168e-164, 7.458340731200207e-155,
  3.2033329522929615e-145, 1.3758210268297398e-135, 5.909106315382871e-126, 2.5379418373156492e-116,
  1.0900377190420866e-106, 4.6816763546921983e-97, 2.010764683385949e-87, 8.636168555094445e-78,
  3.7092061506874214e-68, 1.5930919111324523e-58, 6.842277657836021e-49, 2.938735877055719e-39,
  1.262177448353619e-29, 5.421010862427522e-20, 2.3283064365386963e-10, 1.0, 4294967296.0, 1.8446744073709552e+19,
  7.922816251426434e+28, 3.402823669209385e+38, 1.461501637330903e+48, 6.277101735386681e+57, 2.695994666715064e+67,
  1.157920892373162e+77, 4.9732323640978664e+86, 2.13598703592091e+96, 9.173994463960286e+105,
  3.940200619639448e+115, 1.6923032801030364e+125, 7.268387242956069e+134, 3.1217485503159922e+144,
  1.3407807929942597e+154, 5.758609657015292e+163, 2.4733040147310453e+173, 1.0622759856335342e+183,
  4.562440617622195e+192, 1.959553324262937e+202, 8.416217442477398e+211, 3.6147378671465184e+221,
  1.552518092300709e+231, 6.668014432879854e+240, 2.863890391847496e+250, 1.2300315572313621e+260,
  5.282945311356653e+269, 2.269007733883336e+279, 9.7453140114e+288, 4.185580496821357e+298,
];
const FINE = [
  1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536,
  131072, 262144, 524288, 1048576, 2097152, 4194304, 8388608, 16777216, 33554432, 67108864, 134217728, 268435456, 536870912, 1073741824, 2147483648,
];

/** 2ⁿ for −1022 ≤ n ≤ 1023. */
export function powerOfTwo(n: number): number {
  if (n >= -992) return COARSE[(n >> 5) + 31] * FINE[n & 31];
  words[0] = 0;
  words[1] = (n + 1023) << 20;
  return float[0];
}

/** y · 2ⁿ, rounded once, for −2044 ≤ n ≤ 2046 and y near 1. */
export function scaleByPowerOfTwo(y: number, n: number): number {
  if (n >= -960 && n <= 1000) return y * powerOfTwo(n);           // no subnormal, no overflow: exact either way
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
