/**
 * A = L·Lᵀ for symmetric positive definite A.
 *
 *   dL = L·Φ(L⁻¹·dA·L⁻ᵀ),   Φ takes the lower triangle with half the diagonal
 *
 * Murray (2016), "Differentiation of the Cholesky decomposition", equation 8.
 */
import {
  ArgumentError,
  type DenseTensor,
  NotPositiveDefiniteError,
  type Primitive,
  type Tensor,
  bind,
  bind1,
  diagonal,
  diagonalMatrix,
  lowerTriangle,
  mT,
} from '@adjoint/tensor';
import { choleskyInPlace } from '../dense/cholesky.ts';
import { EPS } from '../dense/machine.ts';
import { plainCholesky } from '../dense/plain-cholesky.ts';
import { residentCholesky } from '../dense/resident-cholesky.ts';
import { results } from '../dense/small-memory.ts';
import { exponentOf, powerOfTwo, timesPowerOfTwo } from '../dense/scaling.ts';
import { asSquare, batchSize, doubles, inBatch, requireFiniteValues, wrap } from './matrices.ts';
import { hasModestDiagonal, isExactlySymmetric } from './symmetric.ts';
import { triangularSolve } from './triangular-solve.ts';

/** Φ: the lower triangle with half the diagonal. */
export const halvedTriangle = (x: Tensor): Tensor => lowerTriangle(x).sub(diagonalMatrix(diagonal(x)).mul(0.5));

export const choleskyPrimitive: Primitive = {
  name: 'cholesky',
  abstract: ([a]) => [{ shape: a.shape, dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[]) => {
    const n = a.shape[a.rank - 1];
    const A = doubles(a);
    const out = results(A.length);
    const count = batchSize(a);
    let checked = false;
    for (let i = 0; i < count; i++) {
      // a matrix with NaN or infinity is not plain: it is left for the check
      if (plainly(A, n, i * n * n, out)) continue;
      if (!checked) {
        requireFiniteValues('cholesky', A);
        checked = true;
      }
      out.set(careful(A, n, i * n * n, i, count), i * n * n);
    }
    return [wrap(out, a.shape, a.dtype)];
  },
  jvp: ([t], _a, [L]) => {
    const symmetric = t!.add(mT(t!)).mul(0.5);
    const inner = mT(triangularSolve(L, mT(triangularSolve(L, symmetric))));
    return [L.matmul(halvedTriangle(inner))];
  },
  batch: (inputs) => bind(choleskyPrimitive, inputs, undefined),
};

/** From this order on kernels in force are faster than plain loops; plain loops serve up to the second. */
const RESIDENT_CHOLESKY_FROM = 20;
const MOST_PLAIN = 400;

/** Where no care is needed. @returns false for any other matrix, which says nothing about it */
const plainly = (A: Float64Array<ArrayBuffer>, n: number, from: number, out: Float64Array): boolean =>
  (n >= RESIDENT_CHOLESKY_FROM && residentCholesky(A, n, from, out)) || (n <= MOST_PLAIN && plainCholesky(A, n, from, out));

function careful(A: ArrayLike<number>, n: number, from: number, index: number, count: number): Float64Array<ArrayBuffer> {
  const l = new Float64Array(n * n);
  const d = new Int32Array(n);
  if (hasModestDiagonal(A, n, from) && isExactlySymmetric(A, n, from)) {
    for (let i = 0; i < n; i++) for (let j = 0, at = i * n; j <= i; j++, at++) l[at] = A[from + at];
    const failed = choleskyInPlace(l, n);
    if (failed > 0) throw notPositive(failed, index, count);
    return l;
  }
  for (let i = 0; i < n; i++) {
    if (!(A[from + i * n + i] > 0)) throw notPositive(i + 1, index, count);
    d[i] = -Math.floor(exponentOf(A[from + i * n + i]) / 2);
  }
  const factors = Float64Array.from(d, powerOfTwo);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const p = A[from + i * n + j];
      const q = A[from + j * n + i];
      const k = d[i] + d[j];
      const f = factors[i] * factors[j];
      const direct = k > -900 && k < 900 && Math.abs(d[i]) < 900 && Math.abs(d[j]) < 900;
      const x = direct ? p * f : timesPowerOfTwo(p, k);
      const y = p === q ? x : direct ? q * f : timesPowerOfTwo(q, k);
      if (Math.abs(x - y) > 8 * n * EPS)
        throw new ArgumentError(
          `cholesky: the matrix is not symmetric at (${i}, ${j})${inBatch(index, count)}`,
          'symmetrise it: a.add(mT(a)).mul(0.5)',
        );
      l[i * n + j] = x;
    }
  const failed = choleskyInPlace(l, n);
  if (failed > 0) throw notPositive(failed, index, count);
  for (let i = 0; i < n; i++) if (d[i] !== 0) for (let j = 0; j <= i; j++) l[i * n + j] = timesPowerOfTwo(l[i * n + j], -d[i]);
  return l;
}
const notPositive = (order: number, index: number, count: number): NotPositiveDefiniteError =>
  new NotPositiveDefiniteError(
    order,
    `cholesky: the leading minor of order ${order} is not positive${inBatch(index, count)}`,
    'the matrix is not positive definite; use solve, or add a multiple of the identity',
    count > 1 ? index : undefined,
  );

/**
 * L, lower triangular, [..., n, n].
 *
 * @throws NotPositiveDefiniteError with the order of the first minor that is not positive; ArgumentError when A is not symmetric
 * @example cholesky(tensor([[4, 2], [2, 5]])) // [[2, 0], [1, 2]]
 */
export const cholesky = (A: Tensor): Tensor => bind1(choleskyPrimitive, [asSquare('cholesky', A)], undefined);
