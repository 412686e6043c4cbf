/**
 * Principal square root and logarithm of a real matrix without eigenvalues on the closed negative axis, by the complex
 * Schur form. The derivative of the root solves X·dX + dX·X = dA; that of the logarithm stands in the corner of
 * log [A E; 0 A]. Higham (2008), Functions of Matrices, chapters 6 and 11.
 */
import { ArgumentError, ConvergenceError, type DenseTensor, type Primitive, type Tensor, bind, bind1, mT } from '@adjoint/tensor';
import { type Split, complexSchur, transformBack } from '../dense/complex-schur.ts';
import { maxAbs, exponentOf, scaleInPlace } from '../dense/scaling.ts';
import { triangularLog, triangularRoot } from '../dense/triangular-functions.ts';
import { asSquare, batchSize, finiteValues, inBatch, wrap } from '../factorizations/matrices.ts';
import { frechet } from './expm.ts';
import { sylvester } from './sylvester.ts';

function evaluate(
  name: string,
  a: DenseTensor,
  zeroAllowed: boolean,
  f: (t: Split, n: number) => Split | null,
  finish: (x: Float64Array<ArrayBuffer>, n: number, k: number) => void,
): Tensor {
  const n = a.shape[a.rank - 1];
  const A = finiteValues(name, a);
  const out = new Float64Array(A.length);
  const count = batchSize(a);
  for (let b = 0; b < count; b++) {
    const work = A.slice(b * n * n, (b + 1) * n * n);
    const k = -2 * Math.round(exponentOf(maxAbs(work)) / 2);
    const where = inBatch(b, count);
    scaleInPlace(work, k);
    const s = complexSchur(work, n);
    if (!s)
      throw new ConvergenceError(
        60 * n,
        `${name}: no convergence${where}`,
        'this should not happen with finite input: please report the matrix',
      );
    for (let i = 0; i < n; i++) {
      const re = s.t.re[i * n + i];
      const im = s.t.im[i * n + i];
      if (im === 0 && (re < 0 || (re === 0 && !zeroAllowed)))
        throw new ArgumentError(
          `${name}: eigenvalue ${re * 2 ** -k} lies on the ${zeroAllowed ? '' : 'closed '}negative axis${where}`,
          'there is no real principal value',
        );
    }
    const y = f(s.t, n);
    if (!y) throw new ArgumentError(`${name}: a zero eigenvalue without a full set of vectors${where}`, 'there is no such matrix');
    const x = transformBack(s.u, y, s.u, n, n);
    finish(x, n, k);
    out.set(x, b * n * n);
  }
  return wrap(out, a.shape, a.dtype);
}

export const sqrtmPrimitive: Primitive = {
  name: 'sqrtm',
  abstract: ([a]) => [{ shape: a.shape, dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[]) => [evaluate('sqrtm', a, true, triangularRoot, (x, _n, k) => scaleInPlace(x, -k / 2))],
  jvp: ([t], _a, [x]) => [sylvester(x, x, t!)],
  batch: (inputs) => bind(sqrtmPrimitive, inputs, undefined),
};
export const logmPrimitive: Primitive = {
  name: 'logm',
  abstract: ([a]) => [{ shape: a.shape, dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[]) => [
    evaluate('logm', a, false, triangularLog, (x, n, k) => {
      for (let i = 0; i < n; i++) x[i * n + i] -= k * Math.LN2;
    }),
  ],
  jvp: ([t], [a]) => [frechet(logm, a, t!)],
  vjp: ([ct], [a]) => [frechet(logm, mT(a), ct!)],
  batch: (inputs) => bind(logmPrimitive, inputs, undefined),
};

/**
 * The X with X·X = A and eigenvalues in the right half plane.
 *
 * @throws ArgumentError for a negative eigenvalue
 * @example sqrtm(tensor([[4, 0], [0, 9]])) // [[2, 0], [0, 3]]
 */
export function sqrtm(A: Tensor): Tensor {
  return bind1(sqrtmPrimitive, [asSquare('sqrtm', A)], undefined);
}

/**
 * The X with e^X = A and eigenvalues in the strip |Im| < π.
 *
 * @throws ArgumentError for an eigenvalue on the closed negative axis
 * @example logm(expm(A)) // A, while |Im λ| < π
 */
export function logm(A: Tensor): Tensor {
  return bind1(logmPrimitive, [asSquare('logm', A)], undefined);
}
