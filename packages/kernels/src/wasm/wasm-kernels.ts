/**
 * The contract with WebAssembly SIMD where it is faster, and the plain tier for everything else.
 *
 * Modules are emitted and compiled on first use, one instance each, over one scratch memory.
 */
import type { ChoiceKernels, Kernels, SoftmaxKernels, UnaryKernel } from '../contract.ts';
import type { ConvolutionKernels } from '../convolution-contract.ts';
import type { DenseKernels } from '../dense-contract.ts';
import { syrkBy } from '../blas/syrk.ts';
import { trsmBy } from '../blas/trsm.ts';
import * as plain from '../plain.ts';
import { createArena } from './arena.ts';
import { createArithmetic } from './arithmetic.ts';
import { createConvolution } from './convolution.ts';
import { createDenseKernels } from './dense-kernels.ts';
import { detectFeatures } from './features.ts';
import { createGather } from './gather.ts';
import { createGemm } from './gemm.ts';
import { createIntegerArithmetic } from './integer-arithmetic.ts';
import { marked } from './loops/lane-mode.ts';
import { createMap, type MapName } from './maps.ts';
import { createMatrixVectors } from './matrix-vectors.ts';
import { createPow } from './power.ts';
import { createReducers } from './reducers.ts';
import { createReductions } from './reductions.ts';
import { createScans } from './scans.ts';
import { createSoftmax } from './softmax.ts';
import { createTrsm } from './trsm.ts';
import { createWhere } from './where.ts';
import { createSides } from './vector-side.ts';
import { createVectors } from './vectors.ts';

export interface WasmOptions {
  /** The same bits as the plain tier on every machine: no fused multiply-add; float32 products stay with the plain tier. Default false. */
  readonly deterministic?: boolean;
  /** Use fused multiply-add where the engine has it. Default true. */
  readonly fused?: boolean;
}

/**
 * A set of kernels for `withKernels`. Each call makes a set with its own scratch memory: make one and keep it.
 * Where the engine has no SIMD, or forbids compiling, the plain tier answers.
 *
 * @example withKernels(wasmKernels(), () => x.matmul(y))
 */
export function wasmKernels(
  options: WasmOptions = {},
): Kernels &
  Partial<SoftmaxKernels> &
  Partial<ChoiceKernels> & { readonly dense?: DenseKernels | undefined; readonly convolution?: ConvolutionKernels | undefined } {
  const features = detectFeatures();
  if (!features.simd) return plain;
  const deterministic = options.deterministic ?? false;
  const fused = features.fused && (options.fused ?? true);
  const gemm = createGemm(createArena(), { fused, deterministic });
  const trsmByProducts: Kernels['trsm'] = (...args) => {
    trsmBy(gemm, ...args);
  };
  const trsm = deterministic ? trsmByProducts : createTrsm(createArena(), fused, trsmByProducts);
  const vectors = createArena();
  const sideOf = createSides(vectors);
  const elementwise = createArena();
  const arithmetic = createArithmetic(elementwise);
  const maps = createArena();
  const map = (name: MapName): UnaryKernel => createMap(maps, name, fused && !deterministic, deterministic, plain[name]);
  const exp = map('exp');
  const reducers = createReducers(createArena(), fused && !deterministic, deterministic);
  const reductions = createReductions(reducers);
  let dense: DenseKernels | undefined;
  let convolution: ConvolutionKernels | undefined;
  return marked(
    { fused: fused && !deterministic, exact: deterministic },
    {
      ...plain,
      exp,
      expm1: map('expm1'),
      log: map('log'),
      log1p: map('log1p'),
      sigmoid: map('sigmoid'),
      softplus: map('softplus'),
      sin: map('sin'),
      cos: map('cos'),
      tan: map('tan'),
      tanh: map('tanh'),
      erf: map('erf'),
      erfc: map('erfc'),
      lgamma: map('lgamma'),
      digamma: map('digamma'),
      pow: createPow(createArena(), fused && !deterministic, deterministic, arithmetic.square, arithmetic.reciprocal),
      ...arithmetic,
      ...createIntegerArithmetic(elementwise, arithmetic),
      ...reductions,
      ...createScans(),
      where: createWhere(elementwise),
      ...createSoftmax(reducers, { ...reductions, exp }),
      ...createVectors(vectors, sideOf),
      ...createMatrixVectors(vectors, sideOf),
      gatherStrided: createGather(createArena()),
      gemm,
      syrk: (...args) => {
        syrkBy(gemm, ...args);
      },
      trsm,
      // the deterministic mode leaves it to the algorithms on top of the products above
      get dense() {
        return deterministic ? undefined : (dense ??= createDenseKernels(createArena(), fused));
      },
      get convolution() {
        return deterministic ? undefined : (convolution ??= createConvolution(createArena(), fused));
      },
    },
  );
}
