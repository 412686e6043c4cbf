/** A x = b for symmetric positive definite A, with a positive definite preconditioner. Hestenes and Stiefel (1952). */
import { ArgumentError, type Tensor } from '@adjoint/tensor';
import { dotRange, norm2 } from '../dense/vector.ts';
import { runCycles } from './krylov-cycles.ts';
import { krylovSystem, preconditionerOf, scaledOperator } from './krylov-system.ts';
import {
  type KrylovOptions,
  type KrylovResult,
  type LinearOperator,
  type OperatorLike,
  requireIterationOptions,
} from './linear-operator.ts';

export interface PreconditionedOptions extends KrylovOptions {
  /** y ← M⁻¹·x, near A⁻¹ (default the identity). */
  readonly preconditioner?: LinearOperator;
}

/** y ← x ∘ 1/diagonal: Jacobi's preconditioner. @throws ArgumentError for an entry that is not positive */
export function diagonalPreconditioner(diagonal: Tensor): LinearOperator {
  const d = Float64Array.from(diagonal.data());
  const bad = d.findIndex((v) => !(v > 0));
  if (bad >= 0) throw new ArgumentError(`diagonalPreconditioner: entry ${bad} is ${d[bad]}`, 'all entries must be positive');
  const apply = (x: Float64Array, y: Float64Array): void => {
    for (let i = 0; i < d.length; i++) y[i] = x[i] / d[i];
  };
  return { rows: d.length, columns: d.length, apply, applyTransposed: apply };
}

/**
 * @param A [n, n] dense or sparse, or an operator; symmetric positive definite
 * @returns 'breakdown' when pᵀAp ≤ 0 showed that A is not positive definite; not converging is a status, not an error
 * @throws ShapeError, NonFiniteError; ArgumentError when the solution leaves the range of doubles
 * @example conjugateGradients(tensor([[2, 0], [0, 4]]), tensor([2, 4])).x // [1, 1]
 */
export function conjugateGradients(
  A: OperatorLike,
  b: Tensor,
  { tolerance = 1e-10, maxIterations, start, preconditioner, signal, onProgress }: PreconditionedOptions = {},
): KrylovResult {
  requireIterationOptions('conjugateGradients', { tolerance, maxIterations });
  const system = krylovSystem('conjugateGradients', A, b, start);
  const n = system.x.length;
  const z = new Float64Array(n);
  const p = new Float64Array(n);
  const q = new Float64Array(n);
  const given = preconditionerOf('conjugateGradients', preconditioner, n);
  let M: LinearOperator | undefined;
  return runCycles(
    system,
    { tolerance, limit: maxIterations ?? 10 * n, progress: 0.5, monotone: false, signal, onProgress },
    (r, first, x, { budget, target, step }) => {
      M ??= given && scaledOperator(given, r).A;
      const precondition = (): void => (M ? M.apply(r, z) : z.set(r));
      precondition();
      p.set(z);
      let rho = dotRange(r, 0, z, 0, n);
      let k = 0;
      for (let size = first; k < budget && size > target; size = norm2(r)) {
        if (step(size)) return { steps: k, state: 'aborted' };
        system.A.apply(p, q);
        const curvature = dotRange(p, 0, q, 0, n);
        if (!(curvature > 0) || !(rho > 0)) return { steps: k, state: 'breakdown' };
        k++;
        const alpha = rho / curvature;
        for (let i = 0; i < n; i++) {
          x[i] += alpha * p[i];
          r[i] -= alpha * q[i];
        }
        precondition();
        const next = dotRange(r, 0, z, 0, n);
        const beta = next / rho;
        rho = next;
        for (let i = 0; i < n; i++) p[i] = z[i] + beta * p[i];
      }
      return { steps: k, state: 'paused' };
    },
  );
}
