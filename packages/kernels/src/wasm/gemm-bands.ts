/**
 * The matrix product of operands anywhere, in scratch memory of its own: B is packed for many k at once, then C grows band by
 * band of rows, each copied out while it is warm in the cache. Operands are staged in pieces that the caches hold too.
 *
 *   for columns of C, for blocks of k:  pack B;  for bands of rows:  stage A, for each 256 of k:  C += A·B;  copy C out
 *
 * Each 256 of k is one sum, as in the plain tier: without fused multiply-add the float64 results are equal bit by bit.
 *
 * Goto & van de Geijn (2008), "Anatomy of high-performance matrix multiplication".
 */
import { applyEpilogue } from '../blas/epilogue.ts';
import { gemm as plainGemm, K_BLOCK } from '../blas/gemm.ts';
import type { Floats, Kernels } from '../contract.ts';
import type { Arena } from './arena.ts';
import { createFinish, type FinishPart } from './epilogue.ts';
import { copyIn, scaleBy } from './gemm-copies.ts';
import { type GemmCode, type Precision, rowStepOf, tileOf } from './gemm-module.ts';
import { packB, stagedElements } from './gemm-pack.ts';
import { type SparseCode, sparseCode } from './gemm-sparse-module.ts';
import { LEAST_COLUMNS, LEAST_WORK, mostlyZeros } from './mostly-zeros.ts';

const BAND = 48;
const MOST_COLUMNS = 1024;
/** Sums of 256 of k that are made of one copy of a band of A. */
const MOST_BLOCKS = 4;
/** Of a row of C. */
const STRIP_BYTES = 2048;
/** Shorter rows of A are packed: one copy of many is cheaper than many copies. */
const LEAST_DEPTH = 64;

function copyOut(view: Floats, at: number, stride: number, c: Floats, offset: number, ld: number, rows: number, columns: number): void {
  if (ld === columns && stride === columns) {
    c.set(view.subarray(at, at + rows * columns), offset);
    return;
  }
  for (let i = 0; i < rows; i++) c.set(view.subarray(at + i * stride, at + i * stride + columns), offset + i * ld);
}

/** Whether the first elements of scratch memory are neither NaN nor infinite. */
function isFinite(code: SparseCode, view: Floats, elements: number, bytes: number): boolean {
  view.fill(0, elements, elements + 4);
  return code.unbounded(0, Math.ceil((elements * bytes) / 16) * 16) === 0;
}

