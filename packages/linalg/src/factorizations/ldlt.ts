/** PᵀAP = L·D·Lᵀ by Bunch and Kaufman: symmetric systems, definite or not, and the inertia. For one concrete matrix. */
import { ShapeError, SingularMatrixError, type Tensor, asTensor, tensor } from '@adjoint/tensor';
import { ldltInPlace, ldltSolveInPlace } from '../dense/ldlt.ts';
import { maxAbs, safeExponent, scaleInPlace, timesPowerOfTwo } from '../dense/scaling.ts';
import { requireSymmetric } from './symmetric.ts';
import { asSquare, finiteValues, wrap } from './matrices.ts';

export interface Ldlt {
  /** Unit lower triangular, [n, n]. */
  readonly L: Tensor;
  /** Block diagonal with blocks of order 1 and 2, [n, n]. */
  readonly D: Tensor;
  /** Row i of PᵀAP is row permutation[i] of A, int32 [n]. */
  readonly permutation: Tensor<'int32'>;
  /** Numbers of positive, negative and zero eigenvalues (Sylvester's law), of A + E with a small E. */
  readonly inertia: { readonly positive: number; readonly negative: number; readonly zero: number };
  /** @throws SingularMatrixError for a zero pivot */
  solve(b: Tensor): Tensor;
}

/**
 * @param A [n, n] symmetric
 * @throws ArgumentError when A is not symmetric; NonFiniteError, ShapeError
 * @example ldlt(tensor([[0, 1], [1, 0]])).inertia // { positive: 1, negative: 1, zero: 0 }
 */
export function ldlt(A: Tensor): Ldlt {
  const a = asSquare('ldlt', A), n = a.shape[0];
  if (a.rank !== 2) throw new ShapeError(`ldlt: shape [${a.shape.join(', ')}]`, 'ldlt takes one matrix');
  const f = finiteValues('ldlt', a as never).slice();
  requireSymmetric('ldlt', f, n, 0, 1);
  const k = safeExponent(maxAbs(f));
  scaleInPlace(f, k);
  const outcome = ldltInPlace(f, n), { blocks, zeroPivot, inertia } = outcome;
  const L = new Float64Array(n * n), D = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const start = i > 0 && blocks[i] === 0 ? i - 1 : i;
    for (let j = 0; j < start; j++) L[i * n + j] = f[i * n + j];
    L[i * n + i] = 1;
    D[i * n + i] = timesPowerOfTwo(f[i * n + i], -k);
    if (start < i) D[i * n + start] = D[start * n + i] = timesPowerOfTwo(f[i * n + start], -k);
  }
  return {
    L: wrap(L, [n, n], a.dtype), D: wrap(D, [n, n], a.dtype), permutation: tensor(outcome.permutation), inertia,
    solve(b) {
      const c = asTensor(b), columns = c.rank === 1 ? 1 : c.shape[1];
      if (c.rank < 1 || c.rank > 2 || c.shape[0] !== n) throw new ShapeError(`ldlt.solve: b [${c.shape.join(', ')}] for a ${n}×${n} matrix`, 'b is [n] or [n, k]');
      if (zeroPivot >= 0) throw new SingularMatrixError(zeroPivot, 0, `ldlt.solve: pivot ${zeroPivot} is zero`, 'the matrix is singular; ask lstsq for the solution of least norm');
      const values = finiteValues('ldlt.solve', c as never), x = new Float64Array(values.length), column = new Float64Array(n);
      for (let j = 0; j < columns; j++) {
        for (let i = 0; i < n; i++) column[i] = values[i * columns + j];
        ldltSolveInPlace(f, n, outcome, column);
        for (let i = 0; i < n; i++) x[i * columns + j] = timesPowerOfTwo(column[i], k);
      }
      return wrap(x, c.shape, c.dtype);
    },
  };
}
