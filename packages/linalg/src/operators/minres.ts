/**
 * min ‖b − A x‖ over the Krylov space, A symmetric and possibly indefinite: Lanczos' three-term recurrence and Givens
 * rotations. With a symmetric positive definite preconditioner M the recurrence runs in its inner product, and what is least
 * is ‖b − A x‖ in the norm √rᵀM⁻¹r; the residual itself is carried along, rₖ = s²·rₖ₋₁ + c·η·vₖ₊₁, and decides when to end.
 *
 * Paige and Saunders (1975), "Solution of sparse indefinite systems of linear equations"; Elman, Silvester and Wathen (2014),
 * algorithm 2.4; Choi, Paige and Saunders (2011), (3.13).
 */
import type { Tensor } from '@adjoint/tensor';
import type { PreconditionedOptions } from './conjugate-gradients.ts';
import { EPS } from '../dense/machine.ts';
import { givens } from '../dense/givens.ts';
import { exponentOf, powerOfTwo } from '../dense/scaling.ts';
import { dotRange, norm2 } from '../dense/vector.ts';
import { runCycles } from './krylov-cycles.ts';
import { type KrylovSystem, krylovSystem, preconditionerOf, residual, scaledOperator } from './krylov-system.ts';
import { type KrylovResult, type LinearOperator, type OperatorLike, requireIterationOptions } from './linear-operator.ts';

/**
 * @param A [n, n] dense or sparse, or an operator; symmetric
 * @param options `preconditioner`: y ← M⁻¹·x, symmetric positive definite also where A is indefinite
 * @returns for a singular consistent system the solution of least norm when started at 0 (without preconditioner); when b is
 *   not in the range, an x of least residual, in the norm √rᵀM⁻¹r, and the status 'least-squares'; 'breakdown' when the
 *   preconditioner turned out not to be positive definite
 * @throws ShapeError, NonFiniteError; ArgumentError when the solution leaves the range of doubles
 * @example minres(tensor([[0, 1], [1, 0]]), tensor([2, 3])).x // [3, 2]
 */
export function minres(
  A: OperatorLike,
  b: Tensor,
  { tolerance = 1e-10, maxIterations, start, preconditioner, signal, onProgress }: PreconditionedOptions = {},
): KrylovResult {
  requireIterationOptions('minres', { tolerance, maxIterations });
  const system = krylovSystem('minres', A, b, start);
  const n = system.x.length;
  const given = preconditionerOf('minres', preconditioner, n);
  const options = { tolerance, limit: maxIterations ?? 10 * n, progress: 0.5, monotone: given === undefined, signal, onProgress };
  let M: LinearOperator | undefined;
  return runCycles(system, options, (r, size, x, { budget, target, step }) => {
    M ??= given && normalized(given, r);
    // v spans the residuals, z = M⁻¹v the directions; without M they are one array
    let v = M ? r.slice() : r.map((value) => value / size);
    let z = v;
    let eta = size;
    if (M) {
      z = new Float64Array(n);
      M.apply(v, z);
      eta = Math.sqrt(dotRange(z, 0, v, 0, n));
      if (!(eta > 0 && eta < Infinity)) return { steps: 0, state: 'breakdown' };
      divide(v, z, eta);
    }
    let vOld = new Float64Array(n);
    let w = new Float64Array(n);
    let d = new Float64Array(n);
    let dOld = new Float64Array(n);
    let dOlder = new Float64Array(n);
    let now = size;
    let [cOlder, sOlder, cOld, sOld] = [1, 0, 1, 0];
    let betaOld = 0;
    let largest = 0;
    let k = 0;
    // Below ε·‖A‖‖x‖ the recurrence says nothing of b − A·x any more.
    while (k < budget && now > Math.max(target, M ? 0 : EPS * largest * norm2(x))) {
      if (step(now)) return { steps: k, state: 'aborted' };
      system.A.apply(z, w);
      const alpha = dotRange(z, 0, w, 0, n);
      for (let i = 0; i < n; i++) w[i] -= alpha * v[i] + betaOld * vOld[i];
      let beta = norm2(w);
      const next = M ? vOld : w; // vₖ₋₁ has done its work
      if (M) {
        M.apply(w, next);
        const square = dotRange(next, 0, w, 0, n);
        if (!(square >= 0 && square < Infinity) || (square === 0 && beta > 0)) return { steps: k, state: 'breakdown' };
        beta = Math.sqrt(square);
      }
      // The column (βₖ₋₁, αₖ, βₖ) of T under the last two rotations, then one more.
      const epsilon = sOlder * betaOld;
      const middle = cOlder * betaOld;
      const delta = cOld * middle + sOld * alpha;
      const gammaBar = cOld * alpha - sOld * middle;
      largest = Math.max(largest, Math.abs(alpha), beta);
      // ‖A·r‖ = |η|·√(γ̄² + (c·β)²)
      if (Math.hypot(gammaBar, cOld * beta) <= LEAST_SQUARES * largest) return { steps: k, state: residualIsNormal(system, M, largest) };
      const { c, s, r: gamma } = givens(gammaBar, beta);
      k++;
      for (let i = 0; i < n; i++) dOlder[i] = (z[i] - delta * dOld[i] - epsilon * dOlder[i]) / gamma;
      [d, dOld, dOlder] = [dOlder, dOlder, dOld];
      const tau = c * eta;
      for (let i = 0; i < n; i++) x[i] += tau * d[i];
      eta = -s * eta;
      if (beta > 0) divide(w, next, beta);
      if (M) {
        for (let i = 0; i < n; i++) r[i] = s * s * r[i] + c * eta * w[i];
        now = norm2(r);
      } else now = Math.abs(eta);
      if (beta === 0 || (k % CHECK_EVERY === 0 && parted(system, now))) break;
      if (M) [vOld, v, z, w] = [v, w, next, z];
      else {
        [vOld, v, w] = [v, w, vOld];
        z = v;
      }
      betaOld = beta;
      [cOlder, sOlder, cOld, sOld] = [cOld, sOld, c, s];
    }
    return { steps: k, state: 'paused' };
  });
}

