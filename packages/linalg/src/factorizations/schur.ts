/**
 * Orthogonal similarity to Hessenberg and to real Schur form, A = Q·T·Qᵀ.
 *
 *   C = Qᵀ·dA·Q,   dQ = Q·Ω,   dT = C − ΩT + TΩ      with the antisymmetric Ω that keeps the form (orthogonal-coupling.ts)
 *
 * Both forms are unique up to signs while the eigenvalues of T stay in their order and differ, and H has no zero below its
 * diagonal. Elsewhere a free rotation is taken as zero and dT may leave the form: right for what does not depend on the
 * choice, such as traces of powers or Q·f(T)·Qᵀ.
 */
import {
  ConvergenceError,
  type DenseTensor,
  type Primitive,
  type Tensor,
  bind,
  concat,
  diagonal,
  mT,
  where,
  zerosLike,
} from '@adjoint/tensor';
import { hessenbergInPlace } from '../dense/hessenberg.ts';
import { maxAbs, safeExponent, scaleInPlace } from '../dense/scaling.ts';
import { realSchurInPlace } from '../dense/schur.ts';
import { asSquare, batchSize, finiteValues, inBatch, wrap, wrapFinite } from './matrices.ts';
import { orthogonalCoupling } from './orthogonal-coupling.ts';

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
/** dQ and dT. */
function similarityTangent(form: 'schur' | 'hessenberg', dA: Tensor, Q: Tensor, T: Tensor): readonly [Tensor, Tensor] {
  const C = mT(Q).matmul(dA).matmul(Q);
  const Ω = orthogonalCoupling(form, T, C);
  return [Q.matmul(Ω), C.sub(Ω.matmul(T)).add(T.matmul(Ω))];
}

/**
 * Of the eigenvalues, from T and dT: the diagonal, averaged over a pair's block [a b; c a] whose μ = √(−bc) moves by
 * −(db·c + b·dc)/(2μ).
 */
function eigenvalueTangents(T: Tensor, dT: Tensor, im: Tensor): readonly [Tensor, Tensor] {
  const n = T.shape[T.rank - 1];
  const lead = T.shape.slice(0, -2).map(() => null);
  const real = diagonal(dT);
  if (n < 2) return [real, zerosLike(im)];
  const off = (x: Tensor, rows: [number, number], columns: [number, number]): Tensor => diagonal(x.slice(...lead, rows, columns));
  const above = (x: Tensor): Tensor => off(x, [0, n - 1], [1, n]);
  const below = (x: Tensor): Tensor => off(x, [1, n], [0, n - 1]);
  const first = im.slice(...lead, [0, n - 1]);
  const pair = below(T).notEqual(0);
  const half = where(pair, first, 1).mul(-2);
  const turn = where(
    pair,
    below(T)
      .div(half)
      .mul(above(dT))
      .add(above(T).div(half).mul(below(dT))),
    0,
  );
  const gap = where(
    pair,
    real
      .slice(...lead, [1, n])
      .sub(real.slice(...lead, [0, n - 1]))
      .div(2),
    0,
  );
  const none = zerosLike(real.slice(...lead, [0, 1]));
  const shifted = (x: Tensor, y: Tensor): Tensor => concat([x, none], -1).sub(concat([none, y], -1));
  return [real.add(shifted(gap, gap)), shifted(turn, turn)];
}

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
  jvp: ([t], _a, [Q, H]) => similarityTangent('hessenberg', t!, Q, H),
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
  jvp: ([t], _a, [Z, T, , im]) => {
    const [dZ, dT] = similarityTangent('schur', t!, Z, T);
    return [dZ, dT, ...eigenvalueTangents(T, dT, im)];
  },
  batch: (inputs) => bind(schurPrimitive, inputs, undefined),
};

/**
 * A = Q·H·Qᵀ with H zero below its first subdiagonal.
 *
 * @param A [..., n, n]
 * @throws NonFiniteError, ShapeError
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
 * @throws NonFiniteError, ShapeError
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
