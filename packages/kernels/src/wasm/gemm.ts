/**
 * The matrix product in WebAssembly: small ones as they lie, see gemm-small.ts; of others, operands are copied into scratch block by block, packed there, multiplied tile by
 * tile into a scratch C, and C is copied out once. Blocks of k are those of the plain tier, so that without fused
 * multiply-add the float64 results are equal bit by bit.
 */
import type { Epilogue, Floats, GemmKernel, Kernels } from '../contract.ts';
import { applyEpilogue, requireEpilogue } from '../blas/epilogue.ts';
import { gemm as plainGemm, K_BLOCK } from '../blas/gemm.ts';
import { requireMatrix } from '../blas/require-operands.ts';
import { type Arena, arenaOn } from './arena.ts';
import { createFinish, type FinishPart } from './epilogue.ts';
import { copyIn, scaleBy } from './gemm-copies.ts';
import { type GemmCode, gemmModule, tileOf, type Precision } from './gemm-module.ts';
import { createSmallGemm, isSmall } from './gemm-small.ts';
import { type SparseCode, sparseCode } from './gemm-sparse-module.ts';
import { createProductWithin, offerWithin } from './gemm-within.ts';
import { LEAST_COLUMNS, LEAST_WORK, mostlyZeros } from './mostly-zeros.ts';

const ROW_BLOCK = 96;
const MOST_ROWS = 960;
const MOST_COLUMNS = 1024;

function copyOut(view: Floats, at: number, stride: number, c: Floats, offset: number, ld: number, rows: number, columns: number): void {
  if (ld === columns && stride === columns) {
    c.set(view.subarray(at, at + rows * columns), offset);
    return;
  }
  for (let i = 0; i < rows; i++) c.set(view.subarray(at + i * stride, at + i * stride + columns), offset + i * ld);
}

/** Whether the first elements of scratch memory are neither NaN nor infinite. */
function isFinite(code: SparseCode, view: Floats, elements: number, bytes: number): boolean {
  view.fill(0, elements, elements + 4);
  return code.unbounded(0, Math.ceil((elements * bytes) / 16) * 16) === 0;
}

const instanceOn = (module: WebAssembly.Module, memory: WebAssembly.Memory): GemmCode =>
  new WebAssembly.Instance(module, { scratch: { memory } }).exports as unknown as GemmCode;

/** A product of one precision on one arena; null operands of the other precision never reach it. */
function createProduct(arena: Arena, module: WebAssembly.Module, precision: Precision, fused: boolean): Kernels['gemm'] {
  const { rows: mr, columns: nr, bytes } = tileOf(precision, fused);
  const code = instanceOn(module, arena.memory);
  let sparse: SparseCode | undefined;
  let finish: FinishPart | undefined;
  const up = (n: number, to: number): number => Math.ceil(n / to) * to;

  return (transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc, epilogue) => {
    const depth = Math.min(k, K_BLOCK);
    const mBlock = Math.min(up(m, mr), ROW_BLOCK);
    const mMost = Math.min(m, MOST_ROWS);
    const nMost = Math.min(n, MOST_COLUMNS);
    const width = up(nMost, nr);
    // scratch: a staging block, packed A, packed B, C, and room for reads beyond the last line
    const vector = Math.max(mMost, width) + 8;
    const staged = Math.max(Math.max(up(mBlock, mr), width) * (depth + 8), 2 * vector);
    const packedA = staged;
    const packedB = packedA + mBlock * depth;
    const result = packedB + width * depth;
    const total = up(result + up(mMost, mr) * width + 16 * (depth + width), 2);
    if (!arena.reserve(total * bytes)) {
      plainGemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
      if (epilogue) applyEpilogue(epilogue, m, n, c, cOffset, ldc);
      return;
    }
    const view = precision === 'float64' ? arena.float64() : arena.float32();
    const zeros =
      n >= LEAST_COLUMNS && m * n * k >= LEAST_WORK && mostlyZeros(transA, m, k, a, aOffset, lda)
        ? (sparse ??= sparseCode(arena, precision, fused))
        : undefined;
    for (let j = 0; j < n; j += nMost)
      for (let i = 0; i < m; i += mMost) {
        const columns = Math.min(nMost, n - j);
        const rows = Math.min(mMost, m - i);
        const stride = up(columns, nr);
        if (beta === 0) view.fill(0, result, result + rows * stride);
        else {
          copyIn(view, result, c, cOffset + i * ldc + j, ldc, rows, columns, stride);
          if (beta !== 1) scaleBy(view, result, result + rows * stride, beta);
        }
        for (let p = 0; p < k; p += K_BLOCK) {
          const kc = Math.min(K_BLOCK, k - p);
          if (transB) copyIn(view, 0, b, bOffset + j * ldb + p, ldb, columns, kc, kc);
          else copyIn(view, 0, b, bOffset + p * ldb + j, ldb, kc, columns, columns);
          // what is packed beside the last rows must be numbers: leftovers of the other precision are subnormal, and slow
          if (transB) view.fill(0, columns * kc, stride * kc);
          (transB ? code.packRowsOfB : code.packColumnsOfB)(0, (transB ? kc : columns) * bytes, stride / nr, kc, packedB * bytes);
          const skip = zeros !== undefined && isFinite(zeros, view, columns * kc, bytes);
          for (let ii = 0; ii < rows; ii += mBlock) {
            const height = Math.min(mBlock, rows - ii);
            const panels = Math.ceil(height / mr);
            if (transA) copyIn(view, 0, a, aOffset + p * lda + i + ii, lda, kc, height, height);
            else copyIn(view, 0, a, aOffset + (i + ii) * lda + p, lda, height, kc, kc);
            if (!transA) view.fill(0, height * kc, panels * mr * kc);
            if (skip) {
              zeros.sparse(
                height,
                kc,
                0,
                (transA ? 1 : kc) * bytes,
                (transA ? height : 1) * bytes,
                packedB * bytes,
                stride / nr,
                (result + ii * stride) * bytes,
                stride * bytes,
                alpha,
                packedA * bytes,
              );
              continue;
            }
            (transA ? code.packColumnsOfA : code.packRowsOfA)(0, (transA ? height : kc) * bytes, panels, kc, packedA * bytes);
            code.product(packedA * bytes, packedB * bytes, (result + ii * stride) * bytes, panels, stride / nr, kc, stride * bytes, alpha);
          }
        }
        if (epilogue) (finish ??= createFinish(arena, precision))(epilogue, i, j, rows, columns, result, stride, [0, vector]);
        copyOut(view, result, stride, c, cOffset + i * ldc + j, ldc, rows, columns);
      }
  };
}

