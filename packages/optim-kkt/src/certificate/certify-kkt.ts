/**
 * Whether x, with these multipliers, satisfies what is claimed: recomputed from the problem, whoever solved it.
 *
 * - `kkt-point`: feasibility, stationarity, signs, complementarity, and the duality gap of a quadratic program
 * - `local-minimum`: the second-order sufficient condition on the critical cone as well
 * - `global-minimum`: convexity as well, for quadratic programs (inertia of P + δI)
 */
import { addSparseProduct, sparseToDense } from '@adjoint/linalg';
import { type Certificate, type Check, check, withVerdict } from '@adjoint/tensor';
import { type VectorLike, vectorInput } from '../problem/matrix-input.ts';
import { type NonlinearProgram, smoothProblem } from '../problem/nonlinear-program.ts';
import type { QuadraticProgram } from '../problem/quadratic-program.ts';
import { type MeasuredAnswer, firstOrderChecks, measureAnswer } from './certify-quadratic.ts';
import { type CertifyKktOptions, type KktClaim, claimCertificate, requireClaim } from './kkt-claim.ts';
import { kktChecks } from './measures.ts';
import { secondOrderCheck } from './second-order.ts';
import { smoothActive, smoothMeasures } from './smooth-measures.ts';
import { type MultipliersLike, splitMultipliers } from './split-multipliers.ts';

const isNonlinear = (p: QuadraticProgram | NonlinearProgram): p is NonlinearProgram => 'objective' in p;

/**
 * @param x [n]
 * @param multipliers in the convention of `QuadraticMultipliers`; parts that do not exist may be left out
 * @throws ShapeError or NonFiniteError when the problem, x or the multipliers are malformed
 * @example certifyKkt({ q: [1], G: [[-1]], h: [-2] }, [2], { inequalities: [1] }).verdict // 'holds'
 */
export function certifyKkt(
  problem: QuadraticProgram | NonlinearProgram,
  x: VectorLike,
  multipliers: MultipliersLike,
  options: CertifyKktOptions = {},
): Certificate {
  const claim = requireClaim(options);
  const checks = isNonlinear(problem)
    ? nonlinearChecks(problem, x, multipliers, claim, options.tolerance ?? 1e-6)
    : quadraticChecks(problem, x, multipliers, claim, options.tolerance ?? 1e-8);
  return claimCertificate(claim, checks);
}

function quadraticChecks(problem: QuadraticProgram, at: VectorLike, multipliers: MultipliersLike, claim: KktClaim, ε: number): Check[] {
  const answer = measureAnswer(problem, at, multipliers);
  const checks = firstOrderChecks(answer, ε, claim === 'global-minimum');
  return claim === 'local-minimum' ? [...checks, curvatureCheck(answer, ε)] : checks;
}

function curvatureCheck({ program, x, z, measures }: MeasuredAnswer, ε: number): Check {
  const n = x.length;
  const H = sparseToDense(program.P);
  const A = sparseToDense(program.A);
  const Ax = addSparseProduct(new Float64Array(program.A.rows), 1, program.A, x);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) H[i * n + j] = H[j * n + i];
  const strict: Float64Array[] = [];
  const weak: Float64Array[] = [];
  const sort = (row: Float64Array, low: number, high: number, v: number, multiplier: number): void => {
    const scale = ε * measures.primalScale;
    if (low === high || Math.abs(multiplier) > Math.sqrt(ε) * measures.multiplierScale) strict.push(row);
    else if (v - low <= Math.sqrt(scale) || high - v <= Math.sqrt(scale)) weak.push(row);
  };
  for (let i = 0; i < program.A.rows; i++)
    sort(A.slice(i * n, (i + 1) * n), program.rowLower[i], program.rowUpper[i], Ax[i], z.rowUpper[i] - z.rowLower[i]);
  for (let j = 0; j < n; j++) {
    const e = new Float64Array(n);
    e[j] = 1;
    sort(e, program.lower[j], program.upper[j], x[j], z.upper[j] - z.lower[j]);
  }
  return secondOrderCheck({ hessian: H, n, strict, weak });
}

function nonlinearChecks(problem: NonlinearProgram, at: VectorLike, multipliers: MultipliersLike, claim: KktClaim, ε: number): Check[] {
  const n = 'shape' in at ? at.size : at.length;
  const x = vectorInput('x', at, n);
  const smooth = smoothProblem(problem, x);
  const z = splitMultipliers(multipliers, { variables: n, inequalities: smooth.m, equalities: smooth.p, ranges: 0 });
  const μ = z.rowUpper.slice(0, smooth.m);
  const λ = z.rowUpper.slice(smooth.m).map((v, i) => v - z.rowLower[smooth.m + i]);
  const evaluation = smooth.evaluate(x);
  const measures = smoothMeasures(smooth, evaluation, x, μ, λ, z.lower, z.upper);
  const checks = kktChecks(measures, ε);
  if (claim !== 'kkt-point') {
    const active = smoothActive(smooth, evaluation, x, μ, z.lower, z.upper, Math.sqrt(ε));
    checks.push(secondOrderCheck({ hessian: smooth.hessian(x, μ, λ), n, ...active }));
  }
  // Convexity of a general function is not decided by looking at one point.
  if (claim === 'global-minimum') checks.push(withVerdict(check('convexity', 0, '<=', 0), 'undecided'));
  return checks;
}
