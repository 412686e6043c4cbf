/**
 * Threefry-2x32 with 20 rounds: two words of counter and two of key to two random words.
 *
 * Additions modulo 2³², rotations and exclusive ors; the key is injected before the first and after every fourth
 * round, with the parity word k₂ = k₀ ⊕ k₁ ⊕ 0x1BD11BDA.
 *
 * Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", section 3.3; rotations of table 4.
 */
const PARITY = 0x1bd11bda;

/**
 * Fills `x0[i], x1[i]` with the block of the 64-bit counter `from + i`, i < n, two at a time: their chains of
 * operations are independent, so a processor runs them side by side.
 *
 * @param from first counter, an integer in [0, 2⁵³ − n]
 */
// prettier-ignore
export function threefryBlocks(x0: Uint32Array, x1: Uint32Array, n: number, k0: number, k1: number, from: number): void {
  const k2 = k0 ^ k1 ^ PARITY;
  let low = from >>> 0, high = Math.floor(from / 4294967296) >>> 0, i = 0;
  for (; i + 1 < n; i += 2) {
    let a = (high + k0) | 0, b = (low + k1) | 0;
    low = (low + 1) >>> 0;
    if (low === 0) high = (high + 1) >>> 0;
    let c = (high + k0) | 0, d = (low + k1) | 0;
    low = (low + 1) >>> 0;
    if (low === 0) high = (high + 1) >>> 0;
    a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a; c = (c + d) | 0; d = ((d << 13) | (d >>> 19)) ^ c;
    a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a; c = (c + d) | 0; d = ((d << 15) | (d >>> 17)) ^ c;
    a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a; c = (c + d) | 0; d = ((d << 26) | (d >>> 6)) ^ c;
    a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a; c = (c + d) | 0; d = ((d << 6) | (d >>> 26)) ^ c;
    a = (a + k1) | 0; b = (b + k2 + 1) | 0; c = (c + k1) | 0; d = (d + k2 + 1) | 0;
    a = (a + b) | 0; b = ((b << 17) | (b >>> 15)) ^ a; c = (c + d) | 0; d = ((d << 17) | (d >>> 15)) ^ c;
    a = (a + b) | 0; b = ((b << 29) | (b >>> 3)) ^ a; c = (c + d) | 0; d = ((d << 29) | (d >>> 3)) ^ c;
    a = (a + b) | 0; b = ((b << 16) | (b >>> 16)) ^ a; c = (c + d) | 0; d = ((d << 16) | (d >>> 16)) ^ c;
    a = (a + b) | 0; b = ((b << 24) | (b >>> 8)) ^ a; c = (c + d) | 0; d = ((d << 24) | (d >>> 8)) ^ c;
    a = (a + k2) | 0; b = (b + k0 + 2) | 0; c = (c + k2) | 0; d = (d + k0 + 2) | 0;
    a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a; c = (c + d) | 0; d = ((d << 13) | (d >>> 19)) ^ c;
    a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a; c = (c + d) | 0; d = ((d << 15) | (d >>> 17)) ^ c;
    a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a; c = (c + d) | 0; d = ((d << 26) | (d >>> 6)) ^ c;
    a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a; c = (c + d) | 0; d = ((d << 6) | (d >>> 26)) ^ c;
    a = (a + k0) | 0; b = (b + k1 + 3) | 0; c = (c + k0) | 0; d = (d + k1 + 3) | 0;
    a = (a + b) | 0; b = ((b << 17) | (b >>> 15)) ^ a; c = (c + d) | 0; d = ((d << 17) | (d >>> 15)) ^ c;
    a = (a + b) | 0; b = ((b << 29) | (b >>> 3)) ^ a; c = (c + d) | 0; d = ((d << 29) | (d >>> 3)) ^ c;
    a = (a + b) | 0; b = ((b << 16) | (b >>> 16)) ^ a; c = (c + d) | 0; d = ((d << 16) | (d >>> 16)) ^ c;
    a = (a + b) | 0; b = ((b << 24) | (b >>> 8)) ^ a; c = (c + d) | 0; d = ((d << 24) | (d >>> 8)) ^ c;
    a = (a + k1) | 0; b = (b + k2 + 4) | 0; c = (c + k1) | 0; d = (d + k2 + 4) | 0;
    a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a; c = (c + d) | 0; d = ((d << 13) | (d >>> 19)) ^ c;
    a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a; c = (c + d) | 0; d = ((d << 15) | (d >>> 17)) ^ c;
    a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a; c = (c + d) | 0; d = ((d << 26) | (d >>> 6)) ^ c;
    a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a; c = (c + d) | 0; d = ((d << 6) | (d >>> 26)) ^ c;
    x0[i] = a + k2; x1[i] = b + k0 + 5;
    x0[i + 1] = c + k2; x1[i + 1] = d + k0 + 5;
  }
  if (i < n) {
    let a = (high + k0) | 0, b = (low + k1) | 0;
    a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + k1) | 0; b = (b + k2 + 1) | 0;
    a = (a + b) | 0; b = ((b << 17) | (b >>> 15)) ^ a;
    a = (a + b) | 0; b = ((b << 29) | (b >>> 3)) ^ a;
    a = (a + b) | 0; b = ((b << 16) | (b >>> 16)) ^ a;
    a = (a + b) | 0; b = ((b << 24) | (b >>> 8)) ^ a;
    a = (a + k2) | 0; b = (b + k0 + 2) | 0;
    a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + k0) | 0; b = (b + k1 + 3) | 0;
    a = (a + b) | 0; b = ((b << 17) | (b >>> 15)) ^ a;
    a = (a + b) | 0; b = ((b << 29) | (b >>> 3)) ^ a;
    a = (a + b) | 0; b = ((b << 16) | (b >>> 16)) ^ a;
    a = (a + b) | 0; b = ((b << 24) | (b >>> 8)) ^ a;
    a = (a + k1) | 0; b = (b + k2 + 4) | 0;
    a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a;
    x0[i] = a + k2; x1[i] = b + k0 + 5;
  }
}
