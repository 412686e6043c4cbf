/**
 * A·X = B, and what follows from it: the inverse.
 *
 *   dX = A⁻¹(dB − dA·X),   B̄ = A⁻ᵀX̄,   Ā = −B̄·Xᵀ
 */
import {
  ArgumentError,
  DenseTensor,
  type Primitive,
  ShapeError,
  SingularMatrixError,
  type Tensor,
  asTensor,
  bind,
  bind1,
  eye,
  interpreterOf,
  isNaN,
  mT,
} from '@adjoint/tensor';
import { solveTriangularPrecisely } from '../dense/double-double-triangle.ts';
import { MOST_EXACT } from '../dense/exact-solve.ts';
import { denseSolve } from '../dense/dense-solve.ts';
import { solveTriangular } from '../dense/lu.ts';
import { residentSolve } from '../dense/resident-solve.ts';
import { firstNonFinite } from '../dense/scaling.ts';
import { results } from '../dense/small-memory.ts';
import { smallSolve } from '../dense/small-solve.ts';
import { requireSymmetric } from './symmetric.ts';
import { asSquare, batchSize, doubles, inBatch, requireFiniteValues, unifyFloats, withSameLead, wrap } from './matrices.ts';
import { isSparse, solvePositiveDefinite, solveWithBand, structureOf, triangleOf } from './structure.ts';
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

interface Params {
  readonly structure: 'auto' | 'general' | 'positive-definite';
  readonly nan?: boolean;
}

/** Substitution for a matrix that is triangular; null when it is not, or the result leaves the range. */
function solveTriangle(
  A: Float64Array,
  n: number,
  from: number,
  B: Float64Array,
  k: number,
  bFrom: number,
): Float64Array<ArrayBuffer> | null {
  const kind = triangleOf(A, n, from);
  if (kind === null) return null;
  for (let i = 0; i < n; i++) if (A[from + i * n + i] === 0) return null; // the general solver names it
  const x = B.slice(bFrom, bFrom + n * k);
  if (n <= MOST_SMALL) solveTriangularPrecisely(A, n, from, x, k, kind === 'lower');
  else solveTriangular(A, n, x, k, kind === 'lower', false, false, from);
  return x.every((v) => v - v === 0) ? x : null;
}

/** Orders below the first are solved in plain loops, up to the second where there is no scratch memory too. */
const RESIDENT_SOLVE_FROM = 8;
const MOST_SMALL = 100;

/** What needs no care is solved at once. @returns false for any other matrix, NaN and infinities among them; what it then wrote is written again */
function solvePlainly(
  A: Float64Array<ArrayBuffer>,
  n: number,
  from: number,
  B: Float64Array<ArrayBuffer>,
  k: number,
  to: number,
  out: Float64Array<ArrayBuffer>,
  structure: Params['structure'],
): boolean {
  if (structure === 'auto' && isSparse(A, n, from)) return false;
  return (
    (n >= RESIDENT_SOLVE_FROM && residentSolve(A, n, from, B, k, to, out, to, structure)) ||
    (n <= MOST_SMALL && structure !== 'positive-definite' && smallSolve(A, n, from, B, k, to, out, to))
  );
}

/** `count` systems one behind the other. */
function solutions(
  A: Float64Array<ArrayBuffer>,
  n: number,
  B: Float64Array<ArrayBuffer>,
  k: number,
  count: number,
  structure: Params['structure'],
  nan: boolean,
): Float64Array<ArrayBuffer> {
  const out = results(B.length);
  let checked = false;
  for (let i = 0; i < count; i++) {
    const from = i * n * n;
    const to = i * n * k;
    if (solvePlainly(A, n, from, B, k, to, out, structure)) continue;
    if (!checked) {
      requireFiniteValues('solve', A);
      requireFiniteValues('solve', B);
      checked = true;
    }
    solveWithCare(A, n, from, B, k, to, out, structure, nan, i, count);
  }
  return out;
}

