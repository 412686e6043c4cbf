/**
 * B ← α·op(A)⁻¹·B or α·B·op(A)⁻¹, A triangular: diagonal blocks of 32 by substitution, the rest by gemm.
 * Zeros on the diagonal divide by IEEE 754: the caller looks for them.
 */
import type { Floats, Kernels } from '../contract.ts';
import { gemm as plainGemm } from './gemm.ts';
import { requireMatrix } from './require-operands.ts';

const BLOCK = 32;

/** The kernel on top of a given matrix product. @throws RangeError when an operand leaves its array */
export function trsmBy(
  gemm: Kernels['gemm'],
  left: boolean,
  lower: boolean,
  trans: boolean,
  unitDiagonal: boolean,
  m: number,
  n: number,
  alpha: number,
  a: Floats,
  aOffset: number,
  lda: number,
  b: Floats,
  bOffset: number,
  ldb: number,
): void {
  const order = left ? m : n;
  requireMatrix('trsm', 'A', a, aOffset, lda, order, order);
  requireMatrix('trsm', 'B', b, bOffset, ldb, m, n);
  if (m === 0 || n === 0) return;
  scale(m, n, alpha, b, bOffset, ldb);
  if (alpha === 0) return;
  // op(A) is lower triangular in effect: the unknowns come first to last from the left, last to first from the right
  const forward = (lower !== trans) === left;
  for (let done = 0; done < order; done += BLOCK) {
    const size = Math.min(BLOCK, order - done);
    const d = forward ? done : order - done - size;
    const before = forward ? 0 : d + size;
    // op(A)[block, solved] from the left, op(A)[solved, block] from the right, as stored
    const off = aOffset + (left !== trans ? d * lda + before : before * lda + d);
    if (left) {
      gemm(trans, false, size, n, done, -1, a, off, lda, b, bOffset + before * ldb, ldb, 1, b, bOffset + d * ldb, ldb);
      solveRows(lower !== trans, trans, unitDiagonal, size, n, a, aOffset + d * lda + d, lda, b, bOffset + d * ldb, ldb);
    } else {
      gemm(false, trans, m, size, done, -1, b, bOffset + before, ldb, a, off, lda, 1, b, bOffset + d, ldb);
      solveColumns(lower !== trans, trans, unitDiagonal, m, size, a, aOffset + d * lda + d, lda, b, bOffset + d, ldb);
    }
  }
}

/** @throws RangeError when an operand leaves its array */
export function trsm(
  left: boolean,
  lower: boolean,
  trans: boolean,
  unitDiagonal: boolean,
  m: number,
  n: number,
  alpha: number,
  a: Floats,
  aOffset: number,
  lda: number,
  b: Floats,
  bOffset: number,
  ldb: number,
): void {
  trsmBy(plainGemm, left, lower, trans, unitDiagonal, m, n, alpha, a, aOffset, lda, b, bOffset, ldb);
}

function scale(m: number, n: number, alpha: number, b: Floats, bOffset: number, ldb: number): void {
  if (alpha === 1) return;
  for (let i = 0; i < m; i++) {
    const row = bOffset + i * ldb;
    if (alpha === 0) b.fill(0, row, row + n);
    else for (let j = 0; j < n; j++) b[row + j] *= alpha;
  }
}

/** op(A) X = B in place, whole rows of B at a time. */
function solveRows(
  lower: boolean,
  trans: boolean,
  unit: boolean,
  m: number,
  n: number,
  a: Floats,
  aAt: number,
  lda: number,
  b: Floats,
  bAt: number,
  ldb: number,
): void {
  const aRow = trans ? 1 : lda;
  const aColumn = trans ? lda : 1;
  for (let s = 0; s < m; s++) {
    const i = lower ? s : m - 1 - s;
    const row = bAt + i * ldb;
    for (let t = 0; t < s; t++) {
      const p = lower ? t : m - 1 - t;
      const factor = a[aAt + i * aRow + p * aColumn];
      const other = bAt + p * ldb;
      for (let j = 0; j < n; j++) b[row + j] -= factor * b[other + j];
    }
    if (unit) continue;
    const pivot = a[aAt + i * aRow + i * aColumn];
    for (let j = 0; j < n; j++) b[row + j] /= pivot;
  }
}

/** X op(A) = B in place, row by row of B. */
function solveColumns(
  lower: boolean,
  trans: boolean,
  unit: boolean,
  m: number,
  n: number,
  a: Floats,
  aAt: number,
  lda: number,
  b: Floats,
  bAt: number,
  ldb: number,
): void {
  const aRow = trans ? 1 : lda;
  const aColumn = trans ? lda : 1;
  for (let r = 0; r < m; r++) {
    const row = bAt + r * ldb;
    for (let s = 0; s < n; s++) {
      const j = lower ? n - 1 - s : s;
      let value = b[row + j];
      for (let t = 0; t < s; t++) {
        const p = lower ? n - 1 - t : t;
        value -= b[row + p] * a[aAt + p * aRow + j * aColumn];
      }
      b[row + j] = unit ? value : value / a[aAt + j * aRow + j * aColumn];
    }
  }
}
