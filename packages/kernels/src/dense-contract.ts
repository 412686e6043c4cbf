/**
 * What a tier may offer beyond the contract for dense linear algebra: operations on matrices that stay in its scratch
 * memory. Optional: algorithms have a path of their own where it is missing.
 */

/**
 * BLAS on byte addresses of one scratch memory. Row-major, rows contiguous; leading dimensions and steps in bytes, sizes
 * in elements. Nothing is checked: the caller owns the layout. A call costs some ten nanoseconds.
 *
 * The memory is shared with every kernel of the tier, so nothing survives a call of one of those.
 */
export interface ResidentBlas {
  /** Makes `bytes` addressable, from address 0; false when the engine refuses. Views taken before are void. */
  reserve(bytes: number): boolean;
  /** The memory as float64; index i is address 8i. */
  float64(): Float64Array;
  /** Σ xᵢyᵢ */
  dot(n: number, x: number, y: number): number;
  /** ‖x‖₂ without overflow or harmful underflow. */
  nrm2(n: number, x: number): number;
  /** Σ |xᵢ| */
  asum(n: number, x: number): number;
  /** First index of the largest |xᵢ|, NaN passed over unless it is x₀; −1 for n = 0. */
  iamax(n: number, x: number): number;
  /** y ← y + α·x */
  axpy(n: number, alpha: number, x: number, y: number): void;
  /** x ← α·x */
  scal(n: number, alpha: number, x: number): void;
  /** (x, y) ← (c·x + s·y, c·y − s·x) */
  rot(n: number, x: number, y: number, c: number, s: number): void;
  /** The same with elements `step` bytes apart: columns. */
  rotStrided(n: number, x: number, y: number, step: number, c: number, s: number): void;
  swap(n: number, x: number, y: number): void;
  /** Columns into rows and back. */
  copyStrided(n: number, from: number, fromStep: number, to: number, toStep: number): void;
  /** y ← y + α·A·x, A m×n. */
  gemv(m: number, n: number, alpha: number, a: number, lda: number, x: number, y: number): void;
  /** y ← y + α·Aᵀ·x, A m×n, x with a step. */
  gemvT(m: number, n: number, alpha: number, a: number, lda: number, x: number, xStep: number, y: number): void;
  /** A ← A + α·x·yᵀ, A m×n, x with a step. */
  ger(m: number, n: number, alpha: number, x: number, xStep: number, y: number, a: number, lda: number): void;
  /** y ← y + α·A·x, A symmetric, its lower triangle read once. */
  symv(n: number, alpha: number, a: number, lda: number, x: number, y: number): void;
  /** A ← A + α·(x·yᵀ + y·xᵀ), the lower triangle. */
  syr2(n: number, alpha: number, x: number, y: number, a: number, lda: number): void;
  /** B (n×m) ← Aᵀ, A m×n. */
  transpose(m: number, n: number, a: number, lda: number, b: number, ldb: number): void;
  /** x ← op(T)⁻¹·x. */
  trsv(lower: boolean, transposed: boolean, unit: boolean, n: number, a: number, lda: number, x: number): void;
}

/**
 * Factorisations of row-major float64 matrices, offsets and leading dimensions in elements, in place. Each copies its
 * matrix into scratch memory once and back once; `undefined` means that it does not fit and nothing was done.
 */
export interface DenseKernels {
  /** Vectors and matrices of float64 that stay in scratch memory. */
  readonly resident: ResidentBlas;
  /** PA = LU with partial pivoting; pivots[k] is the row exchanged with row k. @returns the first step without a nonzero pivot, −1 if none */
  getrf(m: number, n: number, a: Float64Array, offset: number, lda: number, pivots: Int32Array): number | undefined;
  /** A = L·Lᵀ in the lower triangle; the upper one is neither read nor written. @returns 0, or the order of the first minor that is not positive */
  potrf(n: number, a: Float64Array, offset: number, lda: number): number | undefined;
  /** Householder QR: R on and above the diagonal, tails of reflectors below, τ apart. */
  geqrf(m: number, n: number, a: Float64Array, offset: number, lda: number, tau: Float64Array): true | undefined;
  /** The first `columns` ≥ steps columns of Q, m×columns packed, from `steps` reflectors. */
  orgqr(m: number, columns: number, steps: number, a: Float64Array, offset: number, lda: number, tau: Float64Array, q: Float64Array): true | undefined;
}
