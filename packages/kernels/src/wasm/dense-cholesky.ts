/**
 * A = UᵀU in scratch memory, U = Lᵀ upper triangular: rows of U are contiguous, where columns of L would not be.
 *
 * Golub and Van Loan, algorithm 4.2.1 inside a diagonal block, then a triangular solve and a product (section 4.2.9).
 */
import { packedBytes, leading, type Workspace } from './dense-workspace.ts';

const blockOf = (n: number): number => (n < 160 ? 32 : 48);

export const choleskyScratch = (n: number): number => packedBytes(leading(n));

/**
 * Factors the n×n matrix at byte `a`, ld elements from row to row; the upper triangle is read and written, the lower is
 * spoilt.
 *
 * @returns 0, or the order of the first leading minor that is not positive (NaN included)
 */
export function choleskyResident(
  { blas, panels, multiply, view: viewOf }: Workspace,
  n: number,
  a: number,
  ld: number,
  scratch: number,
): number {
  const nb = blockOf(n);
  const lda = 8 * ld;
  const view = viewOf();
  for (let k0 = 0; k0 < n; k0 += nb) {
    const k1 = Math.min(n, k0 + nb);
    const width = k1 - k0;
    const corner = a + k0 * (lda + 8);
    for (let j = 0; j < width; j++) {
      const diagonal = corner + j * (lda + 8);
      const at = diagonal >> 3;
      if (j > 0) blas.gemvT(j, width - j, -1, corner + 8 * j, lda, corner + 8 * j, lda, diagonal);
      const d = view[at];
      if (!(d > 0)) return k0 + j + 1;
      const root = Math.sqrt(d);
      view[at] = root;
      for (let i = 1; i < width - j; i++) view[at + i] /= root;
    }
    if (k1 >= n) break;
    const right = corner + 8 * width;
    const columns = Math.ceil((n - k1) / 4) * 4;
    panels.solveRows(width, columns, corner, 8, lda, 0, right, lda);
    multiply(
      n - k1,
      columns,
      width,
      -1,
      { kind: 'columns', at: right, ld: lda },
      { kind: 'columns', at: right, ld: lda },
      right + width * lda,
      lda,
      scratch,
      true,
    );
  }
  return 0;
}
