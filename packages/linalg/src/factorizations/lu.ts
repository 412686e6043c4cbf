/** PA = LU with partial pivoting, as an object that answers what the factors know. For one concrete matrix. */
import { ArgumentError, SingularMatrixError, ShapeError, type Tensor, adoptBuffer, asTensor } from '@adjoint/tensor';
import { inverseNormEstimate } from '../dense/condition-estimate.ts';
import { luInPlace, luSolveInPlace, permutationOf } from '../dense/lu.ts';
import { exponentOf, firstNonFinite, rangeExponent, rangeScaled, scaleInPlace, timesPowerOfTwo } from '../dense/scaling.ts';
import { oneNorm } from '../dense/dense-solve.ts';
import { results } from '../dense/small-memory.ts';
import { identityMatrix } from '../dense/transpose.ts';
import { asSquare, finiteValues } from './matrices.ts';

export interface Lu {
  /** Row i of PA is row permutation[i] of A, int32 [n]. */
  readonly permutation: Tensor<'int32'>;
  /** Unit lower triangular, [n, n]. */
  readonly L: Tensor;
  /** Upper triangular, [n, n]. */
  readonly U: Tensor;
  /** @throws SingularMatrixError for a zero pivot; ArgumentError when the solution leaves the range of doubles */
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

/**
 * @param A [n, n], its values known
 * @throws NonFiniteError, ShapeError
 * @example lu(tensor([[0, 1], [2, 3]])).det() // -2
 */
export function lu(A: Tensor): Lu {
  const a = asSquare('lu', A);
  if (a.rank !== 2) throw new ShapeError(`lu: shape [${a.shape.join(', ')}]`, 'lu takes one matrix; solve and det take batches');
  const n = a.shape[0];
  // 2^scale·A is factored, entries near one where those of A are near the ends of the range; U is scaled back when it is asked for
  const source = finiteValues('lu', a as never);
  const scale = rangeExponent(source);
  const f = results(n * n);
  for (let i = 0; i < n * n; i++) f[i] = source[i];
  scaleInPlace(f, scale);
  const { pivots, zeroPivot } = luInPlace(f, n, n);
  const triangle = (lower: boolean): Tensor => {
    const t = results(n * n);
    for (let i = 0, at = 0; i < n; i++)
      for (let j = 0; j < n; j++, at++) {
        if (lower ? j < i : j >= i) t[at] = f[at];
        else if (i === j) t[at] = 1;
      }
    if (!lower) scaleInPlace(t, -scale);
    return adoptBuffer(t, [n, n]);
  };
  const rcond = (): number => {
    if (zeroPivot >= 0) return 0;
    return n === 0
      ? 1
      : 1 / (oneNorm(rangeScaled(source).matrix, n) * inverseNormEstimate(n, (v, t) => luSolveInPlace(f, pivots, n, v, 1, t)));
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
        'the matrix is singular to double precision: solve takes more digits where they decide, lstsq finds the solution of least norm',
      );
    const k = c.size / Math.max(n, 1);
    const { matrix, exponent } = rangeScaled(finiteValues('lu.solve', c as never));
    const x = Float64Array.from(matrix);
    luSolveInPlace(f, pivots, n, x, k);
    if (scale !== exponent) scaleInPlace(x, scale - exponent);
    if (firstNonFinite(x) >= 0)
      throw new ArgumentError(
        'lu.solve: the solution leaves the range of doubles',
        'scale A or b by a power of two, and the solution back',
      );
    return adoptBuffer(x, c.shape);
  };
  const parts = (): { readonly fraction: number; readonly exponent: number } => {
    const { fraction, exponent } = determinantParts(f, pivots, n);
    return { fraction, exponent: exponent - n * scale };
  };
  return {
    get permutation() {
      return adoptBuffer(permutationOf(pivots, n), [n]);
    },
    get L() {
      return triangle(true);
    },
    get U() {
      return triangle(false);
    },
    solve,
    rcond,
    det() {
      const { fraction, exponent } = parts();
      return timesPowerOfTwo(fraction, Math.max(-2200, Math.min(2200, exponent)));
    },
    slogdet() {
      const { fraction, exponent } = parts();
      return fraction === 0
        ? { sign: 0, logAbs: -Infinity }
        : { sign: Math.sign(fraction), logAbs: Math.log(Math.abs(fraction)) + exponent * Math.LN2 };
    },
    inverse: () => solve(adoptBuffer(identityMatrix(n), [n, n])),
  };
}
