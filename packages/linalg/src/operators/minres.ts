/**
 * min ‖b − A x‖ over the Krylov space, A symmetric and possibly indefinite: Lanczos' three-term recurrence and Givens
 * rotations. Paige and Saunders (1975), "Solution of sparse indefinite systems of linear equations".
 */
import type { Tensor } from '@adjoint/tensor';
import { givens } from '../dense/givens.ts';
import { dotRange, norm2 } from '../dense/vector.ts';
import { type KrylovOptions, type KrylovResult, type OperatorLike, finish, krylovProblem, residualOf } from './linear-operator.ts';

/**
 * @param A [n, n] dense or sparse, or an operator; symmetric
 * @returns for a singular consistent system the solution of least norm when started at 0
 * @throws ShapeError, NonFiniteError
 * @example minres(tensor([[0, 1], [1, 0]]), tensor([2, 3])).x // [3, 2]
 */
export function minres(
  A: OperatorLike,
  b: Tensor,
  { tolerance = 1e-10, maxIterations, start, signal, onProgress }: KrylovOptions = {},
): KrylovResult {
  const problem = krylovProblem('minres', A, b, start);
  const { x } = problem;
  const n = x.length;
  const normB = norm2(problem.b);
  const limit = maxIterations ?? 10 * n;
  const vOld = new Float64Array(n);
  let v = new Float64Array(n);
  let d = new Float64Array(n);
  let dOld = new Float64Array(n);
  let dOlder = new Float64Array(n);
  let w = new Float64Array(n);
  residualOf(problem, v);
  let beta = norm2(v);
  let eta = beta;
  let cOld = 1;
  let sOld = 0;
  let cOlder = 1;
  let sOlder = 0;
  let k = 0;
  let largest = 0;
  if (beta === 0) return finish(problem, 'converged', 0, normB, norm2);
  for (let i = 0; i < n; i++) v[i] /= beta;
  let betaOld = 0;
  for (; k < limit; k++) {
    if (Math.abs(eta) <= tolerance * normB) return finish(problem, 'converged', k, normB, norm2);
    if (signal?.aborted) return finish(problem, 'aborted', k, normB, norm2);
    onProgress?.({ iteration: k, residual: Math.abs(eta) / (normB || 1) });
    problem.A.apply(v, w);
    const alpha = dotRange(v, 0, w, 0, n);
    for (let i = 0; i < n; i++) w[i] -= alpha * v[i] + betaOld * vOld[i];
    beta = norm2(w);
    // The column (βₖ₋₁, αₖ, βₖ) of T under the last two rotations, then one more.
    const epsilon = sOlder * betaOld;
    const middle = cOlder * betaOld;
    const delta = cOld * middle + sOld * alpha;
    const gammaBar = cOld * alpha - sOld * middle;
    const { c, s, r: gamma } = givens(gammaBar, beta);
    largest = Math.max(largest, Math.abs(alpha), beta);
    if (Math.abs(gamma) <= 1e-300 || Math.abs(gamma) < 2.220446049250313e-16 * largest)
      return finish(problem, 'breakdown', k, normB, norm2);
    for (let i = 0; i < n; i++) dOlder[i] = (v[i] - delta * dOld[i] - epsilon * dOlder[i]) / gamma;
    [d, dOld, dOlder] = [dOlder, dOlder, dOld];
    const tau = c * eta;
    for (let i = 0; i < n; i++) x[i] += tau * d[i];
    eta = -s * eta;
    if (beta === 0) {
      k++;
      break;
    }
    for (let i = 0; i < n; i++) {
      vOld[i] = v[i];
      w[i] /= beta;
    }
    [v, w] = [w, v];
    betaOld = beta;
    [cOlder, sOlder, cOld, sOld] = [cOld, sOld, c, s];
  }
  return finish(problem, Math.abs(eta) <= tolerance * normB ? 'converged' : 'iteration-limit', k, normB, norm2);
}
