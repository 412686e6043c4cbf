/**
 * Whether a ray proves that a linear or quadratic program has no solution.
 *
 * Multipliers y of the rows: every feasible x has yᵀA x ≤ U = Σ (y⁺ · upper − y⁻ · lower), while yᵀA x = dᵀx is at least
 * L, the minimum over the bounds. L > U is a contradiction. Where d does not vanish on a side without a bound, the
 * contradiction reaches only as far as
 *
 *   no feasible x has ‖x‖₁ < ρ = (L − U) / max |d_j|  (the maximum over those sides)
 *
 * so the claim holds when ρ = ∞, and is undecided, with ρ printed, otherwise. A direction d along which the objective
 * falls is treated alike: it must leave every row, bound and P d exactly at rest.
 *
 * Neumaier and Shcherbina (2004), "Safe bounds in linear and mixed-integer linear programming", for the bounds.
 */
import { addSparseProduct, addSparseTransposeProduct, addSymmetricProduct } from '@adjoint/linalg';
import { type Certificate, certificate, check, withVerdict } from '@adjoint/tensor';
import { type VectorLike, vectorInput } from '../problem/matrix-input.ts';
import { type QuadraticProgram, rowProgram } from '../problem/quadratic-program.ts';
import type { RowProgram } from '../problem/row-program.ts';
import { dot } from './measures.ts';
import { type MultipliersLike, splitMultipliers } from './split-multipliers.ts';

/**
 * @param ray multipliers (primal infeasible), or a direction [n] along which the objective falls (dual infeasible)
 * @throws ShapeError, NonFiniteError or ArgumentError for a malformed problem or ray
 * @example certifyInfeasible(problem, result.ray).verdict
 */
export function certifyInfeasible(problem: QuadraticProgram, ray: MultipliersLike | { readonly direction: VectorLike }): Certificate {
  const { program, layout } = rowProgram(problem);
  if ('direction' in ray) return directionCertificate(program, vectorInput('direction', ray.direction, layout.variables));
  const z = splitMultipliers(ray, layout);
  const y = z.rowUpper.map((v, i) => v - z.rowLower[i]);
  return rayCertificate(program, y);
}

/** The contradiction of row multipliers, measured. */
export function infeasibilityRadius(
  program: RowProgram,
  given: Float64Array,
): { readonly contradiction: number; readonly rounding: number; readonly residual: number; readonly radius: number } {
  const { A, rowLower, rowUpper, lower, upper } = program;
  const n = lower.length;
  // A multiplier on a side without a limit proves nothing: any y will do for a proof, so it is left out.
  const y = given.map((v, i) => (Number.isFinite(v > 0 ? rowUpper[i] : rowLower[i]) ? v : 0));
  const d = addSparseTransposeProduct(new Float64Array(n), 1, A, y);
  const size = addSparseTransposeProduct(new Float64Array(n), 1, { ...A, values: A.values.map(Math.abs) }, y.map(Math.abs));
  let U = 0;
  let L = 0;
  let rounding = 0;
  let residual = 0;
  for (let i = 0; i < y.length; i++) {
    if (y[i] === 0) continue;
    const term = y[i] * (y[i] > 0 ? rowUpper[i] : rowLower[i]);
    U += term;
    rounding += Math.abs(term);
  }
  for (let j = 0; j < n; j++) {
    if (d[j] === 0) continue;
    const bound = d[j] > 0 ? lower[j] : upper[j];
    if (Number.isFinite(bound)) {
      L += d[j] * bound;
      rounding += size[j] * Math.abs(bound);
    } else residual = Math.max(residual, Math.abs(d[j]));
  }
  rounding *= 2 * Number.EPSILON * Math.max(8, Math.sqrt(n + y.length));
  const contradiction = L - U;
  return { contradiction, rounding, residual, radius: residual === 0 ? Infinity : contradiction / residual };
}

function rayCertificate(program: RowProgram, y: Float64Array): Certificate {
  const { contradiction, rounding, residual, radius } = infeasibilityRadius(program, y);
  const contradicts = check('contradiction', contradiction, '>=', 0, rounding);
  const exact = withVerdict(check('residual', residual, '<=', 0), residual === 0 ? 'holds' : 'undecided');
  // Without a contradiction there is nothing to measure the reach of.
  const reach = withVerdict(
    check('infeasibility-radius', contradicts.verdict === 'holds' ? radius : 0, '>=', 0),
    contradicts.verdict === 'holds' ? (radius === Infinity ? 'holds' : 'undecided') : contradicts.verdict,
  );
  return certificate(
    'primal-infeasible',
    'numerical',
    radius === Infinity
      ? 'no point satisfies the rows and bounds'
      : `no point x with ‖x‖₁ < ${radius.toPrecision(3)} satisfies the rows and bounds`,
    [contradiction > 0 ? contradicts : withVerdict(contradicts, 'fails'), exact, reach],
  );
}

function directionCertificate(program: RowProgram, d: Float64Array): Certificate {
  const { A, P, q, rowLower, rowUpper, lower, upper } = program;
  const n = q.length;
  const Ad = addSparseProduct(new Float64Array(A.rows), 1, A, d);
  const Pd = addSymmetricProduct(new Float64Array(n), 1, P, d);
  let residual = 0;
  const leaves = (v: number, low: number, high: number): void => {
    if ((v > 0 && high < Infinity) || (v < 0 && low > -Infinity)) residual = Math.max(residual, Math.abs(v));
  };
  for (let i = 0; i < Ad.length; i++) leaves(Ad[i], rowLower[i], rowUpper[i]);
  for (let j = 0; j < n; j++) {
    leaves(d[j], lower[j], upper[j]);
    residual = Math.max(residual, Math.abs(Pd[j]));
  }
  const slope = dot(q, d);
  const reach = residual === 0 ? Infinity : -slope / residual;
  return certificate(
    'dual-infeasible',
    'numerical',
    residual === 0
      ? 'from any feasible point the objective falls without end along this direction'
      : `the objective falls along this direction ${reach.toPrecision(3)} times as fast as it leaves the constraints`,
    [
      check('descent', -slope, '>=', 0, 2 * n * Number.EPSILON * q.reduce((sum, v, j) => sum + Math.abs(v * d[j]), 0)),
      withVerdict(check('residual', residual, '<=', 0), residual === 0 ? 'holds' : 'undecided'),
      withVerdict(
        check('infeasibility-radius', Math.max(0, reach), '>=', 0),
        slope >= 0 ? 'fails' : residual === 0 ? 'holds' : 'undecided',
      ),
    ],
  );
}
