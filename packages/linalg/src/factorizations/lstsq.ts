/**
 * Least squares: min ‖A x − b‖₂, and of all minima the x of least norm.
 *
 * By QR when the columns, brought to one size by powers of two, are independent to working precision. Otherwise, and when a
 * tolerance is given, by singular values: x = Σ vᵢ(uᵢᵀb)/sᵢ over sᵢ > tolerance·s₁. With `refine`, the solution for a matrix of full column
 * rank is improved on the augmented system r + A x = b, Aᵀr = 0 with residuals in 106 bits, which brings it to working
 * precision while κ(A)·ε < 1.
 *
 * Björck (1967), "Iterative refinement of linear least squares solutions I", BIT 7.
 */
import { ArgumentError, ShapeError, type Tensor, adoptBuffer, asTensor } from '@adjoint/tensor';
import { productError, sumError } from '../dense/double-double.ts';
import { solveTriangular } from '../dense/lu.ts';
import { EPS } from '../dense/machine.ts';
import { equilibrateColumns } from '../dense/equilibrate-columns.ts';
import { applyQ, qrInPlace } from '../dense/qr.ts';
import { singularValueDecomposition } from '../dense/svd.ts';
import { maxAbs, rangeScaled, safeExponent, scaleInPlace, timesPowerOfTwo } from '../dense/scaling.ts';
import { asMatrix, finiteValues } from './matrices.ts';

export interface LstsqOptions {
  /** Singular values up to this fraction of the largest count as zero. Default: max(m, n)·ε of the dtype, asked of A with its columns brought to one size first. */
  readonly tolerance?: number;
  /** Refine in double-double (default false). */
  readonly refine?: boolean;
}
export interface LeastSquares {
  /** [n] or [n, k] */
  readonly x: Tensor;
  /** b − A x */
  readonly residual: Tensor;
  readonly rank: number;
  /** [min(m, n)], descending */
  readonly singularValues: Tensor;
}

/**
 * @param A [m, n]
 * @param b [m] or [m, k]
 * @throws ShapeError, NonFiniteError; ArgumentError when x overflows
 * For derivatives write pinv(A).matmul(b).
 * @example lstsq(tensor([[1, 0], [1, 1], [1, 2]]), tensor([1, 3, 5])).x // [1, 2]
 */
export function lstsq(A: Tensor, b: Tensor, { tolerance, refine = false }: LstsqOptions = {}): LeastSquares {
  const a = asMatrix('lstsq', A), c = asTensor(b), [m, n] = a.shape;
  if (a.rank !== 2 || c.rank < 1 || c.rank > 2 || c.shape[0] !== m) throw new ShapeError(`lstsq: A [${a.shape.join(', ')}], b [${c.shape.join(', ')}]`, 'A is [m, n], b is [m] or [m, k]');
  const single = a.dtype === 'float32' || c.dtype === 'float32', k = c.rank === 1 ? 1 : c.shape[1];
  const { matrix: source, exponent: ea } = rangeScaled(finiteValues('lstsq', a as never)), { matrix: rhs, exponent: eb } = rangeScaled(finiteValues('lstsq', c as never));
  const ε = Math.max(m, n) * (single ? 2 ** -23 : EPS), x = new Float64Array(n * k);
  const direct = tolerance === undefined && m >= n && solveFullRank(source, m, n, rhs, k, ε, x);
  const { u, values: s, vT } = singularValueDecomposition(source, m, n, { vectors: !direct }), r = s.length, cut = (tolerance ?? ε) * (s[0] ?? 0), rank = direct ? n : s.filter((v) => v > cut).length;
  if (!direct) for (let col = 0; col < k; col++) for (let i = 0; i < rank; i++) {
    let inner = 0;
    for (let row = 0; row < m; row++) inner += u![row * r + i] * rhs[row * k + col];
    inner /= s[i];
    for (let j = 0; j < n; j++) x[j * k + col] += vT![i * n + j] * inner;
  }
  if (refine && rank === n && m >= n) refineInPlace(source, m, n, x, rhs, k);
  const residual = new Float64Array(m * k);
  for (let col = 0; col < k; col++) precise(source, m, n, x, rhs, k, col).forEach((v, i) => { residual[i * k + col] = v; });
  scaleInPlace(x, ea - eb);
  scaleInPlace(residual, -eb);
  scaleInPlace(s, -ea);
  if (![x, residual].every((v) => v.every((t) => t - t === 0))) throw new ArgumentError('lstsq: the solution leaves the range of doubles', 'scale A or b by a power of two, and the solution back');
  const give = (v: Float64Array<ArrayBuffer>, shape: readonly number[]): Tensor => single ? adoptBuffer(Float32Array.from(v), shape) : adoptBuffer(v, shape);
  return { x: give(x, c.rank === 1 ? [n] : [n, k]), residual: give(residual, c.shape), rank, singularValues: give(s, [r]) };
}