export interface GemmOptions {
  readonly fused: boolean;
  readonly deterministic: boolean;
}

/** Chooses by size and type: a product of one, mixed types, and float32 in deterministic mode stay with the plain tier. */
export function createGemm(arena: Arena, options: GemmOptions): GemmKernel {
  const fused = options.fused && !options.deterministic;
  const lazily = <T>(make: (precision: Precision) => T): ((precision: Precision) => T) => {
    const made: Partial<Record<Precision, T>> = {};
    return (precision) => (made[precision] ??= make(precision));
  };
  const moduleOf = lazily((precision) => new WebAssembly.Module(gemmModule(precision, fused)));
  const large = lazily((precision) => createProduct(arena, moduleOf(precision), precision, fused));
  const small = lazily((precision) => createSmallGemm(arena, precision, fused) ?? large(precision));
  /** With larger products as given, where C lies in a memory if there is one. */
  const choosing = (others: (precision: Precision) => Kernels['gemm'], home?: WebAssembly.Memory): GemmKernel => {
    const chosen: GemmKernel = (transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc, epilogue) => {
      const wide = a instanceof Float64Array && b instanceof Float64Array && c instanceof Float64Array;
      const narrow = !options.deterministic && a instanceof Float32Array && b instanceof Float32Array && c instanceof Float32Array;
      if (epilogue) requireEpilogue(epilogue, m, n);
      if (!(m * n * k >= 8) || alpha === 0 || !(wide || narrow) || (epilogue && !alike(epilogue, c))) {
        plainGemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
        if (epilogue) applyEpilogue(epilogue, m, n, c, cOffset, ldc);
        return;
      }
      requireMatrix('gemm', 'A', a, aOffset, lda, transA ? k : m, transA ? m : k);
      requireMatrix('gemm', 'B', b, bOffset, ldb, transB ? n : k, transB ? k : n);
      requireMatrix('gemm', 'C', c, cOffset, ldc, m, n);
      const precision = wide ? 'float64' : 'float32';
      const kernel = isSmall(transB, m, n, k) ? small : home === undefined || c.buffer === home.buffer ? others : large;
      kernel(precision)(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc, epilogue);
    };
    return Object.assign(chosen, { takesEpilogue: true } as const);
  };
  return offerWithin(choosing(large), (memory, at) => {
    const home = arenaOn(memory);
    return choosing(
      lazily((precision) => createProductWithin(home, instanceOn(moduleOf(precision), memory), at, precision, fused)),
      memory,
    );
  });
}

/** Whether scale and bias have the type of C. */
const alike = ({ scale, bias }: Epilogue, c: Floats): boolean =>
  [scale, bias].every((x) => x === undefined || x.constructor === c.constructor);
