/**
 * Whether x solves A x = b, recomputed from A, b and x with residuals in 106 bits.
 *
 *   normwise        η = ‖b − A x‖∞ / (‖A‖∞‖x‖∞ + ‖b‖∞)          the least relative change of A and b that x solves exactly
 *   componentwise   ω = maxᵢ |b − A x|ᵢ / (|A||x| + |b|)ᵢ
 *   forward         ‖x − A⁻¹b‖∞/‖x‖∞ ≲ cond·ω                   how far x may be from the solution
 *
 * Rigal and Gaches (1967); Oettli and Prager (1964); Higham (2002), section 7.1.
 */
import { type Certificate, type Check, ShapeError, type Tensor, asTensor, certificate, check, withVerdict } from '@adjoint/tensor';
import { inverseNormEstimate } from '../dense/condition-estimate.ts';
import { residual } from '../dense/double-double.ts';
import { equilibrate } from '../dense/dense-solve.ts';
import { luInPlace, luSolveInPlace } from '../dense/lu.ts';
import { EPS, SMALLEST } from '../dense/machine.ts';
import { exponentOf, maxAbs, timesPowerOfTwo } from '../dense/scaling.ts';
import { asSquare } from '../factorizations/matrices.ts';
import { rigorousBound } from './rigorous-bound.ts';

export interface CertifySolveOptions {
  /** Prove a bound of the forward error instead of estimating it, in O(n³) (default false). */
  readonly rigorous?: boolean;
  /** The proof holds when ‖x − x*‖∞/‖x‖∞ is proven to be at most this (default 1: the leading digits are right). */
  readonly tolerance?: number;
}

/**
 * @param A [n, n]  @param b [n]  @param x [n], from any solver
 * @returns claim 'linear-solve', strength 'numerical' ('proof' when rigorous, or undecided): holds when η ≤ n·ε. The forward error is stated too; it is
 *   undecided, never a failure, when it exceeds 1, for then no digit of x is supported
 * @throws ShapeError
 * @example certifySolve(A, b, solve(A, b)).verdict // 'holds'
 */
export function certifySolve(A: Tensor, b: Tensor, x: Tensor, { rigorous = false, tolerance = 1 }: CertifySolveOptions = {}): Certificate {
  const a = asSquare('certifySolve', A);
  const n = a.shape[0];
  const c = asTensor(b);
  const y = asTensor(x);
  if (a.rank !== 2 || c.rank !== 1 || y.rank !== 1 || c.size !== n || y.size !== n)
    throw new ShapeError(
      `certifySolve: A [${a.shape.join(', ')}], b [${c.shape.join(', ')}], x [${y.shape.join(', ')}]`,
      'A is [n, n], b and x are [n]',
    );
  const single = a.dtype === 'float32' || y.dtype === 'float32';
  const ε = single ? 2 ** -23 : EPS;
  const finite = [a, c, y].every((t) => [...t.data()].every((v) => v - v === 0));
  const scope = `n = ${n}, residuals in 106 bits`;
  if (!finite) return certificate('linear-solve', 'numerical', scope, [check('backward-error', Number.NaN, '<=', n * ε)]);
  if (rigorous) {
    const { alpha, forward } = rigorousBound(Float64Array.from(a.data()), n, Float64Array.from(c.data()), Float64Array.from(y.data()));
    const undecided = (k: Check): Check => (k.verdict === 'fails' ? withVerdict(k, 'undecided') : k);
    return certificate('linear-solve', 'proof', `n = ${n}, all roundings bounded from above`, [
      undecided(check('nonsingular', alpha, '<=', 0.99)),
      undecided(check('forward-error-bound', forward, '<=', tolerance)),
    ]);
  }
  const { normwise, componentwise, forward } = errors(
    Float64Array.from(a.data()),
    Float64Array.from(c.data()),
    Float64Array.from(y.data()),
    n,
  );
  const reach = check('forward-error', forward, '<=', 1);
  return certificate('linear-solve', 'numerical', scope, [
    check('backward-error', normwise, '<=', Math.max(1, n) * (ε + SMALLEST / (maxAbs(y.data()) || 1))), // x itself may underflow
    check('componentwise-backward-error', componentwise, '<=', 1), // stated, not claimed: stable solvers may leave it large
    reach.verdict === 'fails' ? withVerdict(reach, 'undecided') : reach,
  ]);
}

function errors(
  A: Float64Array,
  b: Float64Array,
  x: Float64Array,
  n: number,
): { readonly normwise: number; readonly componentwise: number; readonly forward: number } {
  // The same powers of two as in the solver; they change neither ω nor, but for the choice of norm, η.
  const top = (v: Float64Array): number => v.reduce((m, t) => Math.max(m, Math.abs(t)), 0);
  const sx = -exponentOf(top(x));
  const sA = -exponentOf(top(A));
  const As = A.map((v) => timesPowerOfTwo(v, sA));
  const xs = x.map((v) => timesPowerOfTwo(v, sx));
  const bs = b.map((v) => timesPowerOfTwo(v, sA + sx));
  const r = residual(As, n, n, xs, bs, 1, 0);
  let size = 0;
  let largestRow = 0;
  let componentwise = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    let inner = Math.abs(bs[i]);
    for (let j = 0; j < n; j++) {
      row += Math.abs(As[i * n + j]);
      inner += Math.abs(As[i * n + j] * xs[j]);
    }
    largestRow = Math.max(largestRow, row);
    size = Math.max(size, Math.abs(r[i]));
    if (r[i] !== 0) componentwise = Math.max(componentwise, Math.abs(r[i]) / inner);
  }
  const normwise = size === 0 ? 0 : size / (largestRow * top(xs) + top(bs));
  const { a, rows, columns, empty } = equilibrate(A, n);
  if (empty >= 0 || n === 0) return { normwise, componentwise, forward: n === 0 ? 0 : Infinity };
  const { pivots, zeroPivot } = luInPlace(a, n, n);
  if (zeroPivot >= 0) return { normwise, componentwise, forward: Infinity };
  // ‖A⁻¹ f‖∞ with f = |r| + ε·n(|A||x| + |b|): the norm of A⁻¹diag(f), whose transpose is asked in the 1-norm
  const f = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let inner = Math.abs(bs[i]);
    for (let j = 0; j < n; j++) inner += Math.abs(As[i * n + j] * xs[j]);
    f[i] = timesPowerOfTwo(Math.abs(r[i]) + EPS * inner, rows[i] - sA);
  }
  const weight = Float64Array.from({ length: n }, (_, j) => timesPowerOfTwo(1, Math.max(-900, Math.min(900, columns[j]))));
  const bound = inverseNormEstimate(n, (v, transpose) => {
    if (transpose) {
      for (let i = 0; i < n; i++) v[i] *= f[i];
      luSolveInPlace(a, pivots, n, v, 1, false);
      for (let j = 0; j < n; j++) v[j] *= weight[j];
    } else {
      for (let j = 0; j < n; j++) v[j] *= weight[j];
      luSolveInPlace(a, pivots, n, v, 1, true);
      for (let i = 0; i < n; i++) v[i] *= f[i];
    }
  });
  return { normwise, componentwise, forward: top(xs) === 0 ? bound : bound / top(xs) };
}
