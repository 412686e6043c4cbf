/** PᵀAP = L·Lᵀ of a positive semidefinite matrix, rank revealing. One concrete matrix. Higham (2002), section 10.3. */
import { NotPositiveDefiniteError, ShapeError, type Tensor, tensor } from '@adjoint/tensor';
import { pivotedCholeskyInPlace } from '../dense/cholesky.ts';
import { EPS } from '../dense/machine.ts';
import { maxAbs } from '../dense/scaling.ts';
import { requireSymmetric } from './symmetric.ts';
import { asSquare, finiteValues, wrap } from './matrices.ts';

/**
 * @param tolerance pivots up to this fraction of the largest diagonal entry end the factorisation (default n·ε)
 * @returns L [n, n] with zeros from column `rank` on
 * @throws NotPositiveDefiniteError when what remains after `rank` steps is not small: A is indefinite
 * @example pivotedCholesky(tensor([[1, 1], [1, 1]])).rank // 1
 */
export function pivotedCholesky(A: Tensor, { tolerance }: { readonly tolerance?: number } = {}): { readonly L: Tensor; readonly permutation: Tensor<'int32'>; readonly rank: number } {
  const a = asSquare('pivotedCholesky', A), n = a.shape[0];
  if (a.rank !== 2) throw new ShapeError(`pivotedCholesky: shape [${a.shape.join(', ')}]`, 'pivotedCholesky takes one matrix');
  const source = finiteValues('pivotedCholesky', a as never), l = source.slice();
  requireSymmetric('pivotedCholesky', l, n, 0, 1);
  let top = 0;
  for (let i = 0; i < n; i++) top = Math.max(top, l[i * n + i]);
  const cut = (tolerance ?? n * EPS) * top, { rank, permutation } = pivotedCholeskyInPlace(l, n, cut);
  const rest = remainder(source, l, n, permutation, rank), allowed = Math.max(Math.sqrt(cut * top), 16 * n * EPS * maxAbs(source));
  if (rest > allowed) {
    throw new NotPositiveDefiniteError(rank + 1, `pivotedCholesky: after ${rank} pivots entries of size ${rest} remain`, 'the matrix is indefinite: use ldlt');
  }
  return { L: wrap(l, [n, n], a.dtype), permutation: tensor(permutation), rank };
}

/** Largest entry of PᵀAP − LLᵀ. */
function remainder(a: Float64Array, l: Float64Array, n: number, p: Int32Array, rank: number): number {
  let worst = 0;
  for (let i = rank; i < n; i++) for (let j = rank; j <= i; j++) {
    let s = a[p[i] * n + p[j]];
    for (let k = 0; k < rank; k++) s -= l[i * n + k] * l[j * n + k];
    worst = Math.max(worst, Math.abs(s));
  }
  return worst;
}
