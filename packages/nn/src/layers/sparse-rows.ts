/**
 * Products with a matrix most of whose entries are zero, such as a batch of drawn digits: zeros are skipped.
 *
 *   y[r, :] = Σⱼ vⱼ·B[iⱼ, :]   over the nonzero vⱼ of row r
 *
 * Eight terms are added at a time, in float64, and a row is rounded once, at its end.
 */
import { type TypedArrayOf, allocate } from '@adjoint/tensor';

type Floats = TypedArrayOf<'float64' | 'float32'>;

/** The nonzero entries of a matrix, line after line. */
export interface Lines {
  readonly start: Int32Array;
  readonly index: Int32Array;
  readonly value: Float64Array;
}

/** Above this share of nonzero entries a dense product is faster. */
const SPARSE_BELOW = 0.4;

/** The nonzero entries of x [rows, columns] by rows, or by columns; null when there are too many to be worth it. */
export function linesOf(x: Floats, rows: number, columns: number, by: 'rows' | 'columns'): Lines | null {
  if (looksDense(x)) return null;
  let count = 0;
  for (let i = 0; i < x.length; i++) count += x[i] === 0 ? 0 : 1;
  if (count > SPARSE_BELOW * x.length) return null;
  // without branches: every entry is written, and the next one overwrites a zero; hence one place more than entries
  const start = new Int32Array((by === 'rows' ? rows : columns) + 1);
  const index = new Int32Array(count + 1);
  const value = new Float64Array(count + 1);
  if (by === 'rows') {
    for (let r = 0, k = 0, at = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++, at++) {
        const v = x[at];
        index[k] = c;
        value[k] = v;
        k += v === 0 ? 0 : 1;
      }
      start[r + 1] = k;
    }
    return { start, index, value };
  }
  for (let c = 0, k = 0; c < columns; c++) {
    for (let r = 0, at = c; r < rows; r++, at += columns) {
      const v = x[at];
      index[k] = r;
      value[k] = v;
      k += v === 0 ? 0 : 1;
    }
    start[c + 1] = k;
  }
  return { start, index, value };
}

/** A glance at 256 entries, evenly spread, so that a dense matrix costs nothing. */
function looksDense(x: Floats): boolean {
  const step = Math.max(1, Math.floor(x.length / 256)) | 1;
  let seen = 0;
  let nonzero = 0;
  for (let i = 0; i < x.length; i += step) {
    seen++;
    nonzero += x[i] === 0 ? 0 : 1;
  }
  return nonzero > 1.5 * SPARSE_BELOW * seen;
}

/** Lines times B [·, width]; one row of the result for each line. */
export function linesTimes({ start, index, value }: Lines, B: Floats, width: number, dtype: 'float64' | 'float32'): Floats {
  const out = allocate(dtype, (start.length - 1) * width) as Floats;
  const sum = new Float64Array(width);
  for (let r = 0; r < start.length - 1; r++) {
    const end = start[r + 1];
    let k = start[r];
    if (k === end) continue;
    sum.fill(0);
    for (; k + 7 < end; k += 8) {
      const v0 = value[k];
      const v1 = value[k + 1];
      const v2 = value[k + 2];
      const v3 = value[k + 3];
      const v4 = value[k + 4];
      const v5 = value[k + 5];
      const v6 = value[k + 6];
      const v7 = value[k + 7];
      const i0 = index[k] * width;
      const i1 = index[k + 1] * width;
      const i2 = index[k + 2] * width;
      const i3 = index[k + 3] * width;
      const i4 = index[k + 4] * width;
      const i5 = index[k + 5] * width;
      const i6 = index[k + 6] * width;
      const i7 = index[k + 7] * width;
      for (let o = 0; o < width; o++) {
        sum[o] +=
          v0 * B[i0 + o] +
          v1 * B[i1 + o] +
          v2 * B[i2 + o] +
          v3 * B[i3 + o] +
          (v4 * B[i4 + o] + v5 * B[i5 + o] + v6 * B[i6 + o] + v7 * B[i7 + o]);
      }
    }
    for (; k < end; k++) {
      const v = value[k];
      const i = index[k] * width;
      for (let o = 0; o < width; o++) sum[o] += v * B[i + o];
    }
    out.set(sum, r * width);
  }
  return out;
}

/** The transpose of x [rows, columns], in blocks that stay in the cache. */
export function transposed(x: Floats, rows: number, columns: number, dtype: 'float64' | 'float32'): Floats {
  const out = allocate(dtype, x.length) as Floats;
  const B = 32;
  for (let r0 = 0; r0 < rows; r0 += B)
    for (let c0 = 0; c0 < columns; c0 += B) {
      const r1 = Math.min(rows, r0 + B);
      const c1 = Math.min(columns, c0 + B);
      for (let r = r0; r < r1; r++) for (let c = c0; c < c1; c++) out[c * rows + r] = x[r * columns + c];
    }
  return out;
}

/** Whether every entry is finite: only then may products with zero be left out. */
export function allFinite(x: Floats): boolean {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * 0;
  return sum === 0;
}
