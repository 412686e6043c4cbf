/**
 * Rows that are multiples of one another: rows of one length are sorted by a weighted sum of their entries over the
 * first, and neighbours compared.
 *
 * Tomlin and Welch (1986), "Finding duplicate rows in a linear programming model".
 */
import type { CscMatrix } from '@adjoint/tensor';

export interface Parallel {
  readonly row: number;
  readonly other: number;
  readonly factor: number;
}

/** @param rows the transpose of A @returns pairs with `other` = factor · `row` to rounding, no `other` twice */
export function parallelRows(rows: CscMatrix, keptRow: Uint8Array, keptVariable: Uint8Array): Parallel[] {
  const m = rows.columns;
  const sums = new Float64Array(m);
  const lengths = new Int32Array(m);
  const candidates: number[] = [];
  for (let i = 0; i < m; i++) {
    if (keptRow[i] === 0) continue;
    let first = 0;
    for (let p = rows.columnPointers[i]; p < rows.columnPointers[i + 1]; p++) {
      const j = rows.rowIndices[p];
      if (keptVariable[j] === 0) continue;
      if (first === 0) first = rows.values[p];
      sums[i] += (rows.values[p] / first) * (1 + ((j * 0.6180339887498949) % 1));
      lengths[i]++;
    }
    if (lengths[i] > 1 && Number.isFinite(sums[i])) candidates.push(i);
  }
  candidates.sort((a, b) => lengths[a] - lengths[b] || sums[a] - sums[b] || a - b);
  const found: Parallel[] = [];
  for (let k = 0; k < candidates.length;) {
    const row = candidates[k++];
    for (
      ;
      k < candidates.length &&
      lengths[candidates[k]] === lengths[row] &&
      Math.abs(sums[candidates[k]] - sums[row]) <= 1e-12 * lengths[row] * Math.max(1, Math.abs(sums[row]));
      k++
    ) {
      const factor = multiple(rows, keptVariable, row, candidates[k]);
      if (factor === null) break;
      found.push({ row, other: candidates[k], factor });
    }
  }
  return found;
}

/** c with row b = c · row a, or null. */
function multiple(rows: CscMatrix, kept: Uint8Array, a: number, b: number): number | null {
  let p = rows.columnPointers[a];
  let q = rows.columnPointers[b];
  let factor = 0;
  const pEnd = rows.columnPointers[a + 1];
  const qEnd = rows.columnPointers[b + 1];
  for (; ; p++, q++) {
    while (p < pEnd && kept[rows.rowIndices[p]] === 0) p++;
    while (q < qEnd && kept[rows.rowIndices[q]] === 0) q++;
    if (p === pEnd || q === qEnd) return p === pEnd && q === qEnd && factor !== 0 ? factor : null;
    if (rows.rowIndices[p] !== rows.rowIndices[q]) return null;
    const ratio = rows.values[q] / rows.values[p];
    if (!Number.isFinite(ratio) || ratio === 0) return null;
    if (factor === 0) factor = ratio;
    else if (Math.abs(ratio - factor) > 4 * Number.EPSILON * Math.abs(factor)) return null;
  }
}
