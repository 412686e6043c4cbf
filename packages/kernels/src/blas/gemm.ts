/**
 * C ← α·op(A)·op(B) + β·C.
 *
 * Both operands are packed into panels along k, four rows of op(A) and four columns of op(B) side by side, so that the
 * inner loop keeps a 4×4 tile of C in registers and reads memory in order whatever the transposes and leading
 * dimensions are. Sums of float32 run in float64.
 *
 * Goto and van de Geijn (2008), "Anatomy of high-performance matrix multiplication".
 */
import type { Floats } from '../contract.ts';
import { requireMatrix } from '../require.ts';

const KC = 256, MC = 64, NC = 512;

export function gemm(transA: boolean, transB: boolean, m: number, n: number, k: number, alpha: number, a: Floats, aOffset: number, lda: number, b: Floats, bOffset: number, ldb: number, beta: number, c: Floats, cOffset: number, ldc: number): void {
  requireMatrix('gemm: A', transA ? k : m, transA ? m : k, a, aOffset, lda);
  requireMatrix('gemm: B', transB ? n : k, transB ? k : n, b, bOffset, ldb);
  requireMatrix('gemm: C', m, n, c, cOffset, ldc);
  scaleMatrix(m, n, beta, c, cOffset, ldc);
  if (m === 0 || n === 0 || k === 0 || alpha === 0) return;
  const aRow = transA ? 1 : lda, aColumn = transA ? lda : 1, bRow = transB ? 1 : ldb, bColumn = transB ? ldb : 1;
  if (m * n * k <= 2048) { small(m, n, k, alpha, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, ldc); return; }
  const kc = Math.min(KC, k), mc = Math.min(MC, (m + 3) & ~3), nc = Math.min(NC, (n + 3) & ~3);
  const packedA = new Float64Array(mc * kc), packedB = new Float64Array(nc * kc);
  for (let p = 0; p < k; p += kc) {
    const depth = Math.min(kc, k - p);
    for (let j = 0; j < n; j += nc) {
      const width = Math.min(nc, n - j);
      pack(packedB, b, bOffset + p * bRow + j * bColumn, bColumn, bRow, width, depth, 1);
      for (let i = 0; i < m; i += mc) {
        const height = Math.min(mc, m - i);
        pack(packedA, a, aOffset + i * aRow + p * aColumn, aRow, aColumn, height, depth, alpha);
        for (let jj = 0; jj < width; jj += 4) for (let ii = 0; ii < height; ii += 4) {
          tile(depth, packedA, ii * depth, packedB, jj * depth, c, cOffset + (i + ii) * ldc + j + jj, ldc, Math.min(4, height - ii), Math.min(4, width - jj));
        }
      }
    }
  }
}

function scaleMatrix(m: number, n: number, beta: number, c: Floats, cOffset: number, ldc: number): void {
  if (beta === 1) return;
  for (let i = 0; i < m; i++) for (let j = 0, at = cOffset + i * ldc; j < n; j++, at++) c[at] = beta === 0 ? 0 : beta * c[at];
}

/** Panels of four lines each, interleaved along k; missing lines are zeros. */
function pack(out: Float64Array, x: Floats, offset: number, lineStep: number, depthStep: number, lines: number, depth: number, alpha: number): void {
  let to = 0;
  for (let l = 0; l < lines; l += 4) {
    const o0 = offset + l * lineStep, o1 = o0 + lineStep, o2 = o1 + lineStep, o3 = o2 + lineStep, full = Math.min(4, lines - l);
    if (full === 4) {
      for (let p = 0, at = 0; p < depth; p++, at += depthStep, to += 4) {
        out[to] = alpha * x[o0 + at]; out[to + 1] = alpha * x[o1 + at]; out[to + 2] = alpha * x[o2 + at]; out[to + 3] = alpha * x[o3 + at];
      }
    } else {
      for (let p = 0, at = 0; p < depth; p++, at += depthStep, to += 4) {
        out[to] = alpha * x[o0 + at];
        out[to + 1] = full > 1 ? alpha * x[o1 + at] : 0;
        out[to + 2] = full > 2 ? alpha * x[o2 + at] : 0;
        out[to + 3] = 0;
      }
    }
  }
}

function tile(depth: number, a: Float64Array, ao: number, b: Float64Array, bo: number, c: Floats, at: number, ldc: number, rows: number, columns: number): void {
  let c00 = 0, c01 = 0, c02 = 0, c03 = 0, c10 = 0, c11 = 0, c12 = 0, c13 = 0, c20 = 0, c21 = 0, c22 = 0, c23 = 0, c30 = 0, c31 = 0, c32 = 0, c33 = 0;
  for (let p = 0; p < depth; p++, ao += 4, bo += 4) {
    const a0 = a[ao], a1 = a[ao + 1], a2 = a[ao + 2], a3 = a[ao + 3], b0 = b[bo], b1 = b[bo + 1], b2 = b[bo + 2], b3 = b[bo + 3];
    c00 += a0 * b0; c01 += a0 * b1; c02 += a0 * b2; c03 += a0 * b3;
    c10 += a1 * b0; c11 += a1 * b1; c12 += a1 * b2; c13 += a1 * b3;
    c20 += a2 * b0; c21 += a2 * b1; c22 += a2 * b2; c23 += a2 * b3;
    c30 += a3 * b0; c31 += a3 * b1; c32 += a3 * b2; c33 += a3 * b3;
  }
  store(c, at, columns, c00, c01, c02, c03);
  if (rows > 1) store(c, at + ldc, columns, c10, c11, c12, c13);
  if (rows > 2) store(c, at + 2 * ldc, columns, c20, c21, c22, c23);
  if (rows > 3) store(c, at + 3 * ldc, columns, c30, c31, c32, c33);
}
function store(c: Floats, at: number, columns: number, v0: number, v1: number, v2: number, v3: number): void {
  c[at] += v0;
  if (columns > 1) c[at + 1] += v1;
  if (columns > 2) c[at + 2] += v2;
  if (columns > 3) c[at + 3] += v3;
}

/** Without packing, for products of a few elements. */
function small(m: number, n: number, k: number, alpha: number, a: Floats, aOffset: number, aRow: number, aColumn: number, b: Floats, bOffset: number, bRow: number, bColumn: number, c: Floats, cOffset: number, ldc: number): void {
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) {
    let s = 0;
    for (let p = 0, x = aOffset + i * aRow, y = bOffset + j * bColumn; p < k; p++, x += aColumn, y += bRow) s += a[x] * b[y];
    c[cOffset + i * ldc + j] += alpha * s;
  }
}
