/**
 * The matrix product in WebAssembly, by size: small ones as they lie (gemm-small.ts), others band by band (gemm-bands.ts), or
 * within the memory of a caller (gemm-within.ts).
 */
import type { Epilogue, Floats, GemmKernel, Kernels } from '../contract.ts';
import { applyEpilogue, requireEpilogue } from '../blas/epilogue.ts';
import { gemm as plainGemm } from '../blas/gemm.ts';
import { requireMatrix } from '../blas/require-operands.ts';
import { type Arena, arenaOn } from './arena.ts';
import { createProduct } from './gemm-bands.ts';
import { type GemmCode, gemmModule, type Precision } from './gemm-module.ts';
import { createSmallGemm, isSmall } from './gemm-small.ts';
import { createProductWithin, offerWithin } from './gemm-within.ts';

const instanceOn = (module: WebAssembly.Module, memory: WebAssembly.Memory): GemmCode =>
  new WebAssembly.Instance(module, { scratch: { memory } }).exports as unknown as GemmCode;

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
  const large = lazily((precision) => createProduct(arena, instanceOn(moduleOf(precision), arena.memory), precision, fused));
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
