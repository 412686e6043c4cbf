/** B of a product in panels, staged in pieces that the cache holds between the copy and the packing. */
import type { Floats } from '../contract.ts';
import { copyIn } from './gemm-copies.ts';
import { type GemmCode, type Precision, tileOf } from './gemm-module.ts';

/** Elements of a piece, where a line of B is not longer. */
const PIECE = 2 ** 13;

/** Lines of B that are staged at once when they run along k. */
const linesOf = (columnsOfTile: number, kc: number): number =>
  Math.max(columnsOfTile, Math.floor(PIECE / kc / columnsOfTile) * columnsOfTile);

/** Elements that a piece takes, and that may be read behind it. */
export const stagedElements = (precision: Precision, transB: boolean, columns: number, kc: number): number =>
  (transB ? linesOf(tileOf(precision, false).columns, kc) * kc : Math.max(PIECE, columns)) + 16 * kc + 64;

/** What a packed B is made of, and where: elements of `view`. */
export interface Packing {
  readonly view: Floats;
  readonly code: GemmCode;
  readonly precision: Precision;
  /** The place of a piece. */
  readonly staged: number;
  /** Called for each piece with its number of elements. */
  readonly inspect?: (elements: number) => void;
}

/** B[p : p + kc, j : j + columns] as panels at element `to`. */
export function packB(
  { view, code, precision, staged, inspect }: Packing,
  transB: boolean,
  b: Floats,
  bOffset: number,
  ldb: number,
  p: number,
  kc: number,
  j: number,
  columns: number,
  to: number,
): void {
  const { columns: nr, bytes } = tileOf(precision, false);
  if (transB) {
    const lines = linesOf(nr, kc);
    for (let first = 0; first < columns; first += lines) {
      const count = Math.min(lines, columns - first);
      const panels = Math.ceil(count / nr);
      copyIn(view, staged, b, bOffset + (j + first) * ldb + p, ldb, count, kc, kc);
      inspect?.(count * kc);
      // what is packed beside the last lines must be numbers: leftovers of the other precision are subnormal, and slow
      view.fill(0, staged + count * kc, staged + panels * nr * kc);
      code.packRowsOfB(staged * bytes, kc * bytes, panels, kc, (to + first * kc) * bytes);
    }
    return;
  }
  const step = Math.max(1, Math.floor(PIECE / columns));
  for (let q = 0; q < kc; q += step) {
    const count = Math.min(step, kc - q);
    copyIn(view, staged, b, bOffset + (p + q) * ldb + j, ldb, count, columns, columns);
    inspect?.(count * columns);
    const panels = Math.ceil(columns / nr);
    code.packColumnsOfB(staged * bytes, columns * bytes, panels, count, (to + q * nr) * bytes, (kc - count) * nr * bytes);
  }
}
