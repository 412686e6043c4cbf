/**
 * A·X = B, and what follows from it: the inverse.
 *
 *   dX = A⁻¹(dB − dA·X),   B̄ = A⁻ᵀX̄,   Ā = −B̄·Xᵀ
 */
import { ArgumentError, type DenseTensor, type Primitive, ShapeError, SingularMatrixError, type Tensor, asTensor, bind, bind1, eye, isNaN, mT } from '@adjoint/tensor';
import { denseSolve } from '../dense/dense-solve.ts';
import { solveTriangular } from '../dense/lu.ts';
import { requireSymmetric } from './symmetric.ts';
import { asSquare, batchSize, finiteValues, inBatch, unifyFloats, withSameLead, wrap } from './matrices.ts';
import { solvePositiveDefinite, solveWithBand, structureOf, triangleOf } from './structure.ts';
import { triangularSolve } from './triangular-solve.ts';

/** 'auto' looks at the values: triangles, narrow bands, symmetric positive definite matrices, all others. */
export type Structure = 'auto' | 'general' | 'lower-triangular' | 'upper-triangular' | 'positive-definite';
export interface SolveOptions {
  readonly structure?: Structure;
  /** 'throw' (default), or NaN for a matrix that is singular and a status beside x; wrong input still throws. */
  readonly onFailure?: 'throw' | 'nan-with-status';
}
export interface SolutionWithStatus {
  /** Shape of b; NaN where the matrix is singular. */
  readonly x: Tensor;
  /** 0 solved, 1 singular (or not positive definite where that was promised), for each matrix of the batch: [...] */
  readonly status: Tensor<'int32'>;
}

interface Params { readonly structure: 'auto' | 'general' | 'positive-definite'; readonly nan?: boolean }

/** Substitution for a matrix that is triangular; null when it is not, or the result leaves the range. */
function solveTriangle(A: Float64Array, n: number, from: number, B: Float64Array, k: number, bFrom: number): Float64Array<ArrayBuffer> | null {
  const kind = triangleOf(A, n, from);
  if (kind === null) return null;
  for (let i = 0; i < n; i++) if (A[from + i * n + i] === 0) return null; // the general solver names it
  const x = B.slice(bFrom, bFrom + n * k);
  solveTriangular(A, n, x, k, kind === 'lower', false, false, from);
  return x.every((v) => v - v === 0) ? x : null;
}

export const solvePrimitive: Primitive<Params> = {
  name: 'solve',
  abstract: ([, b]) => [{ shape: b.shape, dtype: b.dtype }],
  evaluate: ([a, b]: readonly DenseTensor[], { structure, nan = false }) => {
    const n = a.shape[a.rank - 1], k = b.shape[b.rank - 1], A = finiteValues('solve', a), B = finiteValues('solve', b), out = new Float64Array(B.length), count = batchSize(a);
    for (let i = 0; i < count; i++) {
      const direct = structure === 'auto' ? solveTriangle(A, n, i * n * n, B, k, i * n * k) ?? solveWithBand(A, n, i * n * n, B, k, i * n * k) : null;
      if (direct) { out.set(direct, i * n * k); continue; }
      const kind = structure === 'general' ? 'general' : structureOf(A, n, i * n * n);
      if (structure === 'positive-definite' || kind === 'positive-definite') {
        if (kind !== 'positive-definite') requireSymmetric('solve', A.slice(i * n * n, (i + 1) * n * n), n, i, count);
        const x = solvePositiveDefinite(A, n, i * n * n, B, k, i * n * k, structure === 'positive-definite' && !nan, i, count);
        if (x !== null && x.every((v) => v - v === 0)) { out.set(x, i * n * k); continue; }
        if (x === null && structure === 'positive-definite') { out.fill(NaN, i * n * k, (i + 1) * n * k); continue; }
      }
      const { x, rcond, zeroPivot } = denseSolve(A, n, i * n * n, B, k, i * n * k);
      if (zeroPivot >= 0) {
        if (nan) { out.fill(NaN, i * n * k, (i + 1) * n * k); continue; }
        throw new SingularMatrixError(zeroPivot, rcond, `solve: the ${n}×${n} matrix is singular, pivot ${zeroPivot} vanishes in 106-bit arithmetic${inBatch(i, count)}`,
          'ask lstsq for the solution of least norm', count > 1 ? i : undefined);
      }
      if (nan || x.every((v) => v - v === 0)) { out.set(x, i * n * k); continue; }
      throw new ArgumentError(`solve: the solution leaves the range of doubles${inBatch(i, count)}`, 'scale A or b by a power of two, and the solution back');
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
 * @returns the shape of b; leading axes broadcast; with `onFailure: 'nan-with-status'` an object of x and status
 * @throws SingularMatrixError      when A is singular, with the pivot and an estimate of 1/κ
 * @throws NotPositiveDefiniteError when `structure` promised what A is not
 * @throws NonFiniteError, ShapeError; ArgumentError when the solution overflows
 * @example solve(tensor([[2, 1], [1, 3]]), tensor([3, 5])) // [0.8, 1.4]
 */
export function solve(A: Tensor, b: Tensor, options: SolveOptions & { readonly onFailure: 'nan-with-status' }): SolutionWithStatus;
export function solve(A: Tensor, b: Tensor, options?: SolveOptions & { readonly onFailure?: 'throw' }): Tensor;
export function solve(A: Tensor, b: Tensor, { structure = 'auto', onFailure = 'throw' }: SolveOptions = {}): Tensor | SolutionWithStatus {
  const a = asSquare('solve', A), c = asTensor(b), n = a.shape[a.rank - 1], vector = c.rank === 1;
  if (c.rank === 0 || c.shape[vector ? c.rank - 1 : c.rank - 2] !== n) throw new ShapeError(`solve: A [${a.shape.join(', ')}], b [${c.shape.join(', ')}]`, `b needs ${n} rows: [${n}] or [..., ${n}, k]`);
  const [left, right] = withSameLead('solve', ...unifyFloats('solve', a, vector ? c.expandDims(-1) : c));
  const x = structure === 'lower-triangular' || structure === 'upper-triangular' ? triangularSolve(left, right, { lower: structure === 'lower-triangular' })
    : structure === 'auto' || structure === 'general' || structure === 'positive-definite' ? bind1(solvePrimitive, [left, right], { structure, nan: onFailure === 'nan-with-status' })
      : unknown(structure);
  const result = vector ? x.squeeze(-1) : x;
  // A finite nonsingular system has a finite solution, so NaN marks the others.
  return onFailure === 'throw' ? result : { x: result, status: isNaN(x).any([-2, -1]).astype('int32') };
}
function unknown(structure: never): never {
  throw new ArgumentError(`solve: structure ${String(structure)}`, "use 'auto', 'general', 'lower-triangular', 'upper-triangular' or 'positive-definite'");
}

/** A⁻¹, [..., n, n]. Prefer `solve` where only A⁻¹b is wanted. @throws SingularMatrixError */
export function inverse(A: Tensor): Tensor {
  const a = asSquare('inverse', A), n = a.shape[a.rank - 1];
  return solve(a, eye(n, n, a.dtype as 'float64'));
}
