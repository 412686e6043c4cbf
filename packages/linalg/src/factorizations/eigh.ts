/**
 * A = V·diag(w)·Vᵀ for symmetric A, w ascending.
 *
 *   dw = diag(Vᵀ·dA·V),   dV = V·(F ∘ VᵀdA·V),   Fᵢⱼ = 1/(wⱼ − wᵢ), 0 on the diagonal and for equal eigenvalues
 *
 * Where eigenvalues coincide their vectors are not differentiable; F = 0 gives the derivative of what does not depend
 * on their choice. Giles (2008), "An extended collection of matrix derivative results", 3.1.
 */
import {
  ConvergenceError,
  type DenseTensor,
  type Primitive,
  ShapeError,
  type Tensor,
  bind,
  bind1,
  diagonal,
  mT,
  showShape,
  where,
} from '@adjoint/tensor';
import { plainlySymmetricEigen, type SymmetricEigen, symmetricEigen } from '../dense/eigh.ts';
import { cholesky } from './cholesky.ts';
import { requireSymmetric, symmetricPrimitive } from './symmetric.ts';
import { triangularSolve } from './triangular-solve.ts';
import { asSquare, batchSize, doubles, finiteValues, inBatch, wrap, wrapFinite } from './matrices.ts';

/** 1/(wⱼ − wᵢ), 0 where they are equal. */
export function inverseGaps(w: Tensor): Tensor {
  const gap = w.expandDims(-2).sub(w.expandDims(-1));
  const same = gap.equal(0);
  return where(same, 0, where(same, 1, gap).reciprocal());
}

export const eighPrimitive: Primitive = {
  name: 'eigh',
  abstract: ([a]) => [
    { shape: a.shape.slice(0, -1), dtype: a.dtype },
    { shape: a.shape, dtype: a.dtype },
  ],
  evaluate: ([a]: readonly DenseTensor[]) => {
    const n = a.shape[a.rank - 1];
    const count = batchSize(a);
    if (count === 1) {
      const plain = plainlySymmetricEigen(doubles(a), n);
      const { values, vectors, converged } = plain ?? eigenOf(finiteValues('eigh', a), n);
      if (!converged) throw notConverged(n, 0, 1);
      return [wrapFinite('eigh', values, a.shape.length === 2 ? [n] : a.shape.slice(0, -1), a.dtype), wrap(vectors!, a.shape, a.dtype)];
    }
    const A = finiteValues('eigh', a);
    const w = new Float64Array(count * n);
    const V = new Float64Array(count * n * n);
    for (let i = 0; i < count; i++) {
      const one = A.subarray(i * n * n, (i + 1) * n * n);
      requireSymmetric('eigh', one, n, i, count);
      const { values, vectors, converged } = symmetricEigen(one, n, true);
      if (!converged) throw notConverged(n, i, count);
      w.set(values, i * n);
      V.set(vectors!, i * n * n);
    }
    return [wrapFinite('eigh', w, a.shape.slice(0, -1), a.dtype), wrap(V, a.shape, a.dtype)];
  },
  jvp: ([t], _a, [w, V]) => {
    const inner = mT(V)
      .matmul(t!.add(mT(t!)).mul(0.5))
      .matmul(V);
    return [diagonal(inner), V.matmul(inverseGaps(w).mul(inner))];
  },
  batch: (inputs) => bind(eighPrimitive, inputs, undefined),
};

/** @throws ArgumentError where A is not symmetric */
function eigenOf(A: Float64Array, n: number): SymmetricEigen {
  requireSymmetric('eigh', A, n, 0, 1);
  return symmetricEigen(A, n, true);
}

const notConverged = (n: number, index: number, count: number): ConvergenceError =>
  new ConvergenceError(
    60 * n,
    `eigh: no convergence${inBatch(index, count)}`,
    'this should not happen with finite input: please report the matrix',
  );

/**
 * @returns values [..., n] ascending, vectors [..., n, n] in columns
 * @throws ArgumentError when A is not symmetric; NonFiniteError
 * @example eigh(tensor([[2, 1], [1, 2]])).values // [1, 3]
 */
export function eigh(A: Tensor): { readonly values: Tensor; readonly vectors: Tensor } {
  const [values, vectors] = bind(eighPrimitive, [asSquare('eigh', A)], undefined);
  return { values, vectors };
}

/**
 * A·x = λ·B·x for symmetric A and positive definite B: B = L·Lᵀ, then eigh of L⁻¹·A·L⁻ᵀ. The vectors have xᵀB·x = 1.
 * Golub and Van Loan, algorithm 8.7.1. Its accuracy depends on κ(B).
 *
 * @throws NotPositiveDefiniteError when B is not; ArgumentError when A is not symmetric; ShapeError, NonFiniteError
 * @example eighGeneralized(tensor([[2]]), tensor([[4]])).values // [0.5]
 */
export function eighGeneralized(A: Tensor, B: Tensor): { readonly values: Tensor; readonly vectors: Tensor } {
  const a = bind1(symmetricPrimitive, [asSquare('eighGeneralized', A)], { name: 'eighGeneralized' });
  const b = asSquare('eighGeneralized', B);
  if (a.shape[a.rank - 1] !== b.shape[b.rank - 1])
    throw new ShapeError(`eighGeneralized: A ${showShape(a.shape)}, B ${showShape(b.shape)}`, 'both need one order');
  const L = cholesky(b);
  const half = triangularSolve(L, a);
  const C = triangularSolve(L, mT(half));
  const { values, vectors } = eigh(C.add(mT(C)).mul(0.5));
  return { values, vectors: triangularSolve(L, vectors, { transpose: true }) };
}