function divide(v: Float64Array, z: Float64Array, by: number): void {
  for (let i = 0; i < v.length; i++) v[i] /= by;
  if (z !== v) for (let i = 0; i < z.length; i++) z[i] /= by;
}

/** M⁻¹ times the power of two that makes rᵀM⁻¹r about rᵀr: a factor of M changes no digit. */
function normalized(given: LinearOperator, r: Float64Array): LinearOperator {
  const { A: M } = scaledOperator(given, r);
  const z = new Float64Array(r.length);
  M.apply(r, z);
  const ratio = dotRange(r, 0, z, 0, r.length) / dotRange(r, 0, r, 0, r.length);
  if (!(ratio > 0 && ratio < Infinity)) return M;
  const f = powerOfTwo(-exponentOf(ratio));
  return {
    rows: M.rows,
    columns: M.columns,
    apply: (x, y) => {
      M.apply(x, y);
      for (let i = 0; i < y.length; i++) y[i] *= f;
    },
  };
}

/** ‖A·r‖/(‖A‖‖r‖) below which no combination of the directions left makes the residual smaller. */
const LEAST_SQUARES = 1e-12;

/** Steps between two looks at b − A·x itself. */
const CHECK_EVERY = 20;

/** Whether the recurrence's residual no longer is that of x: rounding in the directions has grown beyond it. */
function parted(system: KrylovSystem, size: number): boolean {
  const r = new Float64Array(system.x.length);
  residual(system, r);
  return !(norm2(r) <= 2 * size);
}

/** Whether ‖A·M⁻¹r‖ ≤ 1e-12·‖A‖‖r‖, in the norms of M⁻¹, also holds for the residual computed anew; `largest` is below ‖A‖. */
function residualIsNormal(system: KrylovSystem, M: LinearOperator | undefined, largest: number): 'least-squares' | 'paused' {
  const n = system.x.length;
  const r = new Float64Array(n);
  const s = new Float64Array(n);
  residual(system, r);
  if (!M) {
    system.A.apply(r, s);
    return norm2(s) <= LEAST_SQUARES * largest * norm2(r) ? 'least-squares' : 'paused';
  }
  const z = new Float64Array(n);
  M.apply(r, z);
  const size = dotRange(r, 0, z, 0, n);
  system.A.apply(z, s);
  M.apply(s, z);
  return Math.sqrt(dotRange(s, 0, z, 0, n)) <= LEAST_SQUARES * largest * Math.sqrt(size) ? 'least-squares' : 'paused';
}
