/**
 * log x by a table, to about 66 bits without a division: what x^y needs.
 *
 *   x = 2ᵏ m, √½ ≤ m < √2;   r ≈ 1/m with so few bits that z = r m − 1, |z| < 2⁻⁷, is exact
 *   log x = k·ln 2 − log r + log(1 + z),   log(1 + z) = z − z²/2 + z³ P(z)
 *
 * r = 1 on both sides of 1, so that nothing cancels there. ln 2 and log r are cut at 2⁻⁴²: their sum is exact.
 * Tang (1990), "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic"; for powers
 * Sibidanov, Zimmermann & Glondu (2022), "The CORE-MATH project", section 4.
 */
/** The high word of the least m, and the bits of it below the index of a row. */
export const FIRST_ROW = 0x3fe6a000;
export const ROW_SHIFT = 13;
/** Rows of r, −log r and what the cut took from it. */
export const ROWS = 129;
export const ROW_LENGTH = 3;
/** ln 2 as a multiple of 2⁻⁴², and the rest. */
export const LN2_CUT = 0.6931471805598903;
export const LN2_REST = 5.497923018708371e-14;
/** P(z) = 1/3 − z/4 + z²/5 − … */
export const logTail = (z: number): number => 1 / 3 + z * (-0.25 + z * (0.2 + z * (-1 / 6 + z * (1 / 7 + z * (-0.125 + z * (1 / 9))))));

let rows: Float64Array | undefined;

/** The table, made at its first use. */
export function logRows(): Float64Array {
  return (rows ??= makeRows());
}

function makeRows(): Float64Array {
  const table = new Float64Array(ROWS * ROW_LENGTH);
  const words = new Int32Array(2);
  const float = new Float64Array(words.buffer);
  for (let i = 0; i < ROWS; i++) {
    words[1] = FIRST_ROW + (i << ROW_SHIFT) + (1 << (ROW_SHIFT - 1));
    const middle = float[0];
    const bits = middle < 1 ? 128 : 256;
    const top = i === 74 || i === 75 ? bits : Math.floor(bits / middle + 0.5);
    // −log(top/bits) = 2 artanh s, s = (bits − top)/(bits + top), |s| < 0.18, in units of 2⁻⁸⁶
    const d = bits + top;
    const s = (BigInt(bits - top) << 86n) / BigInt(d);
    const square = (s * s) >> 86n;
    let sum = 0n;
    let term = 2n * s;
    for (let k = 1n; term * term > 1n; k += 2n) {
      sum += term / k;
      term = (term * square) >> 86n;
    }
    const upper = sum >> 44n;
    table.set([top / bits, Number(upper) * 2.2737367544323206e-13, Number(sum - (upper << 44n)) * 1.2924697071141057e-26], i * ROW_LENGTH);
  }
  return table;
}
