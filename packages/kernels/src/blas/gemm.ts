/**
 * C ← α·op(A)·op(B) + β·C.
 *
 * k is cut into blocks of 256; in a block each element of C is one sum in the order of k, accumulated in float64 and
 * then added to C. Every deterministic tier keeps this order, so their results are equal bit by bit. Panels of B and A
 * are packed so that the inner loop reads both in order (Goto & van de Geijn 2008).
 */
import type { Floats } from '../contract.ts';
import { requireMatrix } from './require-operands.ts';

/** Terms of one sum before it is added to C, in every tier. */
export const K_BLOCK = 256;
const ROWS = 2;
const COLUMNS = 4;

/** @throws RangeError when an operand leaves its array */
export function gemm(
  transA: boolean,
  transB: boolean,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Floats,
  aOffset: number,
  lda: number,
  b: Floats,
  bOffset: number,
  ldb: number,
  beta: number,
  c: Floats,
  cOffset: number,
  ldc: number,
): void {
  requireMatrix('gemm', 'A', a, aOffset, lda, transA ? k : m, transA ? m : k);
  requireMatrix('gemm', 'B', b, bOffset, ldb, transB ? n : k, transB ? k : n);
  requireMatrix('gemm', 'C', c, cOffset, ldc, m, n);
  if (m === 0 || n === 0) return;
  scale(m, n, beta, c, cOffset, ldc);
  if (k === 0 || alpha === 0) return;
  const aRow = transA ? 1 : lda;
  const aColumn = transA ? lda : 1;
  const bRow = transB ? 1 : ldb;
  const bColumn = transB ? ldb : 1;
  if (m * n * k < 512) {
    small(m, n, k, alpha, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, ldc);
    return;
  }
  const depth = Math.min(k, K_BLOCK);
  const packedA = new Float64Array(Math.ceil(m / ROWS) * ROWS * depth);
  const packedB = new Float64Array(COLUMNS * depth);
  for (let p = 0; p < k; p += K_BLOCK) {
    const kc = Math.min(K_BLOCK, k - p);
    pack(packedA, ROWS, m, kc, a, aOffset + p * aColumn, aRow, aColumn);
    for (let j = 0; j < n; j += COLUMNS) {
      const columns = Math.min(COLUMNS, n - j);
      pack(packedB, COLUMNS, columns, kc, b, bOffset + p * bRow + j * bColumn, bColumn, bRow);
      for (let i = 0; i < m; i += ROWS)
        tile(kc, alpha, packedA, i * kc, packedB, c, cOffset + i * ldc + j, ldc, Math.min(ROWS, m - i), columns);
    }
  }
}

/** C ← β·C; β = 0 does not read C. */
function scale(m: number, n: number, beta: number, c: Floats, cOffset: number, ldc: number): void {
  if (beta === 1) return;
  for (let i = 0; i < m; i++) {
    const row = cOffset + i * ldc;
    if (beta === 0) c.fill(0, row, row + n);
    else for (let j = 0; j < n; j++) c[row + j] *= beta;
  }
}

/** Panels of `width` rows, each stored k by k; the last is filled up with zeros. */
function pack(out: Float64Array, width: number, rows: number, kc: number, x: Floats, offset: number, rowStep: number, kStep: number): void {
  for (let i = 0, at = 0; i < rows; i += width) {
    for (let p = 0; p < kc; p++) for (let r = 0; r < width; r++) out[at++] = i + r < rows ? x[offset + (i + r) * rowStep + p * kStep] : 0;
  }
}

/** One 2×4 tile of C. */
function tile(
  kc: number,
  alpha: number,
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  c: Floats,
  at: number,
  ldc: number,
  rows: number,
  columns: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  for (let p = 0, i = aAt, j = 0; p < kc; p++, i += 2, j += 4) {
    const a0 = a[i];
    const a1 = a[i + 1];
    const b0 = b[j];
    const b1 = b[j + 1];
    const b2 = b[j + 2];
    const b3 = b[j + 3];
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
  }
  c[at] += alpha * s00;
  if (columns > 1) c[at + 1] += alpha * s01;
  if (columns > 2) c[at + 2] += alpha * s02;
  if (columns > 3) c[at + 3] += alpha * s03;
  if (rows < 2) return;
  const next = at + ldc;
  c[next] += alpha * s10;
  if (columns > 1) c[next + 1] += alpha * s11;
  if (columns > 2) c[next + 2] += alpha * s12;
  if (columns > 3) c[next + 3] += alpha * s13;
}

/** Too small to pack; the same order of additions. */
function small(
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Floats,
  aOffset: number,
  aRow: number,
  aColumn: number,
  b: Floats,
  bOffset: number,
  bRow: number,
  bColumn: number,
  c: Floats,
  cOffset: number,
  ldc: number,
): void {
  for (let from = 0; from < k; from += K_BLOCK) {
    const to = Math.min(k, from + K_BLOCK);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = from; p < to; p++) sum += a[aOffset + i * aRow + p * aColumn] * b[bOffset + p * bRow + j * bColumn];
        c[cOffset + i * ldc + j] += alpha * sum;
      }
  }
}
