/**
 * The contract of a set of kernels, version 1: typed arrays in, typed arrays out. No tensor, no shape object.
 *
 * Everything is row-major. Kernels write `out` and nothing else; `out` may be an input only where said. Offsets and
 * leading dimensions count elements. A public kernel checks offset and extent and throws RangeError.
 * The plain TypeScript tier implements all of it and is the reference of every other tier.
 */
import type { BINARY_NAMES, REDUCTION_NAMES, SCAN_NAMES, UNARY_NAMES } from './kernel-names.ts';

export type Floats = Float64Array | Float32Array;
export type Integers = Int32Array | Uint32Array | Uint8Array;
export type AnyArray = Floats | Integers;

/** `out[i] = f(x[i])` for every i of `out`; `out` may be `x`. */
export type UnaryKernel = (out: AnyArray, x: AnyArray) => void;
/** `out[i] = f(x[i·xStep], y[i·yStep])`; a step is 0 (one value, repeated) or 1. */
export type BinaryKernel = (out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1) => void;
/** Reduces the middle axis of `x` seen as [outer, n, inner] into `out` seen as [outer, inner]. */
export type ReductionKernel = (out: AnyArray, x: AnyArray, outer: number, n: number, inner: number) => void;
/** Runs along the middle axis of `x` seen as [outer, n, inner]; `out` has the same layout and may be `x`. */
export type ScanKernel = ReductionKernel;

/** Softmax, or its logarithm, of the middle axis of `x` seen as [outer, n, inner]; both of one type; `out` may be `x`. */
export type SoftmaxKernel = (out: Floats, x: Floats, outer: number, n: number, inner: number) => void;
/** What a set of kernels may offer beyond the contract: the bits of its `max`, `exp`, `sum` and `logSumExp` with each step rounded. */
export interface SoftmaxKernels {
  readonly softmax: SoftmaxKernel;
  readonly logSoftmax: SoftmaxKernel;
}

/** `out[i] = condition[i] ≠ 0 ? x[i] : y[i]`; all but the condition of one type. */
export type ChoiceKernel = (out: AnyArray, condition: AnyArray, x: AnyArray, y: AnyArray) => void;
/** What a set of kernels may offer beyond the contract: a choice without branches. */
export interface ChoiceKernels {
  readonly where: ChoiceKernel;
}

/** Elementwise functions of one operand, computed in float64 and rounded to the type of `out`. */
export type UnaryName = (typeof UNARY_NAMES)[number];

/** Elementwise functions of two operands. Comparisons and logic write 0 and 1. `maximum`, `minimum` propagate NaN. */
export type BinaryName = (typeof BINARY_NAMES)[number];

/** Reductions of one axis. `argmax`, `argmin` write the first index (NaN wins); `any`, `all` write 0 and 1. */
export type ReductionName = (typeof REDUCTION_NAMES)[number];
export type ScanName = (typeof SCAN_NAMES)[number];

/** What a product does to each element before C is left: c ← max(0, scale·c + bias), every part optional. */
export interface Epilogue {
  /** Whether `scale` and `bias` have one entry for each row of C or for each column. */
  readonly along: 'rows' | 'columns';
  readonly scale?: Floats;
  readonly bias?: Floats;
  /** max(0, ·); NaN stays. */
  readonly relu?: boolean;
}

export interface GemmKernel {
  (
    transA: boolean,
    transB: boolean,
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: Floats,
    aOffset: number,
    lda: number,
    b: Floats,
    bOffset: number,
    ldb: number,
    beta: number,
    c: Floats,
    cOffset: number,
    ldc: number,
    epilogue?: Epilogue,
  ): void;
  /** A kernel that does not say so must not be given an epilogue: `applyEpilogue` follows its product. */
  readonly takesEpilogue?: true;
}

type Elementwise = { readonly [K in UnaryName]: UnaryKernel } & { readonly [K in BinaryName]: BinaryKernel };
type Reductions = { readonly [K in ReductionName]: ReductionKernel } & { readonly [K in ScanName]: ScanKernel };

export interface Kernels extends Elementwise, Reductions {
  /** `out[k] = x[offset of k]` for the strided view (shape, strides, offset) of `x`, k in row-major order. */
  gatherStrided(out: AnyArray, x: AnyArray, shape: readonly number[], strides: readonly number[], offset: number): void;
  /** `out[offset of k] = x[k]`: writes a packed `x` into the strided view of `out`. */
  scatterStrided(out: AnyArray, x: AnyArray, shape: readonly number[], strides: readonly number[], offset: number): void;
  /** `out[offset of k] += x[k]`: the adjoint of gatherStrided. */
  scatterAddStrided(out: AnyArray, x: AnyArray, shape: readonly number[], strides: readonly number[], offset: number): void;

  /** `out[i] = besselJ(n, x[i])`, integer order n ≥ 0. */
  besselJ(out: AnyArray, n: number, x: AnyArray): void;
  /** `out[i] = ψ⁽ⁿ⁾(x[i])`, n ≥ 0. */
  polygamma(out: AnyArray, n: number, x: AnyArray): void;

  /** C ← α·op(A)·op(B) + β·C, C m×n, op(A) m×k, op(B) k×n; op is the transpose where the flag is set; β = 0 does not read C. */
  readonly gemm: GemmKernel;
  /** y ← α·op(A)·x + β·y, A m×n as stored. */
  gemv(
    trans: boolean,
    m: number,
    n: number,
    alpha: number,
    a: Floats,
    aOffset: number,
    lda: number,
    x: Floats,
    xOffset: number,
    xStep: number,
    beta: number,
    y: Floats,
    yOffset: number,
    yStep: number,
  ): void;
  /** A ← α·x·yᵀ + A, A m×n. */
  ger(
    m: number,
    n: number,
    alpha: number,
    x: Floats,
    xOffset: number,
    xStep: number,
    y: Floats,
    yOffset: number,
    yStep: number,
    a: Floats,
    aOffset: number,
    lda: number,
  ): void;
  /** C ← α·op(A)·op(A)ᵀ + β·C, the lower or upper triangle of C n×n only; op(A) n×k. */
  syrk(
    lower: boolean,
    trans: boolean,
    n: number,
    k: number,
    alpha: number,
    a: Floats,
    aOffset: number,
    lda: number,
    beta: number,
    c: Floats,
    cOffset: number,
    ldc: number,
  ): void;
  /** B ← α·op(A)⁻¹·B (left) or α·B·op(A)⁻¹ (right), A triangular, B m×n. */
  trsm(
    left: boolean,
    lower: boolean,
    trans: boolean,
    unitDiagonal: boolean,
    m: number,
    n: number,
    alpha: number,
    a: Floats,
    aOffset: number,
    lda: number,
    b: Floats,
    bOffset: number,
    ldb: number,
  ): void;
  /** Σ xᵢ·yᵢ */
  dot(n: number, x: Floats, xOffset: number, xStep: number, y: Floats, yOffset: number, yStep: number): number;
  /** y ← α·x + y */
  axpy(n: number, alpha: number, x: Floats, xOffset: number, xStep: number, y: Floats, yOffset: number, yStep: number): void;
  /** ‖x‖₂ without overflow or harmful underflow. */
  nrm2(n: number, x: Floats, xOffset: number, xStep: number): number;
  /** Σ |xᵢ| */
  asum(n: number, x: Floats, xOffset: number, xStep: number): number;
  /** First index of the largest |xᵢ|; −1 for n = 0; NaN counts as largest. */
  iamax(n: number, x: Floats, xOffset: number, xStep: number): number;
}
