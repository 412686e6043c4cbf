/**
 * Products within one memory of a caller's: operands that lie there are packed from their place, results grow where they
 * stay, and nothing of them is copied. What lies elsewhere is staged block by block, as in gemm.ts, with the same tiles and
 * the same blocks of k: the bits are those of that kernel.
 *
 * Tiles that would reach beyond the result, its last rows and columns, are computed beside it.
 */
import { K_BLOCK } from '../blas/gemm.ts';
import type { Floats, GemmKernel, Kernels } from '../contract.ts';
import type { Arena } from './arena.ts';
import { createFinish, type FinishPart } from './epilogue.ts';
import { copyIn, scaleBy } from './gemm-copies.ts';
import { type GemmCode, type Precision, rowStepOf, tileOf } from './gemm-module.ts';
import { type SparseCode, sparseCode } from './gemm-sparse-module.ts';
import { LEAST_COLUMNS, LEAST_WORK, mostlyZeros } from './mostly-zeros.ts';

const ROW_BLOCK = 96;
/** Shorter rows of A are packed: one copy of many is cheaper than many copies. */
const LEAST_DEPTH = 64;
const MOST_COLUMNS = 1024;
const WIDEST = 8;
const LONGEST_STEP = 256 + 16;
/** Room for reads beyond the last line. */
const ROOM = 2048;
const WITHIN: unique symbol = Symbol.for('adjoint.kernels.gemm-within') as never;

type Within = (memory: WebAssembly.Memory, at: number) => GemmKernel;
const up = (n: number, to: number): number => Math.ceil(n / to) * to;

/** A kernel that can work within a memory of others. */
export const offerWithin = (gemm: GemmKernel, within: Within): GemmKernel => Object.assign(gemm, { [WITHIN]: within });

/**
 * The product of a set of kernels, made to work within one memory: results must lie there, operands may. Kernels that cannot
 * come back as they are. From byte `at` on, a multiple of 64, the memory is scratch: `scratchWithin` says how much of it.
 */
export const gemmWithin = (gemm: GemmKernel, memory: WebAssembly.Memory, at: number): GemmKernel =>
  (gemm as GemmKernel & { readonly [WITHIN]?: Within })[WITHIN]?.(memory, at) ?? gemm;

interface Places {
  readonly edge: number;
  readonly packedA: number;
  readonly packedB: number;
  readonly strip: number;
  readonly scale: number;
  readonly bias: number;
  readonly end: number;
}
/** Elements of scratch, counted from its start; a staging block comes first. */
function placesOf(m: number, n: number, k: number): Places {
  const depth = Math.min(k, K_BLOCK);
  const rows = Math.min(up(m, 12), ROW_BLOCK);
  const width = up(Math.min(n, MOST_COLUMNS), WIDEST);
  const edge = Math.max(rows, width) * (depth + WIDEST);
  const packedA = edge + WIDEST * depth;
  const packedB = packedA + Math.max(rows * Math.max(depth, LONGEST_STEP), 8 * depth) + ROOM;
  const strip = packedB + width * depth;
  const scale = strip + Math.max(rows * WIDEST, 6 * width);
  const bias = scale + Math.max(m, n) + WIDEST;
  return { edge, packedA, packedB, strip, scale, bias, end: bias + Math.max(m, n) + ROOM };
}

/** Bytes of scratch for a product of these sizes in float64; float32 needs half. */
export const scratchWithin = (m: number, n: number, k: number): number => placesOf(m, n, k).end * 8;

