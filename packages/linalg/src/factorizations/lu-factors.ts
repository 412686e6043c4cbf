/**
 * PA = L·U as tensors: differentiable and in batches, where `lu` answers for one concrete matrix.
 *
 *   X = L⁻¹·P·dA·U⁻¹,   dL = L·tril(X, −1),   dU = triu(X)·U      while the pivots stay
 *
 * de Hoog, Anderssen, Lukas (2011), "Differentiation of matrix functionals using triangular factorization".
 */
import {
  type DenseTensor,
  type Primitive,
  type Tensor,
  adoptBuffer,
  arange,
  bind,
  equal,
  lowerTriangle,
  mT,
  upperTriangle,
} from '@adjoint/tensor';
import { luInPlace, setPermutation } from '../dense/lu.ts';
import { integers, results } from '../dense/small-memory.ts';
import { asSquare, batchSize, finiteValues, wrap, wrapFinite } from './matrices.ts';
import { triangularSolve } from './triangular-solve.ts';

export const luFactorsPrimitive: Primitive = {
  name: 'luFactors',
  abstract: ([a]) => [
    { shape: a.shape, dtype: a.dtype },
    { shape: a.shape, dtype: a.dtype },
    { shape: a.shape.slice(0, -1), dtype: 'int32' },
  ],
  evaluate: ([a]: readonly DenseTensor[]) => {
    const n = a.shape[a.rank - 1];
    const A = finiteValues('luFactors', a);
    const size = n * n;
    const L = results(A.length);
    const U = results(A.length);
    const count = batchSize(a);
    const order = integers(count * n);
    for (let b = 0, from = 0; b < count; b++, from += size) {
      const f = count === 1 ? U : U.subarray(from, from + size);
      for (let i = 0; i < size; i++) f[i] = A[from + i];
      const { pivots } = luInPlace(f, n, n);
      setPermutation(order, b * n, pivots);
      for (let i = 0, row = from; i < n; i++, row += n) {
        for (let j = 0; j < i; j++) {
          L[row + j] = U[row + j];
          U[row + j] = 0;
        }
        L[row + i] = 1;
      }
    }
    return [wrap(L, a.shape, a.dtype), wrapFinite('luFactors', U, a.shape, a.dtype), adoptBuffer(order, a.shape.slice(0, -1))];
  },
  jvp: ([t], [a], [L, U, order]) => {
    const P = equal(order.expandDims(-1), arange(a.shape[a.rank - 1])).astype(a.dtype);
    const X = mT(triangularSolve(U, mT(triangularSolve(L, P.matmul(t!), { unit: true })), { lower: false, transpose: true }));
    return [L.matmul(lowerTriangle(X, -1)), upperTriangle(X).matmul(U), null];
  },
  batch: (inputs) => bind(luFactorsPrimitive, inputs, undefined),
};

/**
 * @param A [..., n, n]
 * @returns L unit lower and U upper triangular, and the permutation: row i of PA is row permutation[i] of A, int32 [..., n]
 * @throws NonFiniteError, ShapeError; the derivative throws SingularMatrixError for a zero pivot
 * @example luFactors(tensor([[0, 1], [2, 3]])).U // [[2, 3], [0, 1]]
 */
export function luFactors(A: Tensor): { readonly L: Tensor; readonly U: Tensor; readonly permutation: Tensor<'int32'> } {
  const [L, U, permutation] = bind(luFactorsPrimitive, [asSquare('luFactors', A)], undefined);
  return { L, U, permutation: permutation as Tensor<'int32'> };
}
