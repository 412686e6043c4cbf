/**
 * Philox-4x32 with 10 rounds: four words of counter and two of key to four random words.
 *
 * Each round multiplies two words by constants, crosses the high halves and adds Weyl constants to the key.
 *
 * Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", section 3.2.
 */
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** High word of the product of two words, by halves. */
function mulHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const low = (middle & 0xffff) + a0 * b1;
  return (a1 * b1 + (middle >>> 16) + (low >>> 16)) | 0;
}

/**
 * Fills `out` with the words of the blocks `first, first + 1, …`: four of each, `out.length` a multiple of 4.
 *
 * @param first number of the first block, an integer in [0, 2⁵³); words 0 and 1 of the counter
 * @param c2 word 2 of the counter; `c3` word 3
 */
export function philoxBlocks(out: Uint32Array, k0: number, k1: number, first: number, c2: number, c3: number): void {
  let low = first >>> 0;
  let high = Math.floor(first / 4294967296) >>> 0;
  for (let i = 0; i < out.length; i += 4) {
    let a = low | 0;
    let b = high | 0;
    let c = c2 | 0;
    let d = c3 | 0;
    let p = k0 | 0;
    let q = k1 | 0;
    for (let round = 0; round < 10; round++) {
      const h0 = mulHigh(M0, a);
      const l0 = Math.imul(M0, a);
      const h1 = mulHigh(M1, c);
      const l1 = Math.imul(M1, c);
      a = h1 ^ b ^ p;
      b = l1;
      c = h0 ^ d ^ q;
      d = l0;
      p = (p + W0) | 0;
      q = (q + W1) | 0;
    }
    out[i] = a;
    out[i + 1] = b;
    out[i + 2] = c;
    out[i + 3] = d;
    low = (low + 1) >>> 0;
    if (low === 0) high = (high + 1) >>> 0;
  }
}
