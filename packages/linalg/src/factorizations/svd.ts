/**
 * A = U·diag(S)·Vᵀ, thin, S descending: bidiagonalisation and divide and conquer, or one-sided Jacobi rotations where the
 * entries are too far apart for one scale. Errors of S are a few ε·max(m, n) of the largest value.
 *
 *   E = Uᵀ·dA·V,  dS = diag E,  dU = U(F ∘ (E·S + S·Eᵀ)) + (I − UUᵀ)dA·V·S⁻¹,  Fᵢⱼ = 1/(sⱼ² − sᵢ²)
 *
 * Townsend (2016), "Differentiating the singular value decomposition". F = 0 for equal values, as in `eigh`.
 */
import { ConvergenceError, type DenseTensor, type Primitive, type Tensor, bind, diagonal, mT, where } from '@adjoint/tensor';
import { singularValueDecomposition } from '../dense/svd.ts';
import { inverseGaps } from './eigh.ts';
import { asMatrix, batchSize, finiteValues, inBatch, lastAxes, wrap, wrapFinite } from './matrices.ts';

export const svdPrimitive: Primitive = {
  name: 'svd',
  abstract: ([a]) => {
    const lead = a.shape.slice(0, -2);
    const [m, n] = a.shape.slice(-2);
    const r = Math.min(m, n);
    return [
      [...lead, m, r],
      [...lead, r],
      [...lead, r, n],
    ].map((shape) => ({ shape, dtype: a.dtype }));
  },
  evaluate: ([a]: readonly DenseTensor[]) => {
    const m = a.shape[a.rank - 2];
    const n = a.shape[a.rank - 1];
    const r = Math.min(m, n);
    const A = finiteValues('svd', a);
    const count = batchSize(a);
    if (count === 1) {
      const { u, values, vT, converged } = singularValueDecomposition(A, m, n);
      if (!converged) throw notConverged(0, 1);
      return [
        wrap(u!, lastAxes(a.shape, m, r), a.dtype),
        wrapFinite('svd', values, a.shape.length === 2 ? [r] : [...a.shape.slice(0, -2), r], a.dtype),
        wrap(vT!, lastAxes(a.shape, r, n), a.dtype),
      ];
    }
    const out = [count * m * r, count * r, count * r * n].map((size) => new Float64Array(size));
    for (let i = 0; i < count; i++) {
      const { u, values, vT, converged } = singularValueDecomposition(A.subarray(i * m * n, (i + 1) * m * n), m, n);
      if (!converged) throw notConverged(i, count);
      [u!, values, vT!].forEach((v, p) => {
        out[p].set(v, i * v.length);
      });
    }
    const shapes = svdPrimitive.abstract([a], undefined);
    return out.map((x, i) => wrapFinite('svd', x, shapes[i].shape, a.dtype));
  },
  jvp: ([t], _a, [U, S, Vt]) => {
    const V = mT(Vt);
    const dAV = t!.matmul(V);
    const dAtU = mT(t!).matmul(U);
    const E = mT(U).matmul(dAV);
    const F = inverseGaps(S.square());
    const row = S.expandDims(-2);
    const column = S.expandDims(-1);
    const zero = row.equal(0);
    const over = where(zero, 0, where(zero, 1, row).reciprocal());
    const dU = U.matmul(F.mul(E.mul(row).add(mT(E).mul(column)))).add(dAV.sub(U.matmul(E)).mul(over));
    const dV = V.matmul(F.mul(E.mul(column).add(mT(E).mul(row)))).add(dAtU.sub(V.matmul(mT(E))).mul(over));
    return [dU, diagonal(E), mT(dV)];
  },
  batch: (inputs) => bind(svdPrimitive, inputs, undefined),
};

const notConverged = (index: number, count: number): ConvergenceError =>
  new ConvergenceError(
    40,
    `svd: no convergence${inBatch(index, count)}`,
    'this should not happen with finite input: please report the matrix',
  );

/**
 * @returns U [..., m, r], S [..., r] descending, Vt [..., r, n], r = min(m, n)
 * @throws NonFiniteError
 * @example svd(tensor([[3, 0], [4, 5]])).S // [6.708…, 2.236…]
 */
export function svd(A: Tensor): { readonly U: Tensor; readonly S: Tensor; readonly Vt: Tensor } {
  const [U, S, Vt] = bind(svdPrimitive, [asMatrix('svd', A)], undefined);
  return { U, S, Vt };
}
