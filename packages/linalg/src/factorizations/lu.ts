/** PA = LU with partial pivoting, as an object that answers what the factors know. For one concrete matrix. */
import { SingularMatrixError, ShapeError, type Tensor, adoptBuffer, asTensor, tensor } from '@adjoint/tensor';
import { inverseNormEstimate } from '../dense/condition-estimate.ts';
import { luInPlace, luSolveInPlace, permutationOf } from '../dense/lu.ts';
import { exponentOf, rangeScaled, timesPowerOfTwo } from '../dense/scaling.ts';
import { oneNorm } from '../dense/dense-solve.ts';
import { asSquare, finiteValues } from './matrices.ts';

export interface Lu {
  /** Row i of PA is row permutation[i] of A, int32 [n]. */
  readonly permutation: Tensor<'int32'>;
  /** Unit lower triangular, [n, n]. */
  readonly L: Tensor;
  /** Upper triangular, [n, n]. */
  readonly U: Tensor;
  /** @throws SingularMatrixError for a zero pivot */
  solve(b: Tensor): Tensor;
  det(): number;
  /** sign·exp(logAbs) = det, without overflow. */
  slogdet(): { readonly sign: number; readonly logAbs: number };
  /** Estimate of 1/κ₁(A); 0 when a pivot is zero. */
  rcond(): number;
  inverse(): Tensor;
}

/** Sign, fraction and exponent of the product of the pivots: det = fraction·2^exponent. */
export function determinantParts(
  lu: ArrayLike<number>,
  pivots: Int32Array,
  n: number,
): { readonly fraction: number; readonly exponent: number } {
  let fraction = 1;
  let exponent = 0;
  for (let i = 0; i < n; i++) {
    if (pivots[i] !== i) fraction = -fraction;
    const p = lu[i * n + i];
    if (p === 0) return { fraction: 0, exponent: 0 };
    const e = exponentOf(p);
    fraction *= timesPowerOfTwo(p, -e);
    exponent += e;
    const f = exponentOf(fraction);
    fraction = timesPowerOfTwo(fraction, -f);
    exponent += f;
  }
  return { fraction, exponent };
}

function factored(
  source: Float64Array,
  n: number,
): { readonly f: Float64Array<ArrayBuffer>; readonly pivots: Int32Array; readonly zeroPivot: number } {
  const f = Float64Array.from(source);
  return { f, ...luInPlace(f, n, n) };
}

/**
 * @param A [n, n], its values known
 * @throws NonFiniteError, ShapeError
 * @example lu(tensor([[0, 1], [2, 3]])).det() // -2
 */
export function lu(A: Tensor): Lu {
  const a = asSquare('lu', A);
  if (a.rank !== 2) throw new ShapeError(`lu: shape [${a.shape.join(', ')}]`, 'lu takes one matrix; solve and det take batches');
  const n = a.shape[0];
  const source = finiteValues('lu', a as never);
  const { f, pivots, zeroPivot } = factored(source, n);
  const triangle = (lower: boolean): Tensor =>
    adoptBuffer(
      Float64Array.from(f, (x, k) => {
        const i = Math.floor(k / n);
        const j = k % n;
        return lower ? (i === j ? 1 : i > j ? x : 0) : i <= j ? x : 0;
      }),
      [n, n],
    );
  const rcond = (): number => {
    if (zeroPivot >= 0) return 0;
    // 1/κ₁ does not depend on scale: what left the range of doubles is 2^exponent times the factors
    const { matrix, exponent } = rangeScaled(source);
    const scaled = exponent === 0 ? { f, pivots } : factored(matrix, n);
    const norm = oneNorm(matrix, n);
    return n === 0 ? 1 : 1 / (norm * inverseNormEstimate(n, (v, t) => luSolveInPlace(scaled.f, scaled.pivots, n, v, 1, t)));
  };
  const solve = (b: Tensor): Tensor => {
    const c = asTensor(b);
    if (c.rank < 1 || c.rank > 2 || c.shape[0] !== n)
      throw new ShapeError(`lu.solve: b [${c.shape.join(', ')}] for a ${n}×${n} matrix`, 'b is [n] or [n, k]');
    if (zeroPivot >= 0)
      throw new SingularMatrixError(
        zeroPivot,
        0,
        `lu.solve: pivot ${zeroPivot} is zero`,
        'the matrix is singular; ask lstsq for the solution of least norm',
      );
    const x = Float64Array.from(finiteValues('lu.solve', c as never));
    luSolveInPlace(f, pivots, n, x, c.size / Math.max(n, 1));
    return adoptBuffer(x, c.shape);
  };
  return {
    permutation: tensor(permutationOf(pivots, n)),
    get L() {
      return triangle(true);
    },
    get U() {
      return triangle(false);
    },
    solve,
    rcond,
    det() {
      const { fraction, exponent } = determinantParts(f, pivots, n);
      return timesPowerOfTwo(fraction, Math.max(-2200, Math.min(2200, exponent)));
    },
    slogdet() {
      const { fraction, exponent } = determinantParts(f, pivots, n);
      return fraction === 0
        ? { sign: 0, logAbs: -Infinity }
        : { sign: Math.sign(fraction), logAbs: Math.log(Math.abs(fraction)) + exponent * Math.LN2 };
    },
    inverse: () =>
      solve(
        adoptBuffer(
          Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0)),
          [n, n],
        ),
      ),
  };
}