/** A product of one precision, `code` on the memory; C lies in it. */
export function createProductWithin(arena: Arena, code: GemmCode, from: number, precision: Precision, fused: boolean): Kernels['gemm'] {
  const { rows: mr, columns: nr, bytes } = tileOf(precision, fused);
  const view: Floats = precision === 'float64' ? arena.float64() : arena.float32();
  const { buffer } = arena.memory;
  const base = from / bytes;
  const rowStep = rowStepOf(bytes);
  let sparse: SparseCode | undefined;
  let finish: FinishPart | undefined;
  const placeOf = (x: Floats, offset: number): number => (x.buffer === buffer ? x.byteOffset / bytes + offset : -1);
  const move = (to: number, toStep: number, at: number, step: number, rows: number, columns: number): void => {
    for (let i = 0; i < rows; i++)
      if (columns < 16) for (let j = 0; j < columns; j++) view[to + i * toStep + j] = view[at + i * step + j];
      else view.copyWithin(to + i * toStep, at + i * step, at + i * step + columns);
  };

  return (transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc, epilogue) => {
    const places = placesOf(m, n, k);
    const packedA = base + places.packedA;
    const packedB = base + places.packedB;
    const strip = base + places.strip;
    const edge = base + places.edge;
    const [insideA, insideB, result] = [placeOf(a, aOffset), placeOf(b, bOffset), placeOf(c, cOffset)];
    const zeros =
      n >= LEAST_COLUMNS && m * n * k >= LEAST_WORK && mostlyZeros(transA, m, k, a, aOffset, lda)
        ? (sparse ??= sparseCode(arena, precision, fused))
        : undefined;
    if (beta !== 1 && beta !== 0) for (let i = 0, at = result; i < m; i++, at += ldc) scaleBy(view, at, at + n, beta);
    const rowsAsTheyLie = !transA && Math.min(k, K_BLOCK) >= LEAST_DEPTH;
    /** Lines of `kc` elements side by side in panels; what is packed beside the last ones must be numbers. */
    const packLines = (
      pack: GemmCode['packRowsOfA'],
      width: number,
      at: number,
      ld: number,
      lines: number,
      kc: number,
      to: number,
    ): void => {
      const whole = Math.floor(lines / width);
      const rest = lines - whole * width;
      if (whole > 0) pack(at * bytes, ld * bytes, whole, kc, to * bytes);
      if (rest === 0) return;
      move(edge, kc, at + whole * width * ld, ld, rest, kc);
      view.fill(0, edge + rest * kc, edge + width * kc);
      pack(edge * bytes, kc * bytes, 1, kc, (to + whole * width * kc) * bytes);
    };
    for (let j = 0; j < n; j += MOST_COLUMNS) {
      const columns = Math.min(MOST_COLUMNS, n - j);
      const full = Math.floor(columns / nr);
      const ragged = columns - full * nr;
      for (let p = 0; p < k; p += K_BLOCK) {
        const kc = Math.min(K_BLOCK, k - p);
        const placeB = transB ? j * ldb + p : p * ldb + j;
        const atB = insideB < 0 ? base : insideB + placeB;
        const stepB = insideB >= 0 ? ldb : transB ? kc : columns;
        if (insideB < 0) copyIn(view, base, b, bOffset + placeB, ldb, transB ? columns : kc, stepB, stepB);
        if (transB) packLines(code.packRowsOfB, nr, atB, stepB, columns, kc, packedB);
        else code.packColumnsOfB(atB * bytes, stepB * bytes, Math.ceil(columns / nr), kc, packedB * bytes);
        const bytesOfB = up(Math.ceil(columns / nr) * nr * kc * bytes, 16);
        const skip = zeros !== undefined && zeros.unbounded(packedB * bytes, bytesOfB) === 0;
        const fresh = beta === 0 && p === 0;
        for (let i = 0; i < m; i += ROW_BLOCK) {
          const height = Math.min(ROW_BLOCK, m - i);
          const placeA = transA ? p * lda + i : i * lda + p;
          const atA = insideA < 0 ? base : insideA + placeA;
          const stepA = insideA >= 0 ? lda : transA ? height : kc;
          const unpacked = rowsAsTheyLie && !skip;
          if (insideA < 0 && !unpacked) copyIn(view, base, a, aOffset + placeA, lda, transA ? kc : height, stepA, stepA);
          const atC = result + i * ldc + j;
          const lastB = packedB + full * nr * kc;
          if (skip) {
            const [row, column] = transA ? [bytes, stepA * bytes] : [stepA * bytes, bytes];
            const product = (panels: number, ofB: number, to: number, ld: number): void => {
              zeros.sparse(height, kc, atA * bytes, row, column, ofB * bytes, panels, to * bytes, ld * bytes, alpha, packedA * bytes);
            };
            if (fresh) for (let r = 0, at = atC; r < height; r++, at += ldc) view.fill(0, at, at + columns);
            if (full > 0) product(full, packedB, atC, ldc);
            if (ragged > 0) {
              move(strip, nr, atC + full * nr, ldc, height, ragged);
              product(1, lastB, strip, nr);
              move(atC + full * nr, ldc, strip, nr, height, ragged);
            }
            continue;
          }
          const panelOfA = mr * (unpacked ? rowStep : kc);
          if (unpacked) {
            if (insideA >= 0) move(packedA, rowStep, atA, lda, height, kc);
            else copyIn(view, packedA, a, aOffset + placeA, lda, height, kc, rowStep);
            for (let r = height; r % mr !== 0; r++) view.fill(0, packedA + r * rowStep, packedA + r * rowStep + kc);
          } else if (transA) code.packColumnsOfA(atA * bytes, stepA * bytes, Math.ceil(height / mr), kc, packedA * bytes);
          else packLines(code.packRowsOfA, mr, atA, stepA, height, kc, packedA);
          const product = (ofA: number, ofB: number, to: number, rowPanels: number, panels: number, ld: number): void => {
            const multiply = unpacked ? code.productOfRows : code.product;
            multiply(ofA * bytes, ofB * bytes, to * bytes, rowPanels, panels, kc, ld * bytes, alpha, fresh ? 1 : 0);
          };
          const bands = Math.floor(height / mr);
          const last = height - bands * mr;
          if (bands > 0 && full > 0) product(packedA, packedB, atC, bands, full, ldc);
          if (last > 0 && full > 0) {
            const at = atC + bands * mr * ldc;
            if (!fresh) move(strip, full * nr, at, ldc, last, full * nr);
            product(packedA + bands * panelOfA, packedB, strip, 1, full, full * nr);
            move(at, ldc, strip, full * nr, last, full * nr);
          }
          if (ragged > 0) {
            if (!fresh) move(strip, nr, atC + full * nr, ldc, height, ragged);
            product(packedA, lastB, strip, Math.ceil(height / mr), 1, nr);
            move(atC + full * nr, ldc, strip, nr, height, ragged);
          }
        }
      }
    }
    if (epilogue) (finish ??= createFinish(arena, precision))(epilogue, 0, 0, m, n, result, ldc, [base + places.scale, base + places.bias]);
  };
}