/** A product of one precision on one arena; operands of another never reach it. */
export function createProduct(arena: Arena, code: GemmCode, precision: Precision, fused: boolean): Kernels['gemm'] {
  const { rows: mr, columns: nr, bytes } = tileOf(precision, fused);
  const rowStep = rowStepOf(bytes);
  let sparse: SparseCode | undefined;
  let finish: FinishPart | undefined;
  const up = (n: number, to: number): number => Math.ceil(n / to) * to;

  return (transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc, epilogue) => {
    const nMost = Math.min(n, MOST_COLUMNS);
    const width = up(nMost, nr);
    const depth = Math.min(k, K_BLOCK);
    const kMost = Math.min(k, MOST_BLOCKS * K_BLOCK);
    const blocks = Math.ceil(kMost / K_BLOCK);
    const band = Math.min(up(m, mr), BAND);
    const rowsAsTheyLie = !transA && depth >= LEAST_DEPTH;
    // elements of scratch: staged pieces, A, B and a band of C, with room for reads beyond the last line
    const vector = Math.max(band, width) + 8;
    const staged = Math.max(stagedElements(precision, transB, width, depth), band * depth, 2 * vector) + 16 * width;
    const atA = up(staged, 16);
    const blockOfA = up(band * (rowsAsTheyLie ? rowStep : depth), 16);
    const list = atA + blocks * blockOfA;
    const atB = up(list + 4 * K_BLOCK + 64, 16);
    const result = up(atB + width * kMost, 16);
    if (!arena.reserve((result + band * width + 16) * bytes)) {
      plainGemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
      if (epilogue) applyEpilogue(epilogue, m, n, c, cOffset, ldc);
      return;
    }
    const view = precision === 'float64' ? arena.float64() : arena.float32();
    const zeros =
      n >= LEAST_COLUMNS && m * n * k >= LEAST_WORK && mostlyZeros(transA, m, k, a, aOffset, lda)
        ? (sparse ??= sparseCode(arena, precision, fused))
        : undefined;
    const finite: boolean[] = [];
    let seen = true;
    const inspect = zeros && {
      inspect: (elements: number) => {
        seen &&= isFinite(zeros, view, elements, bytes);
      },
    };
    const packing = { view, code, precision, staged: 0, ...inspect };
    /** Rows i to i + rows of A, kc of k from p on, at element `to`: as they lie, or packed. */
    const stage = (i: number, rows: number, p: number, kc: number, to: number): void => {
      const whole = up(rows, mr);
      if (rowsAsTheyLie) {
        copyIn(view, to, a, aOffset + i * lda + p, lda, rows, kc, rowStep);
        for (let r = rows; r < whole; r++) view.fill(0, to + r * rowStep, to + r * rowStep + kc);
        return;
      }
      if (transA) copyIn(view, 0, a, aOffset + p * lda + i, lda, kc, rows, rows);
      else copyIn(view, 0, a, aOffset + i * lda + p, lda, rows, kc, kc);
      if (!transA) view.fill(0, rows * kc, whole * kc);
      (transA ? code.packColumnsOfA : code.packRowsOfA)(0, (transA ? rows : kc) * bytes, whole / mr, kc, to * bytes);
    };
    const multiply = rowsAsTheyLie ? code.productOfRows : code.product;
    /** C += α·A·B without the zeros of A. */
    const multiplySparse = (code: SparseCode, i: number, rows: number, p: number, kc: number, ofB: number, stride: number): void => {
      if (transA) copyIn(view, 0, a, aOffset + p * lda + i, lda, kc, rows, rows);
      else copyIn(view, 0, a, aOffset + i * lda + p, lda, rows, kc, kc);
      const [row, column] = transA ? [bytes, rows * bytes] : [kc * bytes, bytes];
      code.sparse(rows, kc, 0, row, column, ofB, stride / nr, result * bytes, stride * bytes, alpha, list * bytes);
    };

    for (let j = 0; j < n; j += nMost) {
      const columns = Math.min(nMost, n - j);
      const stride = up(columns, nr);
      for (let first = 0; first < k; first += kMost) {
        const last = Math.min(k, first + kMost);
        for (let s = 0; s < blocks; s++) {
          const p = first + s * K_BLOCK;
          if (p >= last) break;
          seen = true;
          packB(packing, transB, b, bOffset, ldb, p, Math.min(K_BLOCK, last - p), j, columns, atB + s * K_BLOCK * stride);
          finite[s] = seen;
        }
        for (let i = 0; i < m; i += band) {
          const rows = Math.min(band, m - i);
          const fresh = first === 0 && beta === 0;
          if (!fresh) copyIn(view, result, c, cOffset + i * ldc + j, ldc, rows, columns, stride);
          if (!fresh && first === 0 && beta !== 1) scaleBy(view, result, result + rows * stride, beta);
          if (fresh && zeros && finite[0]) view.fill(0, result, result + rows * stride);
          for (let s = 0, p = first; p < last; s++, p += K_BLOCK)
            if (!(zeros && finite[s])) stage(i, rows, p, Math.min(K_BLOCK, last - p), atA + s * blockOfA);
          // all of k for some columns at a time: their part of C stays in the cache while B streams by
          const strip = zeros ? stride : STRIP_BYTES / bytes;
          for (let left = 0; left < stride; left += strip)
            for (let s = 0, p = first; p < last; s++, p += K_BLOCK) {
              const kc = Math.min(K_BLOCK, last - p);
              const ofB = (atB + s * K_BLOCK * stride + left * kc) * bytes;
              if (zeros && finite[s]) multiplySparse(zeros, i, rows, p, kc, ofB, stride);
              else
                multiply(
                  (atA + s * blockOfA) * bytes,
                  ofB,
                  (result + left) * bytes,
                  Math.ceil(rows / mr),
                  Math.min(strip, stride - left) / nr,
                  kc,
                  stride * bytes,
                  alpha,
                  fresh && p === 0 ? 1 : 0,
                );
            }
          if (epilogue && last === k)
            (finish ??= createFinish(arena, precision))(epilogue, i, j, rows, columns, result, stride, [0, vector]);
          copyOut(view, result, stride, c, cOffset + i * ldc + j, ldc, rows, columns);
        }
      }
    }
  };
}
