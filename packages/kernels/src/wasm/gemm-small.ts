/**
 * Small products: operands copied to fixed places of the scratch memory, multiplied there without packing, one copy back.
 * A handful of elements is copied faster by a loop than by the engine's `set`.
 */
import { K_BLOCK } from '../blas/gemm.ts';
import type { Floats, Kernels } from '../contract.ts';
import type { Arena } from './arena.ts';
import { createFinish, type FinishPart } from './epilogue.ts';
import type { Precision } from './gemm-module.ts';
import { smallProduct } from './gemm-small-module.ts';

/** Elements of an operand; beyond that packing pays. A larger B is transposed only for enough rows of A. */
const MOST = 100 * 100;
const MOST_TRANSPOSED = 40 * 40;
const ROWS_FOR_TRANSPOSED = 48;
/** Room for an operand and for what a tile reads beyond it; a tile may write four rows where there is one. */
const PLACE = MOST + 64;
const LAST_PLACE = 4 * MOST + 64;
const LOOPED = 8;

/** Whether all three operands are small and k is one block of sums. */
export const isSmall = (transB: boolean, m: number, n: number, k: number): boolean =>
  k <= K_BLOCK && m * k <= MOST && k * n <= (transB && m < ROWS_FOR_TRANSPOSED ? MOST_TRANSPOSED : MOST) && m * n <= MOST;

function copyIn(view: Floats, at: number, x: Floats, offset: number, ld: number, rows: number, columns: number): void {
  const count = rows * columns;
  if (count <= LOOPED || (columns < 8 && ld !== columns)) {
    for (let i = 0, to = at, from = offset; i < rows; i++, from += ld) for (let j = 0; j < columns; j++) view[to++] = x[from + j];
  } else if (ld === columns) view.set(count === x.length ? x : x.subarray(offset, offset + count), at);
  else for (let i = 0; i < rows; i++) view.set(x.subarray(offset + i * ld, offset + i * ld + columns), at + i * columns);
}

/** Operands of one precision that were checked and are small; undefined when the memory is refused. */
export function createSmallGemm(arena: Arena, precision: Precision, fused: boolean): Kernels['gemm'] | undefined {
  const code = smallProduct(arena, precision, fused);
  const bytes = precision === 'float64' ? 8 : 4;
  const atA = 64;
  const atB = atA + PLACE;
  const atOld = atB + PLACE;
  const atOut = atOld + PLACE;
  if (!arena.reserve((atOut + LAST_PLACE) * bytes)) return undefined;
  let result: Floats = new Float64Array(0);
  let finish: FinishPart | undefined;
  return (transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc, epilogue) => {
    const view = precision === 'float64' ? arena.float64() : arena.float32();
    const count = m * n;
    if (transA) copyIn(view, atA, a, aOffset, lda, k, m);
    else copyIn(view, atA, a, aOffset, lda, m, k);
    if (transB) {
      copyIn(view, atOld, b, bOffset, ldb, n, k);
      code.transpose(n, k, atOld * bytes, atB * bytes);
    } else copyIn(view, atB, b, bOffset, ldb, k, n);
    if (beta !== 0) copyIn(view, atOld, c, cOffset, ldc, m, n);
    code.small(
      m,
      n,
      k,
      alpha,
      atA * bytes,
      transA ? bytes : k * bytes,
      transA ? m * bytes : bytes,
      atB * bytes,
      n * bytes,
      beta,
      beta === 0 ? 0 : atOld * bytes,
      atOut * bytes,
      n * bytes,
    );
    if (epilogue) (finish ??= createFinish(arena, precision))(epilogue, 0, 0, m, n, atOut, n, [atA, atB]); // the operands are no longer needed
    if (count <= LOOPED || (n < 8 && ldc !== n)) {
      for (let i = 0, from = atOut, to = cOffset; i < m; i++, to += ldc) for (let j = 0; j < n; j++) c[to + j] = view[from++];
    } else if (ldc === n) {
      if (result.length !== count || result.buffer !== arena.memory.buffer) result = view.subarray(atOut, atOut + count);
      c.set(result, cOffset);
    } else for (let i = 0; i < m; i++) c.set(view.subarray(atOut + i * n, atOut + (i + 1) * n), cOffset + i * ldc);
  };
}
