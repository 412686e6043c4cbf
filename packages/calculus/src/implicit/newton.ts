/**
 * Newton's method for F(y) = 0 with backtracking on ‖F‖.
 *
 * Dennis and Schnabel (1996), "Numerical Methods for Unconstrained Optimization and Nonlinear Equations", chapter 6.
 */
import { ConvergenceError, SingularMatrixError, type Tensor, isFinite } from '@adjoint/tensor';
import { jacobian } from '../transforms/jacobian.ts';
import { solveSmall } from './linear-solve.ts';

export interface IterationOptions {
  /** Stop when the step is below this, relative to the size of y (default 1e-12). */
  readonly tolerance?: number;
  /** Default 100. */
  readonly maxIterations?: number;
}

export const largest = (x: Tensor): number => (x.size === 0 ? 0 : x.abs().max().item());

/** @throws ConvergenceError when no step lowers ‖F‖ while the equation does not hold, or the iterations are used up */
export function newton(
  name: string,
  F: (y: Tensor) => Tensor,
  start: Tensor,
  { tolerance = 1e-12, maxIterations = 100 }: IterationOptions,
): Tensor {
  let y = start;
  let r = F(y);
  let size = largest(r);
  for (let k = 0; k < maxIterations; k++) {
    if (size === 0) return y;
    const step = newtonStep(name, F, y, r);
    const small = largest(step) <= tolerance * Math.max(largest(y), Number.MIN_VALUE);
    let length = 1;
    let next = y.add(step);
    let after = F(next);
    while (!(isFinite(after).all().item() && largest(after) < size) && length > 1e-10) {
      length /= 2;
      next = y.add(step.mul(length));
      after = F(next);
    }
    if (!(largest(after) < size)) {
      if (small) return y; // the residual is at its rounding level
      throw new ConvergenceError(
        k,
        `${name}: no step lowers the residual ${size}`,
        'start nearer to the solution, or pass a method of your own as `compute`',
      );
    }
    y = next;
    r = after;
    size = largest(r);
    if (small) return y;
  }
  throw new ConvergenceError(
    maxIterations,
    `${name}: residual ${size} after ${maxIterations} iterations`,
    'start nearer to the solution, or allow more iterations with `maxIterations`',
  );
}

function newtonStep(name: string, F: (y: Tensor) => Tensor, y: Tensor, r: Tensor): Tensor {
  const n = y.size;
  const J = jacobian((v: Tensor) => F(v.reshape(y.shape)).reshape([n]))(y.reshape([n]));
  try {
    return solveSmall(J, r.reshape([n]).neg()).reshape(y.shape);
  } catch (cause) {
    if (cause instanceof SingularMatrixError)
      throw new ConvergenceError(
        0,
        `${name}: the Jacobian is singular at a point on the way, with residual ${largest(r)}`,
        'start elsewhere, or pass a method of your own as `compute`',
      );
    throw cause;
  }
}
