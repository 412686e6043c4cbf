/** A matrix known by what it does to vectors: all that the Krylov methods ask for. */
import { ArgumentError, type CscMatrix, ShapeError, type Tensor, asTensor } from '@adjoint/tensor';
import { gemv } from '@adjoint/kernels';
import { finiteValues, requireTolerance } from '../factorizations/matrices.ts';
import { addSparseProduct, addSparseTransposeProduct } from '../sparse/index.ts';

/** y = A·x on plain arrays. An operator may keep no reference to x or y. */
export interface LinearOperator {
  readonly rows: number;
  readonly columns: number;
  /** y ← A·x */
  apply(x: Float64Array, y: Float64Array): void;
  /** y ← Aᵀ·x; least squares and singular values need it. */
  applyTransposed?(x: Float64Array, y: Float64Array): void;
}

/** What is accepted as an operator: a dense matrix, a sparse one, or an operator. */
export type OperatorLike = Tensor | CscMatrix | LinearOperator;

const isOperator = (x: OperatorLike): x is LinearOperator => 'apply' in x && typeof x.apply === 'function';

/**
 * @throws ShapeError unless a dense matrix has two axes and an operator its counts; NonFiniteError
 * @example linearOperator(tensor([[2, 0], [0, 3]])).rows // 2
 */
export function linearOperator(A: OperatorLike): LinearOperator {
  if (isOperator(A)) {
    for (const count of [A.rows, A.columns])
      if (!Number.isInteger(count) || count < 0)
        throw new ShapeError(`linearOperator: ${A.rows} rows and ${A.columns} columns`, 'an operator says both, as counts');
    return A;
  }
  if ('rowIndices' in A) return sparseOperator(A);
  const a = asTensor(A);
  const [m, n] = a.shape;
  if (a.rank !== 2) throw new ShapeError(`linearOperator: shape [${a.shape.join(', ')}]`, 'an operator is made of one matrix');
  const values = finiteValues('linearOperator', a as never);
  return {
    rows: m,
    columns: n,
    apply: (x, y) => gemv(false, m, n, 1, values, 0, n, x, 0, 1, 0, y, 0, 1),
    applyTransposed: (x, y) => gemv(true, m, n, 1, values, 0, n, x, 0, 1, 0, y, 0, 1),
  };
}

function sparseOperator(A: CscMatrix): LinearOperator {
  const { rows, columns } = A;
  return {
    rows,
    columns,
    apply: (x, y) => {
      y.fill(0);
      addSparseProduct(y, 1, A, x);
    },
    applyTransposed: (x, y) => {
      y.fill(0);
      addSparseTransposeProduct(y, 1, A, x);
    },
  };
}

/** Options of all iterations. */
export interface KrylovOptions {
  /** Stop when ‖b − A x‖ ≤ tolerance·‖b‖ (default 1e-10). */
  readonly tolerance?: number;
  /** Default 10·n. */
  readonly maxIterations?: number;
  /** x₀ (default 0). */
  readonly start?: Tensor;
  readonly signal?: AbortSignal;
  readonly onProgress?: (p: { readonly iteration: number; readonly residual: number }) => void;
}

export interface KrylovResult {
  readonly x: Tensor;
  /**
   * - 'converged': the relative residual, as returned, is within the tolerance
   * - 'stagnation': more steps would not make it smaller (rounding, a restart too short, or b not in the range)
   * - 'least-squares': b is not in the range of A, and ‖Aᵀr‖ ≤ 1e-12·‖A‖‖r‖ (MINRES)
   * - 'breakdown': the method's premise failed (A is not positive definite for CG, or the space is exhausted)
   */
  readonly status: 'converged' | 'stagnation' | 'least-squares' | 'iteration-limit' | 'breakdown' | 'aborted';
  readonly iterations: number;
  /** ‖b − A x‖/‖b‖, recomputed at the end from A, b and x. */
  readonly relativeResidual: number;
}

/** @throws ArgumentError for a tolerance that is negative or not finite, and for numbers of steps that are none */
export function requireIterationOptions(
  name: string,
  { tolerance, ...counts }: { readonly tolerance?: number | undefined; readonly [option: string]: number | undefined },
): void {
  requireTolerance(name, tolerance, undefined);
  for (const [option, n] of Object.entries(counts))
    if (n !== undefined && !(n === Infinity || (Number.isInteger(n) && n >= (option === 'restart' || option === 'dimension' ? 1 : 0))))
      throw new ArgumentError(`${name}: ${option} ${n}`, `${option} counts steps`);
}
