/** Triangular solves and rank-k updates, blocked so that most of the work is matrix multiplication. */
import type { Floats } from '../contract.ts';
import { requireMatrix } from '../require.ts';
import { gemm } from './gemm.ts';

const BLOCK = 32;

/**
 * B ← α·op(A)⁻¹·B (left) or α·B·op(A)⁻¹ (right), A triangular, B m×n. A zero on the diagonal gives infinities, as
 * division does.
 */
export function trsm(left: boolean, lower: boolean, trans: boolean, unitDiagonal: boolean, m: number, n: number, alpha: number, a: Floats, aOffset: number, lda: number, b: Floats, bOffset: number, ldb: number): void {
  const order = left ? m : n, forward = lower !== trans;
  requireMatrix('trsm: A', order, order, a, aOffset, lda);
  requireMatrix('trsm: B', m, n, b, bOffset, ldb);
  if (alpha !== 1) for (let i = 0; i < m; i++) for (let j = 0, at = bOffset + i * ldb; j < n; j++, at++) b[at] = alpha === 0 ? 0 : alpha * b[at];
  if (m === 0 || n === 0) return;
  const down = left ? forward : !forward, count = Math.ceil(order / BLOCK);
  /** Where op(A) has block (r, c) in storage. */
  const block = (r: number, c: number): number => aOffset + (trans ? c * lda + r : r * lda + c);
  for (let s = 0; s < count; s++) {
    const d = (down ? s : count - 1 - s) * BLOCK, size = Math.min(BLOCK, order - d);
    if (left) solveLeft(forward, trans, unitDiagonal, size, n, a, aOffset + d * lda + d, lda, b, bOffset + d * ldb, ldb);
    else solveRight(forward, trans, unitDiagonal, size, m, a, aOffset + d * lda + d, lda, b, bOffset + d, ldb);
    const from = down ? d + size : 0, rest = down ? order - from : d;
    if (rest === 0) continue;
    if (left) gemm(trans, false, rest, n, size, -1, a, block(from, d), lda, b, bOffset + d * ldb, ldb, 1, b, bOffset + from * ldb, ldb);
    else gemm(false, trans, m, rest, size, -1, b, bOffset + d, ldb, a, block(d, from), lda, 1, b, bOffset + from, ldb);
  }
}

function solveLeft(forward: boolean, trans: boolean, unit: boolean, order: number, n: number, a: Floats, ao: number, lda: number, b: Floats, bo: number, ldb: number): void {
  for (let s = 0; s < order; s++) {
    const i = forward ? s : order - 1 - s, row = bo + i * ldb;
    for (let q = 0; q < s; q++) {
      const p = forward ? q : order - 1 - q, x = trans ? a[ao + p * lda + i] : a[ao + i * lda + p];
      if (x !== 0) for (let j = 0, other = bo + p * ldb; j < n; j++) b[row + j] -= x * b[other + j];
    }
    if (!unit) { const d = a[ao + i * lda + i]; for (let j = 0; j < n; j++) b[row + j] /= d; }
  }
}
function solveRight(forward: boolean, trans: boolean, unit: boolean, order: number, m: number, a: Floats, ao: number, lda: number, b: Floats, bo: number, ldb: number): void {
  for (let r = 0; r < m; r++) {
    const row = bo + r * ldb;
    for (let s = 0; s < order; s++) {
      const j = forward ? order - 1 - s : s;
      let x = b[row + j];
      for (let q = 0; q < s; q++) { const p = forward ? order - 1 - q : q; x -= b[row + p] * (trans ? a[ao + j * lda + p] : a[ao + p * lda + j]); }
      b[row + j] = unit ? x : x / a[ao + j * lda + j];
    }
  }
}

/** C ← α·op(A)·op(A)ᵀ + β·C, one triangle of C n×n; op(A) n×k. */
export function syrk(lower: boolean, trans: boolean, n: number, k: number, alpha: number, a: Floats, aOffset: number, lda: number, beta: number, c: Floats, cOffset: number, ldc: number): void {
  requireMatrix('syrk: A', trans ? k : n, trans ? n : k, a, aOffset, lda);
  requireMatrix('syrk: C', n, n, c, cOffset, ldc);
  const line = (i: number): number => aOffset + (trans ? i : i * lda), work = new Float64Array(BLOCK * BLOCK);
  for (let i = 0; i < n; i += BLOCK) {
    const rows = Math.min(BLOCK, n - i);
    work.fill(0);
    gemm(trans, !trans, rows, rows, k, alpha, a, line(i), lda, a, line(i), lda, 0, work, 0, BLOCK);
    for (let r = 0; r < rows; r++) {
      for (let q = lower ? 0 : r; q < (lower ? r + 1 : rows); q++) {
        const at = cOffset + (i + r) * ldc + i + q;
        c[at] = work[r * BLOCK + q] + (beta === 0 ? 0 : beta * c[at]);
      }
    }
    const from = lower ? 0 : i + rows, width = lower ? i : n - from;
    if (width > 0) gemm(trans, !trans, rows, width, k, alpha, a, line(i), lda, a, line(from), lda, beta, c, cOffset + i * ldc + from, ldc);
  }
}
