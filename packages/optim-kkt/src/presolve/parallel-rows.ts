/**
 * Rows that are multiples of one another: rows of one length are sorted by a weighted sum of their entries over the
 * first, and neighbours compared. Of each pair, row `other` = factor · row `row`, one stays, with the limits of both; its
 * multiplier is the other's, y_other = y / factor, where the limit that holds came from there.
 *
 * Tomlin and Welch (1986), "Finding duplicate rows in a linear programming model".
 */
import type { CscMatrix } from '@adjoint/tensor';
import { CONTRADICTS, type Met, type PresolveState, contradiction, leaveRow } from './state.ts';

interface Parallel {
  readonly row: number;
  readonly other: number;
  readonly factor: number;
}

export function joinParallel(s: PresolveState): Met {
  const { rowLower, rowUpper, shift, shiftSize } = s;
  for (const { row, other, factor } of parallelRows(s.rows, s.keptRow, s.keptVariable)) {
    const a = rowLower[other] - shift[other];
    const b = rowUpper[other] - shift[other];
    const low = (factor > 0 ? a : b) / factor + shift[row];
    const high = (factor > 0 ? b : a) / factor + shift[row];
    const scale =
      1 + shiftSize[row] + Math.max(...[rowLower[row], rowUpper[row], low, high].map((v) => (Number.isFinite(v) ? Math.abs(v) : 0)));
    if (low - rowUpper[row] > CONTRADICTS * scale)
      return contradiction(s, [
        [row, 1],
        [other, -1 / factor],
      ]);
    if (rowLower[row] - high > CONTRADICTS * scale)
      return contradiction(s, [
        [row, -1],
        [other, 1 / factor],
      ]);
    if (Math.max(low, rowLower[row]) > Math.min(high, rowUpper[row])) {
      // Equal but for rounding: the limits of the row that stays are the ones to keep.
      const beyond = Math.max(low, rowLower[row]) - Math.min(high, rowUpper[row]);
      if (beyond > 16 * Number.EPSILON * scale || rowLower[row] !== rowUpper[row]) return 'nearly';
      leaveRow(s, other);
      continue;
    }
    leaveRow(s, other);
    s.steps.push({ kind: 'parallel', row, other, factor, setsLower: low > rowLower[row], setsUpper: high < rowUpper[row] });
    rowLower[row] = Math.max(low, rowLower[row]);
    rowUpper[row] = Math.min(high, rowUpper[row]);
  }
  return null;
}

/** @param rows the transpose of A @returns pairs with `other` = factor · `row` to rounding, no `other` twice */
function parallelRows(rows: CscMatrix, keptRow: Uint8Array, keptVariable: Uint8Array): Parallel[] {
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