/**
 * By Householder QR, when no scaling of the columns hides a rank below n: then the solution is unique, and the scale of
 * the unknowns is the caller's, not a matter of rank.
 *
 * @returns whether it was done
 */
function solveFullRank(source: Float64Array, m: number, n: number, rhs: Float64Array, k: number, ε: number, x: Float64Array): boolean {
  const { a, scales } = equilibrateColumns(source, m, n), { values } = singularValueDecomposition(a, m, n, { vectors: false });
  if (n === 0 || !(values[n - 1] > ε * values[0])) return false;
  const tau = qrInPlace(a, m, n), c = Float64Array.from(rhs);
  applyQ(a, m, n, tau, true, c, k);
  const y = c.slice(0, n * k);
  solveTriangular(a, n, y, k, false, false, false);
  for (let j = 0; j < n; j++) for (let col = 0; col < k; col++) x[j * k + col] = timesPowerOfTwo(y[j * k + col], scales[j]);
  return true;
}

/** b − A x in 106 bits, rounded once. */
function precise(a: Float64Array, m: number, n: number, x: Float64Array, b: Float64Array, k: number, column: number, subtract?: Float64Array): Float64Array<ArrayBuffer> {
  const r = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    let hi = b[i * k + column], lo = subtract === undefined ? 0 : -subtract[i];
    for (let j = 0; j < n; j++) {
      const p = -a[i * n + j] * x[j * k + column], sum = hi + p;
      lo += sumError(hi, p, sum) + productError(-a[i * n + j], x[j * k + column], p);
      hi = sum;
    }
    r[i] = hi + lo;
  }
  return r;
}

/** Columns scaled by powers of two; r and x refined together. */
function refineInPlace(source: Float64Array, m: number, n: number, x: Float64Array, b: Float64Array, k: number): void {
  const { a, scales } = equilibrateColumns(source, m, n);
  const shift = safeExponent(maxAbs(a)), f = a.slice();
  scaleInPlace(f, shift);
  const tau = qrInPlace(f, m, n), R = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) R[i * n + j] = timesPowerOfTwo(f[i * n + j], -shift);
  for (let c = 0; c < k; c++) {
    const y = Float64Array.from({ length: n }, (_, j) => timesPowerOfTwo(x[j * k + c], -scales[j])), wide = new Float64Array(n * k);
    const put = (): void => { for (let j = 0; j < n; j++) wide[j * k + c] = y[j]; };
    put();
    const r = precise(a, m, n, wide, b, k, c);
    for (let step = 0; step < 20; step++) {
      const f1 = precise(a, m, n, wide, b, k, c, r), f2 = normalResidual(a, m, n, r); // b − r − A x and −Aᵀr
      // r + A x = f1, Aᵀ r = f2:  Rᵀh = f2,  (d₁; d₂) = Qᵀf1,  x = R⁻¹(d₁ − h),  r = Q(h; d₂)
      const h = f2.slice();
      solveTriangular(R, n, h, 1, false, true, false);
      const d = f1.slice();
      applyQ(f, m, n, tau, true, d, 1);
      const dx = Float64Array.from({ length: n }, (_, i) => d[i] - h[i]);
      solveTriangular(R, n, dx, 1, false, false, false);
      for (let i = 0; i < n; i++) d[i] = h[i];
      applyQ(f, m, n, tau, false, d, 1);
      let moved = false;
      for (let j = 0; j < n; j++) { const before = y[j]; y[j] += dx[j]; moved ||= Math.abs(y[j] - before) > EPS * Math.abs(before); }
      for (let i = 0; i < m; i++) r[i] += d[i];
      put();
      if (!moved) break;
    }
    for (let j = 0; j < n; j++) x[j * k + c] = timesPowerOfTwo(y[j], scales[j]);
  }
}

/** −Aᵀr in 106 bits. */
function normalResidual(a: Float64Array, m: number, n: number, r: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let hi = 0, lo = 0;
    for (let i = 0; i < m; i++) {
      const p = -a[i * n + j] * r[i], sum = hi + p;
      lo += sumError(hi, p, sum) + productError(-a[i * n + j], r[i], p);
      hi = sum;
    }
    out[j] = hi + lo;
  }
  return out;
}
