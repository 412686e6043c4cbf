/** Orthogonal similarity to Hessenberg and to real Schur form, for one concrete matrix. */
import { ConvergenceError, type Tensor, ShapeError } from '@adjoint/tensor';
import { hessenbergInPlace } from '../dense/hessenberg.ts';
import { maxAbs, safeExponent, scaleInPlace } from '../dense/scaling.ts';
import { realSchurInPlace } from '../dense/schur.ts';
import { asSquare, finiteValues, wrap, wrapFinite } from './matrices.ts';

function single(name: string, A: Tensor): { readonly t: Float64Array<ArrayBuffer>; readonly n: number; readonly k: number; readonly dtype: Tensor['dtype'] } {
  const a = asSquare(name, A);
  if (a.rank !== 2) throw new ShapeError(`${name}: shape [${a.shape.join(', ')}]`, `${name} takes one matrix`);
  const t = finiteValues(name, a as never).slice(), k = safeExponent(maxAbs(t));
  scaleInPlace(t, k);
  return { t, n: a.shape[0], k, dtype: a.dtype };
}

/**
 * A = Q·H·Qᵀ with H zero below its first subdiagonal.
 *
 * @example hessenberg(tensor([[1, 2], [3, 4]])).H // [[1, 2], [3, 4]]
 */
export function hessenberg(A: Tensor): { readonly Q: Tensor; readonly H: Tensor } {
  const { t, n, k, dtype } = single('hessenberg', A), q = hessenbergInPlace(t, n, true)!;
  scaleInPlace(t, -k);
  return { Q: wrap(q, [n, n], dtype), H: wrapFinite('hessenberg', t, [n, n], dtype) };
}

/**
 * A = Z·T·Zᵀ, T upper triangular but for a 2×2 block for each complex pair.
 *
 * @returns the eigenvalues too, in the order of the diagonal of T
 */
export function schur(A: Tensor): { readonly Z: Tensor; readonly T: Tensor; readonly values: { readonly re: Tensor; readonly im: Tensor } } {
  const { t, n, k, dtype } = single('schur', A), { z, re, im, converged } = realSchurInPlace(t, n, true);
  if (!converged) throw new ConvergenceError(60 * n, 'schur: no convergence', 'this should not happen with finite input: please report the matrix');
  for (const v of [t, re, im]) scaleInPlace(v, -k);
  return { Z: wrap(z!, [n, n], dtype), T: wrapFinite('schur', t, [n, n], dtype), values: { re: wrap(re, [n], dtype), im: wrap(im, [n], dtype) } };
}
