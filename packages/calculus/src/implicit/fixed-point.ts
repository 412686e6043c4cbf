import { ConvergenceError, type Tensor, type TensorLike, asTensor } from '@adjoint/tensor';
import { denseSolve, solveImplicitly } from './implicit-primitive.ts';
import { type IterationOptions, largest } from './newton.ts';
import { type ImplicitOptions } from './root.ts';

/**
 * The y with y = g(y, θ), by iteration, as a differentiable function of the parameters:
 * (I − ∂g/∂y) dy = ∂g/∂θ · dθ. Nothing of the iteration is kept.
 *
 * @throws ConvergenceError when the iteration does not settle; SingularMatrixError, TransformError as `root`
 * @example fixedPoint((y, a: Tensor) => y.add(a.div(y)).mul(0.5), 1, tensor(2)) // √2
 */
export function fixedPoint<P>(
  g: (y: Tensor, parameters: P) => Tensor,
  start: TensorLike,
  parameters: P,
  options: Omit<ImplicitOptions, 'compute'> = {},
): Tensor {
  const { solve = denseSolve } = options;
  return solveImplicitly(
    'fixedPoint',
    (y, p: P) => g(y, p).sub(y),
    asTensor(start),
    parameters,
    (_equation, from, p) => iterate((y) => g(y, p), from, options),
    solve,
  );
}

function iterate(g: (y: Tensor) => Tensor, start: Tensor, { tolerance = 1e-14, maxIterations = 10_000 }: IterationOptions): Tensor {
  let y = start;
  for (let k = 0; k < maxIterations; k++) {
    const next = g(y);
    const change = largest(next.sub(y));
    y = next;
    if (!Number.isFinite(change))
      throw new ConvergenceError(
        k,
        'fixedPoint: the iteration left the finite numbers',
        'the map must contract near the solution: start nearer, or damp it',
      );
    if (change <= tolerance * Math.max(largest(y), Number.MIN_VALUE)) return y;
  }
  throw new ConvergenceError(
    maxIterations,
    `fixedPoint: still moving after ${maxIterations} iterations`,
    'the map must contract near the solution: damp it, allow more with `maxIterations`, or use root',
  );
}
