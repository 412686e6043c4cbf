/**
 * Triangular systems with many right sides in WebAssembly, in scratch memory from the first copy to the last, float32 too.
 *
 * Blocks of the unknowns are found by substitution, then taken from all right sides that follow:
 *
 *   X₁ = A₁₁⁻¹·B₁,   B₂ ← B₂ − A₂₁·X₁
 *
 * A system from the right is the transposed one from the left. Blocks are whole register tiles, so that a product which
 * writes whole tiles spoils no row beside its own.
 */
import type { Floats, Kernels } from '../contract.ts';
import { requireMatrix } from '../blas/require-operands.ts';
import type { Arena } from './arena.ts';
import { createWorkspace, leading, packedBytes, SPARE_ROWS, type Workspace } from './dense-workspace.ts';

/** A multiple of 4 and of 6 rows. */
const BLOCK = 48;
const STRIP = 32;

function copyIn(
  view: Float64Array,
  at: number,
  ld: number,
  x: Floats,
  offset: number,
  ldx: number,
  rows: number,
  columns: number,
  factor: number,
): void {
  for (let i = 0; i < rows; i++) {
    const to = at + i * ld;
    const from = offset + i * ldx;
    if (columns < 16 || factor !== 1) for (let j = 0; j < columns; j++) view[to + j] = factor * x[from + j];
    else view.set(x.subarray(from, from + columns), to);
    for (let j = columns; j < ld; j++) view[to + j] = 0;
  }
}
function copyOut(view: Float64Array, at: number, ld: number, x: Floats, offset: number, ldx: number, rows: number, columns: number): void {
  for (let i = 0; i < rows; i++) {
    const from = at + i * ld;
    const to = offset + i * ldx;
    if (columns < 16) for (let j = 0; j < columns; j++) x[to + j] = view[from + j];
    else x.set(view.subarray(from, from + columns), to);
  }
}

/** op(A)·X = B in place, m×n at address b; everything in bytes but sizes. */
function solveLeft(
  { panels, multiply }: Workspace,
  lower: boolean,
  trans: boolean,
  unit: boolean,
  m: number,
  n: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  packed: number,
): void {
  const rowStep = trans ? 8 : lda;
  const columnStep = trans ? lda : 8;
  const forward = lower !== trans;
  const columns = n + (n & 1);
  const blocks = Math.ceil(m / BLOCK);
  for (let s = 0; s < blocks; s++) {
    const first = BLOCK * (forward ? s : blocks - 1 - s);
    const size = Math.min(BLOCK, m - first);
    const last = first + size - 1;
    if (forward)
      panels.solveRows(size, columns, a + first * (rowStep + columnStep), rowStep, columnStep, unit ? 1 : 0, b + first * ldb, ldb);
    else panels.solveRows(size, columns, a + last * (rowStep + columnStep), -rowStep, -columnStep, unit ? 1 : 0, b + last * ldb, -ldb);
    const from = forward ? first + size : 0;
    const until = forward ? m : first;
    multiply(
      until - from,
      n,
      size,
      -1,
      { kind: trans ? 'columns' : 'lines', at: a + from * rowStep + first * columnStep, ld: lda },
      { kind: 'columns', at: b + first * ldb, ld: ldb },
      b + from * ldb,
      ldb,
      packed,
    );
  }
}

/** `otherwise`: for a system that is too small or does not fit. */
export function createTrsm(arena: Arena, fused: boolean, otherwise: Kernels['trsm']): Kernels['trsm'] {
  let work: Workspace | undefined;
  return (left, lower, trans, unitDiagonal, m, n, alpha, a, aOffset, lda, b, bOffset, ldb) => {
    const order = left ? m : n;
    const others = left ? n : m;
    const ldA = leading(order);
    const ldX = leading(others);
    const ldT = leading(order);
    // bytes: A, the right sides, those as they come if they must be transposed, packed operands
    const atX = 8 * (order + SPARE_ROWS) * ldA;
    const atT = atX + 8 * (order + SPARE_ROWS) * ldX;
    const packed = atT + (left ? 0 : 8 * (others + SPARE_ROWS) * ldT);
    if (!(order >= 4 && others >= 4) || alpha === 0 || !arena.reserve(packed + packedBytes(ldX))) {
      otherwise(left, lower, trans, unitDiagonal, m, n, alpha, a, aOffset, lda, b, bOffset, ldb);
      return;
    }
    requireMatrix('trsm', 'A', a, aOffset, lda, order, order);
    requireMatrix('trsm', 'B', b, bOffset, ldb, m, n);
    const w = (work ??= createWorkspace(arena, fused));
    const view = arena.float64();
    copyIn(view, 0, ldA, a, aOffset, lda, order, order, 1);
    if (left) {
      copyIn(view, atX / 8, ldX, b, bOffset, ldb, m, n, alpha);
      solveLeft(w, lower, trans, unitDiagonal, m, n, 0, 8 * ldA, atX, 8 * ldX, packed);
      copyOut(view, atX / 8, ldX, b, bOffset, ldb, m, n);
      return;
    }
    copyIn(view, atT / 8, ldT, b, bOffset, ldb, m, n, alpha);
    view.fill(0, atX / 8, atT / 8);
    for (let c = 0; c < n; c += STRIP) w.blas.transpose(m, Math.min(STRIP, n - c), atT + 8 * c, 8 * ldT, atX + 8 * c * ldX, 8 * ldX);
    solveLeft(w, lower, !trans, unitDiagonal, n, m, 0, 8 * ldA, atX, 8 * ldX, packed);
    for (let r = 0; r < n; r += STRIP) w.blas.transpose(Math.min(STRIP, n - r), m, atX + 8 * r * ldX, 8 * ldX, atT + 8 * r, 8 * ldT);
    copyOut(view, atT / 8, ldT, b, bOffset, ldb, m, n);
  };
}
