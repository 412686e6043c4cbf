/** The range that a row can take while its variables stay between their bounds. */
import type { CscMatrix } from '@adjoint/tensor';

/** @param rows the transpose of A @returns the range, and the sum of the sizes of its finite terms */
export function activity(
  rows: CscMatrix,
  i: number,
  kept: Uint8Array,
  lower: Float64Array,
  upper: Float64Array,
): { readonly least: number; readonly most: number; readonly size: number } {
  let least = 0;
  let most = 0;
  let size = 0;
  for (let p = rows.columnPointers[i], end = rows.columnPointers[i + 1]; p < end; p++) {
    const j = rows.rowIndices[p];
    const a = rows.values[p];
    if (kept[j] === 0 || a === 0) continue;
    const low = a * (a > 0 ? lower[j] : upper[j]);
    const high = a * (a > 0 ? upper[j] : lower[j]);
    least += low;
    most += high;
    if (low > -Infinity) size += Math.abs(low);
    if (high < Infinity) size += Math.abs(high);
    if (least === -Infinity && most === Infinity) break;
  }
  return { least, most, size };
}
