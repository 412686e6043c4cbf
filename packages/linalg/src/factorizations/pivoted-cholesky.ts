/**
 * PᵀAP = L·Lᵀ of a positive semidefinite matrix, rank revealing. One matrix. Higham (2002), section 10.3.
 *
 * While permutation and rank k stay, with L̂ = L and ones on its diagonal from k on, and Φ as in `cholesky`:
 *
 *   dL = L̂·Φ(L̂⁻¹·Pᵀ(dA)P·L̂⁻ᵀ)   in its first k columns
 */
import {
  type DenseTensor,
  NotPositiveDefiniteError,
  type Primitive,
  ShapeError,
  type Tensor,
  adoptBuffer,
  arange,
  bind,
  diagonalMatrix,
  gather,
  mT,
  scalar,
} from '@adjoint/tensor';
import { pivotedCholeskyInPlace } from '../dense/cholesky.ts';
import { EPS } from '../dense/machine.ts';
import { maxAbs } from '../dense/scaling.ts';
import { halvedTriangle } from './cholesky.ts';
import { asSquare, finiteValues, requireTolerance, wrap } from './matrices.ts';
import { requireSymmetric } from './symmetric.ts';
import { triangularSolve } from './triangular-solve.ts';

/** L, the permutation and the rank. */
export const pivotedCholeskyPrimitive: Primitive<{ readonly tolerance: number | undefined }> = {
  name: 'pivotedCholesky',
  abstract: ([a]) => [
    { shape: a.shape, dtype: a.dtype },
    { shape: [a.shape[0]], dtype: 'int32' },
    { shape: [], dtype: 'int32' },
  ],
  evaluate: ([a]: readonly DenseTensor[], { tolerance }) => {
    const n = a.shape[0];
    const source = finiteValues('pivotedCholesky', a);
    const l = source.slice();
    requireSymmetric('pivotedCholesky', l, n, 0, 1);
    let top = 0;
    for (let i = 0; i < n; i++) top = Math.max(top, l[i * n + i]);
    const cut = (tolerance ?? n * EPS) * top;
    const { rank, permutation } = pivotedCholeskyInPlace(l, n, cut);
    const rest = remainder(source, l, n, permutation, rank);
    const allowed = Math.max(Math.sqrt(cut * top), 16 * n * EPS * maxAbs(source));
    if (rest > allowed) {
      throw new NotPositiveDefiniteError(
        rank + 1,
        `pivotedCholesky: after ${rank} pivots entries of size ${rest} remain`,
        'the matrix is indefinite: use ldlt',
      );
    }
    return [wrap(l, [n, n], a.dtype), adoptBuffer(permutation), scalar(rank, 'int32')];
  },
  jvp: ([t], _a, [L, permutation, rank]) => {
    const kept = arange(L.shape[0]).less(rank).astype(L.dtype);
    const full = L.add(diagonalMatrix(kept.neg().add(1)));
    const moved = gather(gather(t!.add(mT(t!)).mul(0.5), permutation, 0), permutation, 1);
    const inner = triangularSolve(full, mT(triangularSolve(full, moved)));
    return [full.matmul(halvedTriangle(inner)).mul(kept), null, null];
  },
};

/**
 * @param tolerance pivots up to this fraction of the largest diagonal entry end the factorisation (default n·ε)
 * @returns L [n, n] with zeros from column `rank` on
 * @throws NotPositiveDefiniteError when what remains after `rank` steps is not small: A is indefinite
 * @example pivotedCholesky(tensor([[1, 1], [1, 1]])).rank // 1
 */
export function pivotedCholesky(
  A: Tensor,
  { tolerance }: { readonly tolerance?: number } = {},
): { readonly L: Tensor; readonly permutation: Tensor<'int32'>; readonly rank: number } {
  const a = asSquare('pivotedCholesky', A);
  if (a.rank !== 2) throw new ShapeError(`pivotedCholesky: shape [${a.shape.join(', ')}]`, 'pivotedCholesky takes one matrix');
  const [L, permutation, rank] = bind(pivotedCholeskyPrimitive, [a], {
    tolerance: requireTolerance('pivotedCholesky', tolerance, undefined),
  });
  return {
    L,
    permutation: permutation as Tensor<'int32'>,
    get rank() {
      return rank.item();
    },
  };
}

/** Largest entry of PᵀAP − LLᵀ. */
function remainder(a: Float64Array, l: Float64Array, n: number, p: Int32Array, rank: number): number {
  let worst = 0;
  for (let i = rank; i < n; i++)
    for (let j = rank; j <= i; j++) {
      let s = a[p[i] * n + p[j]];
      for (let k = 0; k < rank; k++) s -= l[i * n + k] * l[j * n + k];
      worst = Math.max(worst, Math.abs(s));
    }
  return worst;
}
