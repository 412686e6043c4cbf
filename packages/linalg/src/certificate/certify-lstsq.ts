/**
 * Whether x minimises ‖A x − b‖₂, r = b − A x in 106 bits:
 *
 *   η = ‖(AᵀA + μ²I)^(−1/2)·Aᵀr‖/(‖A‖_F‖x‖),   μ = ‖r‖/‖x‖
 *
 * is, to a small factor, the least relative change of A that makes x the exact solution. Karlson and Waldén (1997);
 * Grcar, Saunders, Su (2007), "Estimates of optimal backward perturbations for linear least squares problems".
 * The condition number says what that means for x: κ·η + κ²·η·‖r‖/(‖A‖‖x‖).
 */
import { type Certificate, ShapeError, type Tensor, asTensor, certificate, check, withVerdict } from '@adjoint/tensor';
import { residual } from '../dense/double-double.ts';
import { equilibrateColumns } from '../dense/equilibrate-columns.ts';
import { EPS } from '../dense/machine.ts';
import { singularValueDecomposition } from '../dense/svd.ts';
import { exponentOf, maxAbs, timesPowerOfTwo } from '../dense/scaling.ts';
import { hypotenuse, norm2 } from '../dense/vector.ts';
import { asMatrix } from '../factorizations/matrices.ts';

/**
 * @param A [m, n]  @param b [m]  @param x [n]
 * @returns claim 'least-squares', strength 'numerical'. That x is the minimiser of least norm is checked when A is rank deficient.
 * @throws ShapeError
 */
export function certifyLstsq(A: Tensor, b: Tensor, x: Tensor): Certificate {
  const a = asMatrix('certifyLstsq', A);
  const c = asTensor(b);
  const y = asTensor(x);
  const [m, n] = a.shape;
  if (a.rank !== 2 || c.rank !== 1 || y.rank !== 1 || c.size !== m || y.size !== n)
    throw new ShapeError(
      `certifyLstsq: A [${a.shape.join(', ')}], b [${c.shape.join(', ')}], x [${y.shape.join(', ')}]`,
      'A is [m, n], b is [m], x is [n]',
    );
  const unit = Math.max(m, n, 1) * ([a, c, y].some((t) => t.dtype === 'float32') ? 2 ** -23 : EPS);
  const scope = `${m}×${n}, residuals in 106 bits`;
  if ([a, c, y].some((t) => [...t.data()].some((v) => v - v !== 0)))
    return certificate('least-squares', 'numerical', scope, [check('optimality', NaN, '<=', 10 * unit)]);
  const scale = (t: Tensor, k: number): Float64Array<ArrayBuffer> => Float64Array.from(t.data(), (v) => timesPowerOfTwo(v, k));
  const exponent = (t: Tensor): number => -exponentOf(maxAbs(t.data()));
  const kA = exponent(a);
  const kx = exponent(y);
  const M = scale(a, kA);
  const v = scale(y, kx);
  const rhs = scale(c, kA + kx);
  const r = residual(M, m, n, v, rhs, 1, 0);
  const g = new Float64Array(n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) g[j] += M[i * n + j] * r[i];
  const size = norm2(M);
  const left = norm2(r);
  const length = norm2(v);
  const { values, vT } = singularValueDecomposition(M, m, n);
  const cut = unit * (values[0] ?? 0);
  const rank = values.filter((s) => s > cut).length;
  let sum = 0;
  const μ = length === 0 ? 0 : left / length;
  for (let k = 0; k < values.length; k++) {
    let inner = 0;
    for (let j = 0; j < n; j++) inner += vT![k * n + j] * g[j];
    if (inner !== 0) sum += (inner / hypotenuse(values[k], μ)) ** 2;
  }
  const η = left === 0 || size === 0 ? 0 : length === 0 ? norm2(g) / (size * left) : Math.sqrt(sum) / (size * length);
  const checks = [check('optimality', η, '<=', 10 * unit)];
  if (rank < n && !independent(M, m, n, unit)) {
    // The part of x outside the row space, against ‖x‖.
    const outside = v.slice();
    for (let k = 0; k < rank; k++) {
      let s = 0;
      for (let j = 0; j < n; j++) s += vT![k * n + j] * v[j];
      for (let j = 0; j < n; j++) outside[j] -= s * vT![k * n + j];
    }
    checks.push(check('least-norm', length === 0 ? 0 : norm2(outside) / length, '<=', Math.sqrt(unit)));
  } else if (n > 0) {
    const κ = values[0] / values[n - 1];
    const forward = κ * Math.max(η, unit) * (1 + (κ * left) / (values[0] * (norm2(v) || 1)));
    const k = check('forward-error', forward, '<=', 1);
    checks.push(k.verdict === 'fails' ? withVerdict(k, 'undecided') : k);
  }
  return certificate('least-squares', 'numerical', scope, checks);
}

/** Whether the columns, brought to one size, are independent to working precision: then the minimiser is unique. */
function independent(M: Float64Array, m: number, n: number, unit: number): boolean {
  const { values } = singularValueDecomposition(equilibrateColumns(M, m, n).a, m, n, { vectors: false });
  return m >= n && values[n - 1] > unit * values[0];
}
