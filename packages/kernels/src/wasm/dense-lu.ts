/**
 * PA = LU with partial pivoting, in scratch memory: panels of columns are factored transposed, so that everything runs
 * along contiguous memory, then rows are exchanged, the rows of U solved for, and the rest updated by one product.
 *
 * Golub and Van Loan, section 3.4; the panel is the left-looking form (3.4.4: "gaxpy LU").
 */
import { leading, packedBytes, SPARE_ROWS, type Workspace } from './dense-workspace.ts';

/** Widths are whole tiles of columns. */
const blockOf = (n: number): number => (n < 200 ? 16 : n < 700 ? 24 : 48);

/** Bytes that `luResident` uses from address `at` on, behind an m×n matrix. */
export const luScratch = (m: number, n: number): number =>
  8 * (blockOf(Math.min(m, n)) + SPARE_ROWS) * leading(m + SPARE_ROWS) + packedBytes(leading(n));

/**
 * Factors the m×n matrix at byte `a`, ld elements from row to row.
 *
 * @returns the first step without a nonzero pivot, −1 if there is none; the factorisation is complete anyway
 */
export function luResident(
  { blas, panels, multiply, view: viewOf }: Workspace,
  m: number,
  n: number,
  a: number,
  ld: number,
  pivots: Int32Array,
  scratch: number,
): number {
  const steps = Math.min(m, n);
  const nb = blockOf(steps);
  const ldp = leading(m + SPARE_ROWS);
  const lda = 8 * ld;
  const view = viewOf();
  const panel = scratch;
  const packed = scratch + 8 * (nb + SPARE_ROWS) * ldp;
  let zeroPivot = -1;
  for (let k0 = 0; k0 < steps; k0 += nb) {
    const k1 = Math.min(steps, k0 + nb);
    const width = k1 - k0;
    const rows = m - k0;
    const corner = a + k0 * lda + 8 * k0;
    blas.transpose(rows, width, corner, lda, panel, 8 * ldp);
    for (let j = 0; j < width; j++) {
      const column = panel + 8 * j * ldp;
      const below = column + 8 * j;
      if (j > 0) {
        blas.trsv(false, true, true, j, panel, 8 * ldp, column);
        blas.gemvT(j, rows - j, -1, panel + 8 * j, 8 * ldp, column, 8, below);
      }
      const p = j + blas.iamax(rows - j, below);
      const at = column >> 3;
      const pivot = view[at + p];
      pivots[k0 + j] = k0 + p;
      if (pivot === 0) {
        if (zeroPivot < 0) zeroPivot = k0 + j;
        continue;
      }
      if (p !== j)
        for (let c = 0, q = panel >> 3; c < width; c++, q += ldp) {
          const t = view[q + j];
          view[q + j] = view[q + p];
          view[q + p] = t;
        }
      const size = Math.abs(pivot);
      if (size > 1e-290 && size < 1e290) blas.scal(rows - j - 1, 1 / pivot, below + 8);
      else for (let i = j + 1; i < rows; i++) view[at + i] /= pivot;
    }
    blas.transpose(width, rows, panel, 8 * ldp, corner, lda);
    for (let k = k0; k < k1; k++) {
      const p = pivots[k];
      if (p === k) continue;
      if (k0 > 0) blas.swap(k0, a + k * lda, a + p * lda);
      if (k1 < n) blas.swap(n - k1, a + k * lda + 8 * k1, a + p * lda + 8 * k1);
    }
    if (k1 >= n) continue;
    const right = a + k0 * lda + 8 * k1;
    const columns = Math.ceil((n - k1) / 4) * 4;
    panels.solveRows(width, columns, panel, 8, 8 * ldp, 1, right, lda);
    multiply(
      m - k1,
      columns,
      width,
      -1,
      { kind: 'columns', at: panel + 8 * width, ld: 8 * ldp },
      { kind: 'columns', at: right, ld: lda },
      right + width * lda,
      lda,
      packed,
    );
  }
  return zeroPivot;
}
