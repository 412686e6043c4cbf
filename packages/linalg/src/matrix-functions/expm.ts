/**
 * e^A. Its derivative in the direction E stands in the corner of e^[A E; 0 A], and the transposed one in that of Aᵀ.
 * Najfeld and Havel (1995); Higham (2008), Functions of Matrices, theorem 3.6.
 */
import { ArgumentError, type DenseTensor, type Primitive, type Tensor, bind, bind1, concat, mT, zerosLike } from '@adjoint/tensor';
import { denseExpm } from '../dense/expm.ts';
import { asSquare, batchSize, finiteValues, inBatch, wrap } from '../factorizations/matrices.ts';

/** f([A E; 0 A]), upper right block: the derivative of a function of matrices, Fréchet's. */
export function frechet(f: (a: Tensor) => Tensor, A: Tensor, E: Tensor): Tensor {
  const n = A.shape[A.rank - 1];
  const lead = A.shape.slice(0, -2).map(() => null);
  const block = concat([concat([A, E], -1), concat([zerosLike(A), A], -1)], -2);
  return f(block).slice(...lead, [0, n], [n, 2 * n]);
}

export const expmPrimitive: Primitive = {
  name: 'expm',
  abstract: ([a]) => [{ shape: a.shape, dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[]) => {
    const n = a.shape[a.rank - 1];
    const A = finiteValues('expm', a);
    const out = new Float64Array(A.length);
    const count = batchSize(a);
    for (let i = 0; i < count; i++) {
      const e = denseExpm(A.subarray(i * n * n, (i + 1) * n * n), n);
      if (e.some((x) => x - x !== 0))
        throw new ArgumentError(`expm: the exponential overflows${inBatch(i, count)}`, 'shift the matrix: e^(A − μI)·e^μ');
      out.set(e, i * n * n);
    }
    return [wrap(out, a.shape, a.dtype)];
  },
  jvp: ([t], [a]) => [frechet(expm, a, t!)],
  vjp: ([ct], [a]) => [frechet(expm, mT(a), ct!)],
  batch: (inputs) => bind(expmPrimitive, inputs, undefined),
};

/**
 * @param A [..., n, n]
 * @throws ArgumentError when the result leaves the range of doubles; NonFiniteError, ShapeError
 * @example expm(tensor([[0, 1], [0, 0]])) // [[1, 1], [0, 1]]
 */
export function expm(A: Tensor): Tensor {
  return bind1(expmPrimitive, [asSquare('expm', A)], undefined);
}
