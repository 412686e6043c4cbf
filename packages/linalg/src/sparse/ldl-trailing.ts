/**
 * L D Lᵀ of the dense block that elimination ends with, by blocks that stay in the cache.
 *
 *   factor a diagonal block, divide the rows below by it, subtract L₂₁ D₁ L₂₁ᵀ from what is left
 *
 * Golub and Van Loan (2013), "Matrix Computations", section 4.2.9 for the blocks, 4.1.2 for L D Lᵀ.
 */

import { currentKernels } from '@adjoint/tensor';

const BLOCK = 16;
/** Columns whose products are subtracted at once where matrix products are fast, and the rows of such a product. */
const PANEL = 96;
const STRIP = 192;
/** Orders from which packing for such products pays. */
const PANELS_FROM = 256;

type Pivot = (k: number, d: number) => number;

/** Scratch memory of `denseLdl`, for orders up to the one it was made for. */
export interface DenseWork {
  readonly rows: Float64Array;
  scaled?: Float64Array;
  plain?: Float64Array;
}
export const denseWork = (order: number): DenseWork => ({ rows: new Float64Array(order * BLOCK) });

/**
 * @param a       lower triangle of an n × n matrix by rows of length n; its first `columns` become those of L, with the pivots
 *   on the diagonal, and the rest what elimination leaves
 * @param pivot   decides on each pivot, in order: what it returns is used
 */
export function denseLdl(a: Float64Array, n: number, columns: number, pivot: Pivot, work: DenseWork = denseWork(n)): void {
  const product = n >= PANELS_FROM ? currentKernels()?.gemm : undefined;
  if (product === undefined) {
    factorColumns(a, n, 0, columns, n, pivot, work.rows);
    return;
  }
  const most = work.rows.length / BLOCK;
  const scaled = (work.scaled ??= new Float64Array(most * PANEL));
  const plain = (work.plain ??= new Float64Array(most * PANEL));
  for (let k0 = 0; k0 < columns; k0 += PANEL) {
    const k1 = Math.min(columns, k0 + PANEL);
    const width = k1 - k0;
    factorColumns(a, n, k0, k1, k1, pivot, work.rows);
    for (let i = k1; i < n; i++) {
      for (let j = 0; j < width; j++) {
        const l = a[i * n + k0 + j];
        plain[(i - k1) * width + j] = l;
        scaled[(i - k1) * width + j] = l * a[(k0 + j) * n + k0 + j];
      }
    }
    for (let i = k1; i < n; i += STRIP) {
      const rows = Math.min(STRIP, n - i);
      product(false, true, rows, i + rows - k1, width, -1, scaled, (i - k1) * width, width, plain, 0, width, 1, a, i * n + k1, n);
    }
  }
}

/** Columns from..to of L and D, subtracted from the columns before `limit`; those beyond wait for their products. */
function factorColumns(
  a: Float64Array,
  n: number,
  from: number,
  to: number,
  limit: number,
  pivot: Pivot,
  scaled: Float64Array, // rows of L₂₁ D₁
): void {
  for (let k0 = from; k0 < to; k0 += BLOCK) {
    const k1 = Math.min(to, k0 + BLOCK);
    const width = k1 - k0;
    for (let i = k0; i < n; i++) {
      // Row i against the block: u_ij = a_ij − Σ u_ip l_jp, kept as u in `scaled` and as l = u / d in a.
      const at = i * n + k0;
      const row = (i - k0) * BLOCK;
      const last = Math.min(width, i - k0);
      for (let j = 0; j < last; j++) {
        const rowJ = (k0 + j) * n + k0;
        let u = a[at + j];
        for (let p = 0; p < j; p++) u -= scaled[row + p] * a[rowJ + p];
        scaled[row + j] = u;
      }
      let d = i < k1 ? a[at + i - k0] : 0;
      for (let j = 0; j < last; j++) {
        const u = scaled[row + j];
        const l = u / a[(k0 + j) * n + k0 + j];
        a[at + j] = l;
        d -= l * u;
      }
      if (i < k1) a[at + i - k0] = pivot(i, d);
    }
    for (let i = k1; i < n; i += 4) subtractProducts(a, n, scaled, k0, width, i, Math.min(4, n - i), k1, limit);
  }
}

/** a_ij −= Σ_p (l d)_ip l_jp for `count` rows from i on and j from `first` to the diagonal, below `limit`, four columns at a time. */
function subtractProducts(
  a: Float64Array,
  n: number,
  scaled: Float64Array,
  k0: number,
  width: number,
  i: number,
  count: number,
  first: number,
  limit: number,
): void {
  const end = i + count;
  let j = first;
  if (count === 4) {
    const u0 = (i - k0) * BLOCK;
    const u1 = u0 + BLOCK;
    const u2 = u1 + BLOCK;
    const u3 = u2 + BLOCK;
    for (; j + 4 <= Math.min(limit, i + 1); j += 4) {
      const l0 = j * n + k0;
      const l1 = l0 + n;
      const l2 = l1 + n;
      const l3 = l2 + n;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      let s20 = 0;
      let s21 = 0;
      let s22 = 0;
      let s23 = 0;
      let s30 = 0;
      let s31 = 0;
      let s32 = 0;
      let s33 = 0;
      for (let p = 0; p < width; p++) {
        const a0 = scaled[u0 + p];
        const a1 = scaled[u1 + p];
        const a2 = scaled[u2 + p];
        const a3 = scaled[u3 + p];
        const b0 = a[l0 + p];
        const b1 = a[l1 + p];
        const b2 = a[l2 + p];
        const b3 = a[l3 + p];
        s00 += a0 * b0;
        s01 += a0 * b1;
        s02 += a0 * b2;
        s03 += a0 * b3;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s12 += a1 * b2;
        s13 += a1 * b3;
        s20 += a2 * b0;
        s21 += a2 * b1;
        s22 += a2 * b2;
        s23 += a2 * b3;
        s30 += a3 * b0;
        s31 += a3 * b1;
        s32 += a3 * b2;
        s33 += a3 * b3;
      }
      const r0 = i * n + j;
      const r1 = r0 + n;
      const r2 = r1 + n;
      const r3 = r2 + n;
      a[r0] -= s00;
      a[r0 + 1] -= s01;
      a[r0 + 2] -= s02;
      a[r0 + 3] -= s03;
      a[r1] -= s10;
      a[r1 + 1] -= s11;
      a[r1 + 2] -= s12;
      a[r1 + 3] -= s13;
      a[r2] -= s20;
      a[r2 + 1] -= s21;
      a[r2 + 2] -= s22;
      a[r2 + 3] -= s23;
      a[r3] -= s30;
      a[r3 + 1] -= s31;
      a[r3 + 2] -= s32;
      a[r3 + 3] -= s33;
    }
  }
  for (let r = i; r < end; r++) {
    for (let c = j; c <= Math.min(r, limit - 1); c++) {
      let sum = 0;
      for (let p = 0; p < width; p++) sum += scaled[(r - k0) * BLOCK + p] * a[c * n + k0 + p];
      a[r * n + c] -= sum;
    }
  }
}
