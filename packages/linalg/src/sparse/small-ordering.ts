/**
 * Minimum degree ordering of a pattern of at most 31 variables, neighbours as the bits of one number: for these the lists
 * of the general algorithm cost more than the factorisation.
 *
 * Tinney and Walker (1967), "Direct solutions of sparse network equations by optimally ordered triangular factorization".
 */
import type { CscMatrix } from '@adjoint/tensor';

export const MOST_BITS = 31;

/**
 * @param a square, at most `MOST_BITS` columns; the pattern of A + Aᵀ is ordered
 * @returns `order[k]`, the variable that is eliminated k-th; of equal degrees the first
 */
export function smallOrdering({ columns: n, columnPointers, rowIndices }: CscMatrix): Int32Array {
  const neighbours = new Int32Array(n);
  for (let j = 0; j < n; j++)
    for (let p = columnPointers[j]; p < columnPointers[j + 1]; p++) {
      const i = rowIndices[p];
      neighbours[j] |= 1 << i;
      neighbours[i] |= 1 << j;
    }
  const order = new Int32Array(n);
  let left = n === 0 ? 0 : -1 >>> (32 - n);
  for (let k = 0; k < n; k++) {
    let best = -1;
    let least = 32;
    for (let rest = left; rest !== 0; rest &= rest - 1) {
      const i = 31 - Math.clz32(rest & -rest);
      const degree = bits(neighbours[i] & left & ~(1 << i));
      if (degree < least) {
        least = degree;
        best = i;
      }
    }
    order[k] = best;
    left &= ~(1 << best);
    for (let rest = neighbours[best] & left; rest !== 0; rest &= rest - 1) neighbours[31 - Math.clz32(rest & -rest)] |= neighbours[best];
  }
  return order;
}

/** How many bits are set. */
function bits(v: number): number {
  const a = v - ((v >> 1) & 0x55555555);
  const b = (a & 0x33333333) + ((a >> 2) & 0x33333333);
  return Math.imul((b + (b >> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
