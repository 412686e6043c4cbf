/**
 * min ‖A x − b‖ by the Golub-Kahan bidiagonalisation, ‖Aᵀr‖ decreasing: MINRES on the normal equations, without forming
 * them. Fong and Saunders (2011), "LSMR: an iterative algorithm for sparse least-squares problems".
 */
import { ArgumentError, type Tensor } from '@adjoint/tensor';
import { norm2 } from '../dense/vector.ts';
import { type KrylovOptions, type KrylovResult, type OperatorLike, finish, krylovProblem } from './linear-operator.ts';

export interface LsmrResult extends KrylovResult {
  /** ‖Aᵀr‖/(‖A‖‖r‖), with the Frobenius norm of the bidiagonal for ‖A‖: what converges when b is not in the range. */
  readonly normalResidual: number;
}

/**
 * @param A [m, n] dense or sparse, or an operator with `applyTransposed`
 * @param options tolerance bounds ‖r‖ against ‖A‖‖x‖ + ‖b‖, or ‖Aᵀr‖ against ‖A‖‖r‖; `start` is not taken
 * @throws ArgumentError without a transposed product; ShapeError, NonFiniteError
 * @example lsmr(tensor([[1], [1]]), tensor([1, 3])).x // [2]
 */
export function lsmr(
  A: OperatorLike,
  b: Tensor,
  { tolerance = 1e-12, maxIterations, signal, onProgress }: Omit<KrylovOptions, 'start'> = {},
): LsmrResult {
  const problem = krylovProblem('lsmr', A, b, undefined, false);
  const { A: op, x } = problem;
  const m = op.rows;
  const n = op.columns;
  const limit = maxIterations ?? 10 * Math.max(m, n);
  const normB = norm2(problem.b);
  if (!op.applyTransposed) throw new ArgumentError('lsmr: the operator has no applyTransposed', 'give y ← Aᵀ·x as applyTransposed');
  const u = problem.b.slice();
  const v = new Float64Array(n);
  const t = new Float64Array(m);
  const s = new Float64Array(n);
  const unit = (w: Float64Array): number => {
    const size = norm2(w);
    if (size > 0) for (let i = 0; i < w.length; i++) w[i] /= size;
    return size;
  };
  const beta0 = unit(u);
  op.applyTransposed(u, v);
  let alpha = unit(v);
  let alphaBar = alpha;
  let zetaBar = alpha * beta0;
  let rho = 1;
  let rhoBar = 1;
  let cBar = 1;
  let sBar = 0;
  let normA2 = alpha * alpha;
  let k = 0;
  let normalResidual = 0;
  // For ‖r‖: the quantities of section 5 of the paper.
  let betaDd = beta0;
  let betaD = 0;
  let rhoDOld = 1;
  let tauOld = 0;
  let theta = 0;
  let zeta = 0;
  const h = v.slice();
  const hBar = new Float64Array(n);
  const done = (status: KrylovResult['status']): LsmrResult => ({ ...finish(problem, status, k, normB, norm2), normalResidual });
  if (zetaBar === 0) return done('converged');
  while (k < limit) {
    if (signal?.aborted) return done('aborted');
    k++;
    op.apply(v, t);
    for (let i = 0; i < m; i++) u[i] = t[i] - alpha * u[i];
    const beta = unit(u);
    op.applyTransposed(u, s);
    for (let i = 0; i < n; i++) v[i] = s[i] - beta * v[i];
    alpha = unit(v);
    const rhoOld = rho;
    rho = Math.hypot(alphaBar, beta);
    const c = alphaBar / rho;
    const sn = beta / rho;
    const thetaNew = sn * alpha;
    alphaBar = c * alpha;
    const rhoBarOld = rhoBar;
    const zetaOld = zeta;
    const thetaBar = sBar * rho;
    const rhoTemp = cBar * rho;
    rhoBar = Math.hypot(cBar * rho, thetaNew);
    cBar = rhoTemp / rhoBar;
    sBar = thetaNew / rhoBar;
    zeta = cBar * zetaBar;
    zetaBar = -sBar * zetaBar;
    for (let i = 0; i < n; i++) {
      hBar[i] = h[i] - ((thetaBar * rho) / (rhoOld * rhoBarOld)) * hBar[i];
      x[i] += (zeta / (rho * rhoBar)) * hBar[i];
      h[i] = v[i] - (thetaNew / rho) * h[i];
    }
    const betaHat = c * betaDd;
    const thetaOld = theta;
    const rhoD = Math.hypot(rhoDOld, thetaBar);
    const cD = rhoDOld / rhoD;
    const sD = thetaBar / rhoD;
    betaDd = -sn * betaDd;
    theta = sD * rhoBar;
    rhoDOld = cD * rhoBar;
    betaD = -sD * betaD + cD * betaHat;
    tauOld = (zetaOld - thetaOld * tauOld) / rhoD;
    const tauD = (zeta - theta * tauOld) / rhoDOld;
    const normR = Math.sqrt((betaD - tauD) ** 2 + betaDd ** 2);
    normA2 += beta * beta;
    const normA = Math.sqrt(normA2);
    normA2 += alpha * alpha;
    normalResidual = normR === 0 ? 0 : Math.abs(zetaBar) / (normA * normR);
    onProgress?.({ iteration: k, residual: normalResidual });
    if (normR <= tolerance * (normA * norm2(x) + normB) || normalResidual <= tolerance || beta === 0 || alpha === 0)
      return done('converged');
  }
  return done('iteration-limit');
}
