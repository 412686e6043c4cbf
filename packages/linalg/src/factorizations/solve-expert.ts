/** A x = b with everything that is known about the answer. For one concrete matrix; what LAPACK's dgesvx reports. */
import { ArgumentError, ShapeError, SingularMatrixError, type Tensor, asTensor } from '@adjoint/tensor';
import { MOST_EXACT } from '../dense/exact-solve.ts';
import { denseSolve } from '../dense/dense-solve.ts';
import { solutionQuality } from '../dense/forward-error.ts';
import { asSquare, finiteValues, wrap } from './matrices.ts';

export interface ExpertSolution {
  /** Shape of b. */
  readonly x: Tensor;
  /** Estimate of 1/κ₁(A) after equilibration by powers of two. */
  readonly rcond: number;
  /** Estimate of ‖x − x*‖∞/‖x‖∞, at least the true one on all reference cases; the largest over the columns of b. */
  readonly forwardErrorEstimate: number;
  /** ‖b − A x‖∞/(‖A‖∞‖x‖∞ + ‖b‖∞), residual in 106 bits. */
  readonly backwardError: number;
  /** max |b − A x|ᵢ/(|A||x| + |b|)ᵢ */
  readonly componentwiseBackwardError: number;
  /** max|U|/max|A|: elimination was stable where this is moderate. */
  readonly growthFactor: number;
  readonly refinementSteps: number;
  /** The factorisation was repeated in double-double arithmetic, because A is singular to double precision. */
  readonly extendedPrecision: boolean;
}

/**
 * @param A [n, n]  @param b [n] or [n, k]
 * @throws SingularMatrixError, NonFiniteError, ShapeError
 * @example solveExpert(tensor([[2, 0], [0, 4]]), tensor([2, 4])).rcond // 1
 */
export function solveExpert(A: Tensor, b: Tensor): ExpertSolution {
  const a = asSquare('solveExpert', A);
  const c = asTensor(b);
  const n = a.shape[0];
  if (a.rank !== 2 || c.rank < 1 || c.rank > 2 || c.shape[0] !== n)
    throw new ShapeError(`solveExpert: A [${a.shape.join(', ')}], b [${c.shape.join(', ')}]`, 'A is [n, n], b is [n] or [n, k]');
  const values = finiteValues('solveExpert', a as never);
  const rhs = finiteValues('solveExpert', c as never);
  const k = c.rank === 1 ? 1 : c.shape[1];
  const { x, rcond, zeroPivot, refinements } = denseSolve(values, n, 0, rhs, k, 0);
  if (zeroPivot >= 0)
    throw new SingularMatrixError(
      zeroPivot,
      rcond,
      `solveExpert: the ${n}×${n} matrix is singular, pivot ${zeroPivot} ${n <= MOST_EXACT ? 'is exactly zero' : 'vanishes in 106-bit arithmetic'}`,
      'ask lstsq for the solution of least norm',
    );
  if (!x.every((v) => v - v === 0))
    throw new ArgumentError(
      'solveExpert: the solution leaves the range of doubles',
      'scale A or b by a power of two, and the solution back',
    );
  let forward = 0;
  let normwise = 0;
  let componentwise = 0;
  let growth = 1;
  for (let j = 0; j < k; j++) {
    const column = (v: Float64Array): Float64Array<ArrayBuffer> => Float64Array.from({ length: n }, (_, i) => v[i * k + j]);
    const q = solutionQuality(values, n, column(rhs), column(x));
    forward = Math.max(forward, q.forward);
    normwise = Math.max(normwise, q.normwise);
    componentwise = Math.max(componentwise, q.componentwise);
    growth = q.growth;
  }
  return {
    x: wrap(x, c.shape, a.dtype === 'float32' && c.dtype === 'float32' ? 'float32' : 'float64'),
    rcond,
    forwardErrorEstimate: forward,
    backwardError: normwise,
    componentwiseBackwardError: componentwise,
    growthFactor: growth,
    refinementSteps: Math.max(0, refinements),
    extendedPrecision: refinements < 0,
  };
}
