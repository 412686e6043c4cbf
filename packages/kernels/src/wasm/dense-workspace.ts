/**
 * What the blocked factorisations share: the code on one arena, and products of matrices in scratch memory.
 *
 * Matrices lie with a leading dimension of whole tiles and spare rows below, so that products write whole tiles: what
 * falls outside the matrix is never read for anything inside.
 */
import type { ResidentBlas } from '../dense-contract.ts';
import type { Arena } from './arena.ts';
import { type GemmCode, gemmModule, tileOf } from './gemm-module.ts';
import { smallProduct } from './gemm-small-module.ts';
import { panelCode, type PanelCode } from './panel-code.ts';
import { createResidentBlas } from './resident-blas.ts';

const DEPTH = 256;
const ROWS = 96;
/** Bytes of packed operands for products of up to `columns` columns. */
export const packedBytes = (columns: number): number => 8 * DEPTH * (columns + ROWS + 16);
/** Rows that a product may write below a matrix. */
export const SPARE_ROWS = 6;

/** Elements from row to row: whole tiles, and no multiple of 2 KiB, which would map columns onto few cache sets. */
export function leading(n: number): number {
  const ld = Math.max(4, Math.ceil(n / 4) * 4);
  return ld % 256 === 0 ? ld + 4 : ld;
}

/** An operand: rows contiguous along the depth ('lines'), or depth by depth ('columns'). Bytes. */
export interface Operand {
  readonly kind: 'lines' | 'columns';
  readonly at: number;
  readonly ld: number;
}

export interface Workspace {
  readonly gemm: GemmCode;
  /** Rows of a register tile. */
  readonly tileRows: number;
  readonly blas: ResidentBlas;
  readonly panels: PanelCode;
  reserve(bytes: number): boolean;
  view(): Float64Array;
  /** C ← C + α·A·B in whole tiles. `packed`: address of scratch. `upper`: only what lies on or right of the diagonal of C. */
  multiply(
    rows: number,
    columns: number,
    depth: number,
    alpha: number,
    a: Operand,
    b: Operand,
    c: number,
    ldc: number,
    packed: number,
    upper?: boolean,
  ): void;
  /** C ← A·B with B read where it lies: for few rows, which would not repay a packed B. Four rows and columns at least are written. */
  multiplyFew(rows: number, columns: number, depth: number, a: Operand, b: number, ldb: number, c: number, ldc: number): void;
}

/** Columns of B whose cache lines stay at hand while all rows of A meet them. */
const STRIP = 16;

export function createWorkspace(arena: Arena, fused: boolean): Workspace {
  const { rows: mr } = tileOf('float64', fused);
  const gemm = new WebAssembly.Instance(new WebAssembly.Module(gemmModule('float64', fused)), { scratch: { memory: arena.memory } })
    .exports as unknown as GemmCode;
  const code = smallProduct(arena, 'float64', fused);
  return {
    gemm,
    tileRows: mr,
    blas: createResidentBlas(arena, 'float64', fused),
    panels: panelCode(arena, fused),
    reserve: (bytes) => arena.reserve(bytes),
    view: () => arena.float64(),
    multiply(rows, columns, depth, alpha, a, b, c, ldc, packed, upper = false) {
      if (rows <= 0 || columns <= 0 || depth <= 0) return;
      const columnPanels = Math.ceil(columns / 4);
      const step = upper ? ROWS / 2 : ROWS;
      for (let p = 0; p < depth; p += DEPTH) {
        const kc = Math.min(DEPTH, depth - p);
        const packedA = packed + columnPanels * 32 * kc;
        if (b.kind === 'columns') gemm.packColumnsOfB(b.at + p * b.ld, b.ld, columnPanels, kc, packed);
        else gemm.packRowsOfB(b.at + 8 * p, b.ld, columnPanels, kc, packed);
        for (let i = 0; i < rows; i += step) {
          const rowPanels = Math.ceil(Math.min(step, rows - i) / mr);
          const skip = upper ? i >> 2 : 0;
          if (a.kind === 'columns') gemm.packColumnsOfA(a.at + p * a.ld + 8 * i, a.ld, rowPanels, kc, packedA);
          else gemm.packRowsOfA(a.at + i * a.ld + 8 * p, a.ld, rowPanels, kc, packedA);
          gemm.product(packedA, packed + skip * 32 * kc, c + i * ldc + skip * 32, rowPanels, columnPanels - skip, kc, ldc, alpha);
        }
      }
    },
    multiplyFew(rows, columns, depth, a, b, ldb, c, ldc) {
      const [rowStep, columnStep] = a.kind === 'lines' ? [a.ld, 8] : [8, a.ld];
      for (let j = 0; j < columns; j += STRIP) {
        const width = Math.min(STRIP, columns - j);
        code.small(rows, width, depth, 1, a.at, rowStep, columnStep, b + 8 * j, ldb, 0, 0, c + 8 * j, ldc);
      }
    },
  };
}

/** Copies a matrix into scratch at element `at`, zeros beyond each row. */
export function copyIn(
  view: Float64Array,
  at: number,
  ld: number,
  a: Float64Array,
  offset: number,
  lda: number,
  rows: number,
  columns: number,
): void {
  if (ld === columns && lda === columns) {
    view.set(a.subarray(offset, offset + rows * columns), at);
    return;
  }
  for (let i = 0; i < rows; i++) {
    const to = at + i * ld;
    const from = offset + i * lda;
    if (columns < 24) for (let j = 0; j < columns; j++) view[to + j] = a[from + j];
    else view.set(a.subarray(from, from + columns), to);
    for (let j = columns; j < ld; j++) view[to + j] = 0;
  }
}
export function copyOut(
  view: Float64Array,
  at: number,
  ld: number,
  a: Float64Array,
  offset: number,
  lda: number,
  rows: number,
  columns: number,
): void {
  if (ld === columns && lda === columns) {
    a.set(view.subarray(at, at + rows * columns), offset);
    return;
  }
  for (let i = 0; i < rows; i++) {
    const from = at + i * ld;
    const to = offset + i * lda;
    if (columns < 24) for (let j = 0; j < columns; j++) a[to + j] = view[from + j];
    else a.set(view.subarray(from, from + columns), to);
  }
}
