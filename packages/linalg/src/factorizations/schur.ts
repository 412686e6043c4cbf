/**
 * Orthogonal similarity to Hessenberg and to real Schur form. Neither has a derivative here: the forms are not unique, and
 * what is unique in them, eigenvalues and their vectors, has one in `eig`.
 */
import { ArgumentError, ConvergenceError, type DenseTensor, type Primitive, type Tensor, bind } from '@adjoint/tensor';
import { hessenbergInPlace } from '../dense/hessenberg.ts';
import { maxAbs, safeExponent, scaleInPlace } from '../dense/scaling.ts';
import { realSchurInPlace } from '../dense/schur.ts';
import { asSquare, batchSize, finiteValues, inBatch, wrap, wrapFinite } from './matrices.ts';

/** Each matrix of the batch, scaled into range, to the place where its results belong. */
function eachScaled(name: string, a: DenseTensor, f: (t: Float64Array<ArrayBuffer>, n: number, k: number, i: number) => void): void {
  const n = a.shape[a.rank - 1];
  const A = finiteValues(name, a);
  const count = batchSize(a);
  for (let i = 0; i < count; i++) {
    const t = A.slice(i * n * n, (i + 1) * n * n);
    const k = safeExponent(maxAbs(t));
    scaleInPlace(t, k);
    f(t, n, k, i);
  }
}
const refuse = (name: string) => (): never => {
  throw new ArgumentError(
    `${name}: it has no derivative, its form is not unique`,
    'differentiate eig, eigh or svd: what is unique in the form is there; or take stopGradient of the matrix',
  );
};

export const hessenbergPrimitive: Primitive = {
  name: 'hessenberg',
  abstract: ([a]) => [
    { shape: a.shape, dtype: a.dtype },
    { shape: a.shape, dtype: a.dtype },
  ],
  evaluate: ([a]: readonly DenseTensor[]) => {
    const Q = new Float64Array(a.size);
    const H = new Float64Array(a.size);
    eachScaled('hessenberg', a, (t, n, k, i) => {
      Q.set(hessenbergInPlace(t, n, true)!, i * n * n);
      scaleInPlace(t, -k);
      H.set(t, i * n * n);
    });
    return [wrap(Q, a.shape, a.dtype), wrapFinite('hessenberg', H, a.shape, a.dtype)];
  },
  jvp: refuse('hessenberg'),
  vjp: refuse('hessenberg'),
  batch: (inputs) => bind(hessenbergPrimitive, inputs, undefined),
};

export const schurPrimitive: Primitive = {
  name: 'schur',
  abstract: ([a]) => [a.shape, a.shape, a.shape.slice(0, -1), a.shape.slice(0, -1)].map((shape) => ({ shape, dtype: a.dtype })),
  evaluate: ([a]: readonly DenseTensor[]) => {
    const values = a.shape.slice(0, -1);
    const vectors = a.size === 0 ? 0 : a.size / a.shape[a.rank - 1];
    const Z = new Float64Array(a.size);
    const T = new Float64Array(a.size);
    const wr = new Float64Array(vectors);
    const wi = new Float64Array(vectors);
    eachScaled('schur', a, (t, n, k, i) => {
      const { z, re, im, converged } = realSchurInPlace(t, n, true);
      if (!converged)
        throw new ConvergenceError(
          60 * n,
          `schur: no convergence${inBatch(i, batchSize(a))}`,
          'this should not happen with finite input: please report the matrix',
        );
      for (const v of [t, re, im]) scaleInPlace(v, -k);
      Z.set(z!, i * n * n);
      T.set(t, i * n * n);
      wr.set(re, i * n);
      wi.set(im, i * n);
    });
    return [wrap(Z, a.shape, a.dtype), wrapFinite('schur', T, a.shape, a.dtype), wrap(wr, values, a.dtype), wrap(wi, values, a.dtype)];
  },
  jvp: refuse('schur'),
  vjp: refuse('schur'),
  batch: (inputs) => bind(schurPrimitive, inputs, undefined),
};

/**
 * A = Q·H·Qᵀ with H zero below its first subdiagonal.
 *
 * @param A [..., n, n]
 * @throws NonFiniteError, ShapeError; ArgumentError when it is differentiated
 * @example hessenberg(tensor([[1, 2], [3, 4]])).H // [[1, 2], [3, 4]]
 */
export function hessenberg(A: Tensor): { readonly Q: Tensor; readonly H: Tensor } {
  const [Q, H] = bind(hessenbergPrimitive, [asSquare('hessenberg', A)], undefined);
  return { Q, H };
}

/**
 * A = Z·T·Zᵀ, T upper triangular but for a 2×2 block for each complex pair.
 *
 * @param A [..., n, n]
 * @returns the eigenvalues too, in the order of the diagonal of T
 * @throws NonFiniteError, ShapeError; ArgumentError when it is differentiated: `eig`, `eigh` and `svd` have derivatives
 * @example schur(tensor([[0, 1], [-1, 0]])).values.im // [1, -1]
 */
export function schur(A: Tensor): {
  readonly Z: Tensor;
  readonly T: Tensor;
  readonly values: { readonly re: Tensor; readonly im: Tensor };
} {
  const [Z, T, re, im] = bind(schurPrimitive, [asSquare('schur', A)], undefined);
  return { Z, T, values: { re, im } };
}
