/**
 * A·X = B, and what follows from it: the inverse.
 *
 *   dX = A⁻¹(dB − dA·X),   B̄ = A⁻ᵀX̄,   Ā = −B̄·Xᵀ
 */
import { ArgumentError, type DenseTensor, type Primitive, ShapeError, SingularMatrixError, type Tensor, asTensor, bind, bind1, eye, mT } from '@adjoint/tensor';
import { denseSolve } from '../dense/dense-solve.ts';
import { asSquare, batchSize, finiteValues, inBatch, unifyFloats, withSameLead, wrap } from './matrices.ts';
import { solvePositiveDefinite, structureOf } from './structure.ts';
import { triangularSolve } from './triangular-solve.ts';

/** 'auto' looks at the values: triangles, symmetric positive definite matrices, all others. */
export type Structure = 'auto' | 'general' | 'lower-triangular' | 'upper-triangular' | 'positive-definite';
export interface SolveOptions {
  readonly structure?: Structure;
}

interface Params { readonly structure: 'auto' | 'general' | 'positive-definite' }

export const solvePrimitive: Primitive<Params> = {
  name: 'solve',
  abstract: ([, b]) => [{ shape: b.shape, dtype: b.dtype }],
  evaluate: ([a, b]: readonly DenseTensor[], { structure }) => {
    const n = a.shape[a.rank - 1], k = b.shape[b.rank - 1], A = finiteValues('solve', a), B = finiteValues('solve', b), out = new Float64Array(B.length), count = batchSize(a);
    for (let i = 0; i < count; i++) {
      const kind = structure === 'general' ? 'general' : structureOf(A, n, i * n * n);
      if (structure === 'positive-definite' || kind === 'positive-definite') {
        const x = solvePositiveDefinite(A, n, i * n * n, B, k, i * n * k, structure === 'positive-definite', i, count);
        if (x !== null) { out.set(x, i * n * k); continue; }
      }
      const { x, rcond, zeroPivot } = denseSolve(A, n, i * n * n, B, k, i * n * k);
      if (zeroPivot >= 0) {
        throw new SingularMatrixError(zeroPivot, rcond, `solve: the ${n}×${n} matrix is singular, pivot ${zeroPivot} vanishes in 106-bit arithmetic${inBatch(i, count)}`,
          'ask lstsq for the solution of least norm', count > 1 ? i : undefined);
      }
      out.set(x, i * n * k);
    }
    return [wrap(out, b.shape, b.dtype)];
  },
  vjp: ([ct], [a], [x], p, wanted) => {
    const back = bind1(solvePrimitive, [mT(a), ct!], p);
    return [wanted[0] ? back.matmul(mT(x)).neg() : null, back];
  },
  batch: (inputs, batched, p, size) => bind(solvePrimitive, inputs.map((x, i) => batched[i] ? x : x.broadcastTo([size, ...x.shape])), p),
};

/**
 * The solution of A x = b, refined to full precision where A allows it.
 *
 * @param A [..., n, n]
 * @param b [n], or [..., n, k]; one vector for each matrix of a batch is [..., n, 1]
 * @returns the shape of b; leading axes broadcast
 * @throws SingularMatrixError      when A is singular, with the pivot and an estimate of 1/κ
 * @throws NotPositiveDefiniteError when `structure` promised what A is not
 * @throws NonFiniteError, ShapeError
 * @example solve(tensor([[2, 1], [1, 3]]), tensor([3, 5])) // [0.8, 1.4]
 */
export function solve(A: Tensor, b: Tensor, { structure = 'auto' }: SolveOptions = {}): Tensor {
  const a = asSquare('solve', A), c = asTensor(b), n = a.shape[a.rank - 1], vector = c.rank === 1;
  if (c.rank === 0 || c.shape[vector ? c.rank - 1 : c.rank - 2] !== n) throw new ShapeError(`solve: A [${a.shape.join(', ')}], b [${c.shape.join(', ')}]`, `b needs ${n} rows: [${n}] or [..., ${n}, k]`);
  const [left, right] = withSameLead('solve', ...unifyFloats('solve', a, vector ? c.expandDims(-1) : c));
  const x = structure === 'lower-triangular' || structure === 'upper-triangular' ? triangularSolve(left, right, { lower: structure === 'lower-triangular' })
    : structure === 'auto' || structure === 'general' || structure === 'positive-definite' ? bind1(solvePrimitive, [left, right], { structure })
      : unknown(structure);
  return vector ? x.squeeze(-1) : x;
}
function unknown(structure: never): never {
  throw new ArgumentError(`solve: structure ${String(structure)}`, "use 'auto', 'general', 'lower-triangular', 'upper-triangular' or 'positive-definite'");
}

/** A⁻¹, [..., n, n]. Prefer `solve` where only A⁻¹b is wanted. @throws SingularMatrixError */
export function inverse(A: Tensor): Tensor {
  const a = asSquare('inverse', A), n = a.shape[a.rank - 1];
  return solve(a, eye(n, n, a.dtype as 'float64'));
}
