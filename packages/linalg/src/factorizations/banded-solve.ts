/** Systems whose matrix is banded or tridiagonal, in O(n·width²): LU with partial pivoting and one step of refinement. */
import { NonFiniteError, ShapeError, SingularMatrixError, ArgumentError, type Tensor, asTensor } from '@adjoint/tensor';
import { bandLu, bandSolve } from '../dense/banded.ts';
import { productError, sumError } from '../dense/double-double.ts';
import { exponentOf, timesPowerOfTwo } from '../dense/scaling.ts';
import { asSquare, finiteValues, wrap } from './matrices.ts';

function run(name: string, entry: (i: number, j: number) => number, n: number, p: number, q: number, b: Tensor): Tensor {
  const c = asTensor(b), k = c.rank === 1 ? 1 : c.shape[1];
  if (c.rank < 1 || c.rank > 2 || c.shape[0] !== n) throw new ShapeError(`${name}: b [${c.shape.join(', ')}] for order ${n}`, `b is [${n}] or [${n}, k]`);
  const values = finiteValues(name, c as never), x = new Float64Array(values.length), rows = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let top = 0;
    for (let j = Math.max(0, i - p); j <= Math.min(n - 1, i + q); j++) top = Math.max(top, Math.abs(entry(i, j)));
    if (top === 0) throw new SingularMatrixError(i, 0, `${name}: row ${i} is zero`, 'ask lstsq for the solution of least norm');
    rows[i] = -exponentOf(top);
  }
  const scaled = (i: number, j: number): number => timesPowerOfTwo(entry(i, j), rows[i]), f = bandLu(scaled, n, p, q);
  if (f.zeroPivot >= 0) throw new SingularMatrixError(f.zeroPivot, 0, `${name}: pivot ${f.zeroPivot} is zero`, 'ask lstsq for the solution of least norm');
  for (let col = 0; col < k; col++) {
    let top = 0;
    for (let i = 0; i < n; i++) top = Math.max(top, Math.abs(timesPowerOfTwo(values[i * k + col], rows[i] > 0 ? Math.min(rows[i], 600) : rows[i])));
    const shift = top === 0 ? 0 : -exponentOf(top), rhs = Float64Array.from({ length: n }, (_, i) => timesPowerOfTwo(values[i * k + col], rows[i] + shift)), y = rhs.slice();
    bandSolve(f, n, p, q, y);
    const r = Float64Array.from({ length: n }, (_, i) => {
      let hi = rhs[i], lo = 0;
      for (let j = Math.max(0, i - p); j <= Math.min(n - 1, i + q); j++) {
        const a = -scaled(i, j), t = a * y[j], s = hi + t;
        lo += sumError(hi, t, s) + productError(a, y[j], t);
        hi = s;
      }
      return hi + lo;
    });
    bandSolve(f, n, p, q, r);
    for (let i = 0; i < n; i++) x[i * k + col] = timesPowerOfTwo(r[i] - r[i] === 0 ? y[i] + r[i] : y[i], -shift);
  }
  const bad = x.findIndex((v) => v - v !== 0);
  if (bad >= 0) throw new SingularMatrixError(n - 1, 0, `${name}: the solution leaves the range of doubles`, 'the matrix is singular to working precision; certify with solveExpert');
  return wrap(x, c.shape, c.dtype === 'float32' ? 'float32' : 'float64');
}

/**
 * @param A [n, n], zero outside the band; entries there are not read
 * @param b [n] or [n, k]
 * @param band lower and upper bandwidths (1 and 1 for a tridiagonal matrix)
 * @throws SingularMatrixError, ArgumentError, ShapeError, NonFiniteError
 */
export function solveBanded(A: Tensor, b: Tensor, { lower, upper }: { readonly lower: number; readonly upper: number }): Tensor {
  const a = asSquare('solveBanded', A), n = a.shape[0];
  for (const w of [lower, upper]) if (!Number.isInteger(w) || w < 0) throw new ArgumentError(`solveBanded: bandwidths ${lower} and ${upper}`, 'bandwidths are integers ≥ 0');
  if (a.rank !== 2) throw new ShapeError(`solveBanded: shape [${a.shape.join(', ')}]`, 'solveBanded takes one matrix');
  const v = finiteValues('solveBanded', a as never);
  return run('solveBanded', (i, j) => v[i * n + j], n, Math.min(lower, Math.max(0, n - 1)), Math.min(upper, Math.max(0, n - 1)), b);
}

/**
 * @param lower [n − 1], below the diagonal  @param diagonal [n]  @param upper [n − 1]  @param b [n] or [n, k]
 * @throws SingularMatrixError, ShapeError, NonFiniteError
 * @example solveTridiagonal(tensor([1]), tensor([2, 2]), tensor([1]), tensor([3, 3])) // [1, 1]
 */
export function solveTridiagonal(lower: Tensor, diagonal: Tensor, upper: Tensor, b: Tensor): Tensor {
  const [l, d, u] = [lower, diagonal, upper].map((t) => Float64Array.from(asTensor(t).data())), n = d.length;
  if (l.length !== Math.max(0, n - 1) || u.length !== Math.max(0, n - 1)) throw new ShapeError(`solveTridiagonal: diagonals of ${l.length}, ${n}, ${u.length} entries`, 'the outer diagonals have one entry less');
  for (const v of [l, d, u]) { const bad = v.findIndex((x) => x - x !== 0); if (bad >= 0) throw new NonFiniteError(bad, `solveTridiagonal: entry ${bad} is ${v[bad]}`, 'remove NaN and infinities first'); }
  return run('solveTridiagonal', (i, j) => (j === i ? d[i] : j < i ? l[j] : u[i]), n, n > 1 ? 1 : 0, n > 1 ? 1 : 0, b);
}
