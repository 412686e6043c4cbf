/** C ← α·op(A)·op(A)ᵀ + β·C, one triangle: blocks below the diagonal by gemm, the diagonal blocks by a buffer. */
import type { Floats, Kernels } from '../contract.ts';
import { gemm as plainGemm } from './gemm.ts';
import { requireMatrix } from './require-operands.ts';

const BLOCK = 64;

/** The kernel on top of a given matrix product. @throws RangeError when an operand leaves its array */
export function syrkBy(
  gemm: Kernels['gemm'],
  lower: boolean,
  trans: boolean,
  n: number,
  k: number,
  alpha: number,
  a: Floats,
  aOffset: number,
  lda: number,
  beta: number,
  c: Floats,
  cOffset: number,
  ldc: number,
): void {
  requireMatrix('syrk', 'A', a, aOffset, lda, trans ? k : n, trans ? n : k);
  requireMatrix('syrk', 'C', c, cOffset, ldc, n, n);
  const step = trans ? 1 : lda; // from row to row of op(A)
  const side = Math.min(BLOCK, n);
  const buffer = c instanceof Float32Array ? new Float32Array(side * side) : new Float64Array(side * side);
  for (let i = 0; i < n; i += BLOCK) {
    const rows = Math.min(BLOCK, n - i);
    const before = lower ? 0 : i + rows;
    const after = lower ? i : n;
    gemm(
      trans,
      !trans,
      rows,
      after - before,
      k,
      alpha,
      a,
      aOffset + i * step,
      lda,
      a,
      aOffset + before * step,
      lda,
      beta,
      c,
      cOffset + i * ldc + before,
      ldc,
    );
    gemm(trans, !trans, rows, rows, k, alpha, a, aOffset + i * step, lda, a, aOffset + i * step, lda, 0, buffer, 0, side);
    for (let r = 0; r < rows; r++)
      for (let s = lower ? 0 : r; s < (lower ? r + 1 : rows); s++) {
        const at = cOffset + (i + r) * ldc + i + s;
        c[at] = buffer[r * side + s] + (beta === 0 ? 0 : beta * c[at]);
      }
  }
}

/** @throws RangeError when an operand leaves its array */
export function syrk(
  lower: boolean,
  trans: boolean,
  n: number,
  k: number,
  alpha: number,
  a: Floats,
  aOffset: number,
  lda: number,
  beta: number,
  c: Floats,
  cOffset: number,
  ldc: number,
): void {
  syrkBy(plainGemm, lower, trans, n, k, alpha, a, aOffset, lda, beta, c, cOffset, ldc);
}
