/** Systems whose matrix and factors stay in scratch memory: the code for modest orders in one call, blocks beyond. */
import type { ResidentSystems } from '../dense-contract.ts';
import type { Arena } from './arena.ts';
import { choleskyResident, choleskyScratch } from './dense-cholesky.ts';
import { luResident, luScratch } from './dense-lu.ts';
import { roundsOnce } from './dense-residual.ts';
import { leading, SPARE_ROWS, type Workspace } from './dense-workspace.ts';

/** Largest orders that are factored without blocks: measured, blocks pay from about 160 and 56 on. */
export const SMALL_LU = 150;
export const SMALL_CHOLESKY = 56;
/** Elements from row to row: at least one more than the row has. */
export const spacious = (n: number): number => leading(n + 1);

export function createSystems(arena: Arena, work: Workspace): ResidentSystems {
  const { panels } = work;
  const exact = panels.residualFused !== undefined && roundsOnce(panels.residualFused, arena.float64());
  let integers = new Int32Array(arena.memory.buffer);
  return {
    leading: spacious,
    matrixBytes: (n) => 8 * (n + SPARE_ROWS) * spacious(n),
    factorBytes: (n) => Math.max(n <= SMALL_LU ? 8 * n : luScratch(n, spacious(n)), n <= SMALL_CHOLESKY ? 0 : choleskyScratch(spacious(n))),
    spread: (n, from, a) => {
      panels.spread(n, n, from, a, 8 * spacious(n));
    },
    extents: (n, a, lda, rows, tops, sums) => {
      panels.extents(n, n, a, lda, rows, tops, sums);
    },
    symmetric: (n, a, lda) => panels.symmetric(n, a, lda) === 1,
    factor(n, a, lda, pivots, scratch) {
      if (n > SMALL_LU) return luResident(work, n, n, a, lda / 8, pivots, scratch);
      const failed = panels.smallLu(n, a, lda, scratch);
      if (integers.buffer !== arena.memory.buffer) integers = new Int32Array(arena.memory.buffer);
      for (let i = 0, at = scratch >> 2; i < n; i++) pivots[i] = integers[at + i];
      return failed;
    },
    factorPositive: (n, a, lda, scratch) =>
      n > SMALL_CHOLESKY ? choleskyResident(work, n, a, lda / 8, scratch) : panels.smallCholesky(n, a, lda),
    lowerOf(n, u, lda, to) {
      const view = work.view();
      const ld = lda >> 3;
      const strip = 32;
      view.fill(0, to >> 3, (to >> 3) + n * n);
      for (let r = 0; r < n; r += strip) {
        const rows = Math.min(strip, n - r);
        const corner = u + r * (lda + 8);
        for (let i = 1; i < rows; i++) for (let at = (corner >> 3) + i * ld, end = at + i; at < end; at++) view[at] = 0;
        work.blas.transpose(rows, n - r, corner, lda, to + 8 * r * (n + 1), 8 * n);
      }
    },
    residual: exact ? panels.residualFused : panels.residualSplit,
  };
}
