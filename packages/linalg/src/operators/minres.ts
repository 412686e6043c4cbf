/**
 * min ‖b − A x‖ over the Krylov space, A symmetric and possibly indefinite: Lanczos' three-term recurrence and Givens
 * rotations. Paige and Saunders (1975), "Solution of sparse indefinite systems of linear equations".
 */
import type { Tensor } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { givens } from '../dense/givens.ts';
import { dotRange, norm2 } from '../dense/vector.ts';
import { runCycles } from './krylov-cycles.ts';
import { type KrylovSystem, krylovSystem, residual } from './krylov-system.ts';
import type { KrylovOptions, KrylovResult, OperatorLike } from './linear-operator.ts';

/**
 * @param A [n, n] dense or sparse, or an operator; symmetric
 * @returns for a singular consistent system the solution of least norm when started at 0; when b is not in the range, an x
 *   of least residual and the status 'least-squares'
 * @throws ShapeError, NonFiniteError; ArgumentError when the solution leaves the range of doubles
 * @example minres(tensor([[0, 1], [1, 0]]), tensor([2, 3])).x // [3, 2]
 */
export function minres(
  A: OperatorLike,
  b: Tensor,
  { tolerance = 1e-10, maxIterations, start, signal, onProgress }: KrylovOptions = {},
): KrylovResult {
  const system = krylovSystem('minres', A, b, start);
  const n = system.x.length;
  const options = { tolerance, limit: maxIterations ?? 10 * n, progress: 0.5, monotone: true, signal, onProgress };
  return runCycles(system, options, (r, size, x, { budget, target, step }) => {
    const vOld = new Float64Array(n);
    let v = r.map((value) => value / size);
    let d = new Float64Array(n);
    let dOld = new Float64Array(n);
    let dOlder = new Float64Array(n);
    let w = new Float64Array(n);
    let eta = size;
    let [cOlder, sOlder, cOld, sOld] = [1, 0, 1, 0];
    let betaOld = 0;
    let largest = 0;
    let k = 0;
    // Below ε·‖A‖‖x‖ the recurrence says nothing of b − A·x any more.
    while (k < budget && Math.abs(eta) > Math.max(target, EPS * largest * norm2(x))) {
      if (step(Math.abs(eta))) return { steps: k, state: 'aborted' };
      system.A.apply(v, w);
      const alpha = dotRange(v, 0, w, 0, n);
      for (let i = 0; i < n; i++) w[i] -= alpha * v[i] + betaOld * vOld[i];
      const beta = norm2(w);
      // The column (βₖ₋₁, αₖ, βₖ) of T under the last two rotations, then one more.
      const epsilon = sOlder * betaOld;
      const middle = cOlder * betaOld;
      const delta = cOld * middle + sOld * alpha;
      const gammaBar = cOld * alpha - sOld * middle;
      largest = Math.max(largest, Math.abs(alpha), beta);
      // ‖A·r‖ = |η|·√(γ̄² + (c·β)²), Choi, Paige and Saunders (2011), (3.13)
      if (Math.hypot(gammaBar, cOld * beta) <= LEAST_SQUARES * largest) return { steps: k, state: residualIsNormal(system, largest) };
      const { c, s, r: gamma } = givens(gammaBar, beta);
      k++;
      for (let i = 0; i < n; i++) dOlder[i] = (v[i] - delta * dOld[i] - epsilon * dOlder[i]) / gamma;
      [d, dOld, dOlder] = [dOlder, dOlder, dOld];
      const tau = c * eta;
      for (let i = 0; i < n; i++) x[i] += tau * d[i];
      eta = -s * eta;
      if (beta === 0 || (k % CHECK_EVERY === 0 && parted(system, eta))) break;
      for (let i = 0; i < n; i++) {
        vOld[i] = v[i];
        w[i] /= beta;
      }
      [v, w] = [w, v];
      betaOld = beta;
      [cOlder, sOlder, cOld, sOld] = [cOld, sOld, c, s];
    }
    return { steps: k, state: 'paused' };
  });
}

/** ‖A·r‖/(‖A‖‖r‖) below which no combination of the directions left makes the residual smaller. */
const LEAST_SQUARES = 1e-12;

/** Steps between two looks at b − A·x itself. */
const CHECK_EVERY = 20;

/** Whether the recurrence's residual no longer is that of x: rounding in the directions has grown beyond it. */
function parted(system: KrylovSystem, eta: number): boolean {
  const r = new Float64Array(system.x.length);
  residual(system, r);
  return !(norm2(r) <= 2 * Math.abs(eta));
}

/** Whether ‖A·r‖ ≤ 1e-12·‖A‖‖r‖ also holds for the residual computed anew; `largest` is below ‖A‖. */
function residualIsNormal(system: KrylovSystem, largest: number): 'least-squares' | 'paused' {
  const r = new Float64Array(system.x.length);
  const s = new Float64Array(system.x.length);
  residual(system, r);
  system.A.apply(r, s);
  return norm2(s) <= LEAST_SQUARES * largest * norm2(r) ? 'least-squares' : 'paused';
}
