/** Systems whose matrix is banded or tridiagonal, in O(n·width²): LU with partial pivoting and one step of refinement. */
import { NonFiniteError, ShapeError, SingularMatrixError, ArgumentError, type Tensor, asTensor } from '@adjoint/tensor';
import { type Band, solveBand } from '../dense/banded.ts';
import { asSquare, finiteValues, wrap } from './matrices.ts';

function run(name: string, a: Band, b: Tensor): Tensor {
  const c = asTensor(b);
  const k = c.rank === 1 ? 1 : c.shape[1];
  if (c.rank < 1 || c.rank > 2 || c.shape[0] !== a.n)
    throw new ShapeError(`${name}: b [${c.shape.join(', ')}] for order ${a.n}`, `b is [${a.n}] or [${a.n}, k]`);
  const { x, zeroRow, zeroPivot } = solveBand(a, finiteValues(name, c as never), k);
  if (zeroRow >= 0)
    throw new SingularMatrixError(zeroRow, 0, `${name}: row ${zeroRow} is zero`, 'ask lstsq for the solution of least norm');
  if (zeroPivot >= 0)
    throw new SingularMatrixError(zeroPivot, 0, `${name}: pivot ${zeroPivot} is zero`, 'ask lstsq for the solution of least norm');
  const bad = x.findIndex((v) => v - v !== 0);
  if (bad >= 0)
    throw new SingularMatrixError(
      a.n - 1,
      0,
      `${name}: the solution leaves the range of doubles`,
      'the matrix is singular to working precision; certify with solveExpert',
    );
  return wrap(x, c.shape, c.dtype === 'float32' ? 'float32' : 'float64');
}

/**
 * @param A [n, n], zero outside the band; entries there are not read
 * @param b [n] or [n, k]
 * @param band lower and upper bandwidths (1 and 1 for a tridiagonal matrix)
 * @throws SingularMatrixError, ArgumentError, ShapeError, NonFiniteError
 */
export function solveBanded(A: Tensor, b: Tensor, { lower, upper }: { readonly lower: number; readonly upper: number }): Tensor {
  const a = asSquare('solveBanded', A);
  const n = a.shape[0];
  for (const w of [lower, upper])
    if (!Number.isInteger(w) || w < 0)
      throw new ArgumentError(`solveBanded: bandwidths ${lower} and ${upper}`, 'bandwidths are integers ≥ 0');
  if (a.rank !== 2) throw new ShapeError(`solveBanded: shape [${a.shape.join(', ')}]`, 'solveBanded takes one matrix');
  const v = finiteValues('solveBanded', a as never);
  return run(
    'solveBanded',
    { n, p: Math.min(lower, Math.max(0, n - 1)), q: Math.min(upper, Math.max(0, n - 1)), entry: (i, j) => v[i * n + j] },
    b,
  );
}

/**
 * @param lower [n − 1], below the diagonal  @param diagonal [n]  @param upper [n − 1]  @param b [n] or [n, k]
 * @throws SingularMatrixError, ShapeError, NonFiniteError
 * @example solveTridiagonal(tensor([1]), tensor([2, 2]), tensor([1]), tensor([3, 3])) // [1, 1]
 */
export function solveTridiagonal(lower: Tensor, diagonal: Tensor, upper: Tensor, b: Tensor): Tensor {
  const [l, d, u] = [lower, diagonal, upper].map((t) => Float64Array.from(asTensor(t).data()));
  const n = d.length;
  if (l.length !== Math.max(0, n - 1) || u.length !== Math.max(0, n - 1))
    throw new ShapeError(
      `solveTridiagonal: diagonals of ${l.length}, ${n}, ${u.length} entries`,
      'the outer diagonals have one entry less',
    );
  for (const v of [l, d, u]) {
    const bad = v.findIndex((x) => x - x !== 0);
    if (bad >= 0) throw new NonFiniteError(bad, `solveTridiagonal: entry ${bad} is ${v[bad]}`, 'remove NaN and infinities first');
  }
  const width = n > 1 ? 1 : 0;
  return run('solveTridiagonal', { n, p: width, q: width, entry: (i, j) => (j === i ? d[i] : j < i ? l[j] : u[i]) }, b);
}
