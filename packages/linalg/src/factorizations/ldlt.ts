/**
 * PᵀAP = L·D·Lᵀ by Bunch and Kaufman: symmetric systems, definite or not, and the inertia. One matrix.
 *
 * While the pivots stay, with M = L⁻¹·Pᵀ(dA)P·L⁻ᵀ split along the blocks of D:
 *
 *   dD = blocks of M,   dL = L·(M below the blocks)·D⁻¹
 */
import {
  type DenseTensor,
  type Primitive,
  ShapeError,
  SingularMatrixError,
  type Tensor,
  adoptBuffer,
  argsort,
  asTensor,
  bind,
  gather,
  interpreterOf,
  lowerTriangle,
  mT,
} from '@adjoint/tensor';
import { type LdltOutcome, ldltInPlace, ldltSolveInPlace } from '../dense/ldlt.ts';
import { maxAbs, safeExponent, scaleInPlace, timesPowerOfTwo } from '../dense/scaling.ts';
import { asSquare, finiteValues, wrap, wrapFinite } from './matrices.ts';
import { solve } from './solve.ts';
import { requireSymmetric } from './symmetric.ts';
import { triangularSolve } from './triangular-solve.ts';

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

interface Factored {
  readonly f: Float64Array<ArrayBuffer>;
  readonly k: number;
  readonly outcome: LdltOutcome;
}
/** The factors of 2ᵏ·A. */
function factor(a: DenseTensor): Factored {
  const n = a.shape[0];
  const f = finiteValues('ldlt', a).slice();
  requireSymmetric('ldlt', f, n, 0, 1);
  const k = safeExponent(maxAbs(f));
  scaleInPlace(f, k);
  return { f, k, outcome: ldltInPlace(f, n) };
}

/** L, D, the permutation, the number of the block of each row, and how many eigenvalues are positive, negative, zero. */
export const ldltPrimitive: Primitive = {
  name: 'ldlt',
  abstract: ([a]) => [
    { shape: a.shape, dtype: a.dtype },
    { shape: a.shape, dtype: a.dtype },
    { shape: [a.shape[0]], dtype: 'int32' },
    { shape: [a.shape[0]], dtype: 'int32' },
    { shape: [3], dtype: 'int32' },
  ],
  evaluate: ([a]: readonly DenseTensor[]) => {
    const n = a.shape[0];
    const {
      f,
      k,
      outcome: { blocks, permutation, inertia },
    } = factor(a);
    const L = new Float64Array(n * n);
    const D = new Float64Array(n * n);
    const block = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const second = i > 0 && blocks[i] === 0;
      const start = second ? i - 1 : i;
      block[i] = start;
      for (let j = 0; j < start; j++) L[i * n + j] = f[i * n + j];
      L[i * n + i] = 1;
      D[i * n + i] = timesPowerOfTwo(f[i * n + i], -k);
      if (second) D[i * n + start] = D[start * n + i] = timesPowerOfTwo(f[i * n + start], -k);
    }
    return [
      wrap(L, [n, n], a.dtype),
      wrapFinite('ldlt', D, [n, n], a.dtype),
      adoptBuffer(permutation),
      adoptBuffer(block),
      adoptBuffer(Int32Array.of(inertia.positive, inertia.negative, inertia.zero)),
    ];
  },
  jvp: ([t], _a, [L, D, permutation, block]) => {
    const moved = gather(gather(t!.add(mT(t!)).mul(0.5), permutation, 0), permutation, 1);
    const unit = { unit: true };
    const M = triangularSolve(L, mT(triangularSolve(L, moved, unit)), unit);
    const inside = block.expandDims(0).equal(block.expandDims(1)).astype(M.dtype);
    const dD = M.mul(inside);
    return [L.matmul(mT(solve(D, mT(lowerTriangle(M.sub(dD), -1)), { structure: 'general' }))), dD, null, null, null];
  },
};

/**
 * @param A [n, n] symmetric
 * @throws ArgumentError when A is not symmetric; NonFiniteError, ShapeError; in its derivative SingularMatrixError when D is singular
 * @example ldlt(tensor([[0, 1], [1, 0]])).inertia // { positive: 1, negative: 1, zero: 0 }
 */
export function ldlt(A: Tensor): Ldlt {
  const a = asSquare('ldlt', A);
  if (a.rank !== 2) throw new ShapeError(`ldlt: shape [${a.shape.join(', ')}]`, 'ldlt takes one matrix');
  const [L, D, permutation, , counts] = bind(ldltPrimitive, [a], undefined);
  let factored: Factored | undefined;
  return {
    L,
    D,
    permutation: permutation as Tensor<'int32'>,
    get inertia() {
      const [positive, negative, zero] = counts.data();
      return { positive, negative, zero };
    },
    solve(b) {
      const c = asTensor(b);
      const n = a.shape[0];
      if (c.rank < 1 || c.rank > 2 || c.shape[0] !== n)
        throw new ShapeError(`ldlt.solve: b [${c.shape.join(', ')}] for a ${n}×${n} matrix`, 'b is [n] or [n, k]');
      if (interpreterOf(a) === null && interpreterOf(c) === null)
        return solveDense((factored ??= factor(a as DenseTensor)), n, c as DenseTensor);
      const sides = gather(c.rank === 1 ? c.expandDims(1) : c, permutation, 0);
      const unit = { unit: true };
      const y = triangularSolve(L, solve(D, triangularSolve(L, sides, unit), { structure: 'general' }), { unit: true, transpose: true });
      const x = gather(y, argsort(permutation), 0);
      return c.rank === 1 ? x.squeeze(1) : x;
    },
  };
}

function solveDense({ f, k, outcome }: Factored, n: number, b: DenseTensor): Tensor {
  const columns = b.rank === 1 ? 1 : b.shape[1];
  if (outcome.zeroPivot >= 0)
    throw new SingularMatrixError(
      outcome.zeroPivot,
      0,
      `ldlt.solve: pivot ${outcome.zeroPivot} is zero`,
      'the matrix is singular; ask lstsq for the solution of least norm',
    );
  const values = finiteValues('ldlt.solve', b);
  const x = new Float64Array(values.length);
  const column = new Float64Array(n);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < n; i++) column[i] = values[i * columns + j];
    ldltSolveInPlace(f, n, outcome, column);
    for (let i = 0; i < n; i++) x[i * columns + j] = timesPowerOfTwo(column[i], k);
  }
  return wrap(x, b.shape, b.dtype);
}
