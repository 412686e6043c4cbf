/** Whether a sample of op(A), m×k, consists of exact zeros for the most part: then leaving them out pays. */
import type { Floats } from '../contract.ts';

/** Products below this size and width are not looked at for zeros. */
export const LEAST_WORK = 2 ** 17;
export const LEAST_COLUMNS = 32;
const SAMPLE = 64;
const ENOUGH = 40;
/** Steps of the golden ratio fall evenly over any range. */
const GOLDEN = 0.6180339887498949;

export function mostlyZeros(transA: boolean, m: number, k: number, a: Floats, offset: number, lda: number): boolean {
  const rows = transA ? k : m;
  const columns = transA ? m : k;
  let zeros = 0;
  for (let s = 1; s <= SAMPLE; s++) {
    const place = Math.floor(((s * GOLDEN) % 1) * rows * columns);
    if (a[offset + Math.floor(place / columns) * lda + (place % columns)] === 0) zeros++;
    else if (s - zeros > SAMPLE - ENOUGH) return false;
  }
  return true;
}
