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
  /** Rows x at `row`, y at `row + step`: (x, y) ← (c·x + s·y, c·y − s·x), then y and the next, `count` times; pairs (c, s) from `cs` on. */
  rotateRows?(count: number, columns: number, row: number, step: number, cs: number): void;
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
 * What solving a system needs while its matrix stays in scratch memory; addresses and leading dimensions in bytes, sizes
 * in elements. Every row is followed by at least one spare element, zero in matrices copied in; vectors by one too.
 */
export interface ResidentSystems {
  /** Elements from row to row of an n×n matrix. */
  leading(n: number): number;
  /** Bytes of such a matrix, with what a factorisation spoils behind it. */
  matrixBytes(n: number): number;
  /** Bytes that `factor` uses from its `scratch` on. */
  factorBytes(n: number): number;
  /** The n×n matrix at `a` from its rows one behind the other at `from`, zeros behind each. */
  spread(n: number, from: number, a: number): void;
  /** rows[i] ← maxⱼ|aᵢⱼ|, tops[j] ← maxᵢ|aᵢⱼ|, sums[j] ← Σᵢ|aᵢⱼ|; NaN shows in the sums alone. */
  extents(n: number, a: number, lda: number, rows: number, tops: number, sums: number): void;
  /** Whether A = Aᵀ entry by entry; NaN is unequal to itself. */
  symmetric(n: number, a: number, lda: number): boolean;
  /** PA = LU in place. @returns −1, or the first step without a usable pivot: the factors are then of no use */
  factor(n: number, a: number, lda: number, pivots: Int32Array, scratch: number): number;
  /** A = UᵀU from the upper triangle in place; what is below is spoilt. @returns 0, or the order of the first minor that is not positive */
  factorPositive(n: number, a: number, lda: number, scratch: number): number;
  /** L = Uᵀ with zeros above its diagonal, rows one behind the other at `to`; what is below the diagonal of U is lost. */
  lowerOf(n: number, u: number, lda: number, to: number): void;
  /** r ← b − A·x with products and sums in about 106 bits; entries may not pass 2^±400. */
  residual(n: number, a: number, lda: number, x: number, b: number, r: number): void;
}

/**
 * Factorisations of row-major float64 matrices, offsets and leading dimensions in elements, in place. Each copies its
 * matrix into scratch memory once and back once; `undefined` means that it does not fit and nothing was done.
 */
export interface DenseKernels {
  /** Vectors and matrices of float64 that stay in scratch memory. */
  readonly resident: ResidentBlas;
  /** One system whose matrix and factors stay there. */
  readonly systems?: ResidentSystems;
  /** PA = LU with partial pivoting; pivots[k] is the row exchanged with row k. @returns the first step without a nonzero pivot, −1 if none */
  getrf(m: number, n: number, a: Float64Array, offset: number, lda: number, pivots: Int32Array): number | undefined;
  /** A = L·Lᵀ in the lower triangle; the upper one is neither read nor written. @returns 0, or the order of the first minor that is not positive */
  potrf(n: number, a: Float64Array, offset: number, lda: number): number | undefined;
  /** Householder QR: R on and above the diagonal, tails of reflectors below, τ apart. */
  geqrf(m: number, n: number, a: Float64Array, offset: number, lda: number, tau: Float64Array): true | undefined;
  /** The first `columns` ≥ steps columns of Q, m×columns packed, from `steps` reflectors; column j times signs[j] where given. */
  orgqr(
    m: number,
    columns: number,
    steps: number,
    a: Float64Array,
    offset: number,
    lda: number,
    tau: Float64Array,
    q: Float64Array,
    signs?: Float64Array,
  ): true | undefined;
}
