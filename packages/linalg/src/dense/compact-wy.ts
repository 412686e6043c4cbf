/**
 * Products of reflectors as one matrix, H₀·H₁⋯ = I − V·T·Vᵀ, T upper triangular, so that they are applied by matrix
 * products. V comes by rows, `count` × `length`. Schreiber and Van Loan (1989).
 */
import { gemm } from './kernels.ts';

/** T: tⱼⱼ = τⱼ, T[:j, j] = −τⱼ·T[:j, :j]·(VᵀV)[:j, j]. */
export function triangleOf(
  v: Float64Array,
  from: number,
  ld: number,
  count: number,
  length: number,
  tau: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const gram = new Float64Array(count * count);
  const t = new Float64Array(count * count);
  gemm(false, true, count, count, length, 1, v, from, ld, v, from, ld, 0, gram, 0, count);
  for (let j = 0; j < count; j++) {
    t[j * count + j] = tau[j];
    for (let i = 0; i < j; i++) {
      let s = 0;
      for (let p = i; p < j; p++) s += t[i * count + p] * gram[p * count + j];
      t[i * count + j] = -tau[j] * s;
    }
  }
  return t;
}

/** C ← C·(I − V·T·Vᵀ)ᵀ, or without the transposition, C rows × length. */
export function applyReflectorsRight(
  c: Float64Array,
  cFrom: number,
  ldc: number,
  rows: number,
  v: Float64Array,
  from: number,
  ld: number,
  count: number,
  length: number,
  t: Float64Array,
  transpose: boolean,
): void {
  const w = new Float64Array(rows * count);
  const wt = new Float64Array(rows * count);
  gemm(false, true, rows, count, length, 1, c, cFrom, ldc, v, from, ld, 0, w, 0, count);
  gemm(false, transpose, rows, count, count, 1, w, 0, count, t, 0, count, 0, wt, 0, count);
  gemm(false, false, rows, length, count, -1, wt, 0, count, v, from, ld, 1, c, cFrom, ldc);
}

/** C ← (I − V·T·Vᵀ)·C, or its transpose times C, C length × columns. */
export function applyReflectorsLeft(
  c: Float64Array,
  cFrom: number,
  ldc: number,
  columns: number,
  v: Float64Array,
  from: number,
  ld: number,
  count: number,
  length: number,
  t: Float64Array,
  transpose: boolean,
): void {
  const w = new Float64Array(count * columns);
  const tw = new Float64Array(count * columns);
  gemm(false, false, count, columns, length, 1, v, from, ld, c, cFrom, ldc, 0, w, 0, columns);
  gemm(transpose, false, count, columns, count, 1, t, 0, count, w, 0, columns, 0, tw, 0, columns);
  gemm(true, false, length, columns, count, -1, v, from, ld, tw, 0, columns, 1, c, cFrom, ldc);
}