function solveWithCare(
  A: Float64Array<ArrayBuffer>,
  n: number,
  from: number,
  B: Float64Array<ArrayBuffer>,
  k: number,
  to: number,
  out: Float64Array<ArrayBuffer>,
  structure: Params['structure'],
  nan: boolean,
  i: number,
  count: number,
): void {
  const finite = (x: Float64Array): boolean => firstNonFinite(x) < 0;
  const direct = structure === 'auto' ? (solveTriangle(A, n, from, B, k, to) ?? solveWithBand(A, n, from, B, k, to)) : null;
  if (direct) {
    out.set(direct, to);
    return;
  }
  const kind = structure === 'general' ? 'general' : structureOf(A, n, from);
  if (structure === 'positive-definite' || kind === 'positive-definite') {
    if (kind !== 'positive-definite') requireSymmetric('solve', A.slice(from, from + n * n), n, i, count);
    const x = solvePositiveDefinite(A, n, from, B, k, to, structure === 'positive-definite' && !nan, i, count);
    if (typeof x !== 'string' && finite(x)) {
      out.set(x, to);
      return;
    }
    if (x === 'indefinite' && structure === 'positive-definite') {
      out.fill(NaN, to, to + n * k);
      return;
    }
  }
  const { x, rcond, zeroPivot } = denseSolve(A, n, from, B, k, to);
  if (zeroPivot >= 0) {
    if (nan) {
      out.fill(NaN, to, to + n * k);
      return;
    }
    throw new SingularMatrixError(
      zeroPivot,
      rcond,
      `solve: the ${n}×${n} matrix is singular, pivot ${zeroPivot} ${n <= MOST_EXACT ? 'is exactly zero' : 'vanishes in 106-bit arithmetic'}${inBatch(i, count)}`,
      'ask lstsq for the solution of least norm',
      count > 1 ? i : undefined,
    );
  }
  if (!nan && !finite(x))
    throw new ArgumentError(
      `solve: the solution leaves the range of doubles${inBatch(i, count)}`,
      'scale A or b by a power of two, and the solution back',
    );
  out.set(x, to);
}

export const solvePrimitive: Primitive<Params> = {
  name: 'solve',
  abstract: ([, b]) => [{ shape: b.shape, dtype: b.dtype }],
  evaluate: ([a, b]: readonly DenseTensor[], { structure, nan = false }) => [
    wrap(solutions(doubles(a), a.shape[a.rank - 1], doubles(b), b.shape[b.rank - 1], batchSize(a), structure, nan), b.shape, b.dtype),
  ],
  vjp: ([ct], [a], [x], p, wanted) => {
    const back = bind1(solvePrimitive, [mT(a), ct!], p);
    return [wanted[0] ? back.matmul(mT(x)).neg() : null, back];
  },
  batch: (inputs, batched, p, size) =>
    bind(
      solvePrimitive,
      inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape]))),
      p,
    ),
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
  if (onFailure !== 'throw' && onFailure !== 'nan-with-status')
    throw new ArgumentError(`solve: onFailure ${String(onFailure)}`, "use 'throw' or 'nan-with-status'");
  const a = asSquare('solve', A);
  const c = asTensor(b);
  const n = a.shape[a.rank - 1];
  const vector = c.rank === 1;
  if (c.rank === 0 || c.shape[vector ? c.rank - 1 : c.rank - 2] !== n)
    throw new ShapeError(`solve: A [${a.shape.join(', ')}], b [${c.shape.join(', ')}]`, `b needs ${n} rows: [${n}] or [..., ${n}, k]`);
  // one matrix and one vector at hand need no reshaping
  if (
    vector &&
    a.rank === 2 &&
    onFailure === 'throw' &&
    structure === 'auto' &&
    a.dtype === 'float64' &&
    c.dtype === 'float64' &&
    interpreterOf(a) === null &&
    interpreterOf(c) === null
  ) {
    return new DenseTensor(c.shape, 'float64', solutions(doubles(a as DenseTensor), n, doubles(c as DenseTensor), 1, 1, structure, false));
  }
  const [left, right] = withSameLead('solve', ...unifyFloats('solve', a, vector ? c.expandDims(-1) : c));
  const x =
    structure === 'lower-triangular' || structure === 'upper-triangular'
      ? triangularSolve(left, right, { lower: structure === 'lower-triangular' })
      : structure === 'auto' || structure === 'general' || structure === 'positive-definite'
        ? bind1(solvePrimitive, [left, right], { structure, nan: onFailure === 'nan-with-status' })
        : unknown(structure);
  const result = vector ? x.squeeze(-1) : x;
  // A finite nonsingular system has a finite solution, so NaN marks the others.
  return onFailure === 'throw' ? result : { x: result, status: isNaN(x).any([-2, -1]).astype('int32') };
}
function unknown(structure: never): never {
  throw new ArgumentError(
    `solve: structure ${String(structure)}`,
    "use 'auto', 'general', 'lower-triangular', 'upper-triangular' or 'positive-definite'",
  );
}

/** A⁻¹, [..., n, n]. Prefer `solve` where only A⁻¹b is wanted. @throws SingularMatrixError */
export function inverse(A: Tensor): Tensor {
  const a = asSquare('inverse', A);
  const n = a.shape[a.rank - 1];
  if (a.rank !== 2 || a.dtype !== 'float64' || interpreterOf(a) !== null) return solve(a, eye(n, n, a.dtype as 'float64'));
  const unit = results(n * n);
  for (let i = 0; i < n; i++) unit[i * n + i] = 1;
  return new DenseTensor(a.shape, 'float64', solutions(doubles(a as DenseTensor), n, unit, n, 1, 'auto', false));
}
