import { ConvergenceError, type Tensor, type TensorLike, asTensor } from '@adjoint/tensor';
import { grad } from '../transforms/grad.ts';
import { jacobian } from '../transforms/jacobian.ts';
import { denseSolve, solveImplicitly } from './implicit-primitive.ts';
import { newton } from './newton.ts';
import { type ImplicitOptions } from './root.ts';

/**
 * A y at which ∇f(y, θ) = 0, as a differentiable function of the parameters: ∇²f · dy = −∂(∇f)/∂θ · dθ.
 *
 * Without `compute` it is found by Newton's method on the gradient, which is for strictly convex f; where the function
 * curves down at the point found, that is an error. A minimiser of another package may be passed in.
 *
 * @param options `compute(gradient, start)` finds the point
 * @throws ConvergenceError (also for a saddle or a maximum), SingularMatrixError, TransformError as `root`
 * @example jacobian((b) => argmin((y, b: Tensor) => y.sub(b).square().sum(), zeros([2]), b))(tensor([1, 2])) // [[1, 0], [0, 1]]
 */
export function argmin<P>(
  f: (y: Tensor, parameters: P) => Tensor,
  start: TensorLike,
  parameters: P,
  options: ImplicitOptions = {},
): Tensor {
  const { compute, solve = denseSolve } = options;
  const gradient = (y: Tensor, p: P): Tensor => grad((v: Tensor) => f(v, p))(y);
  return solveImplicitly(
    'argmin',
    gradient,
    asTensor(start),
    parameters,
    (equation, from) => {
      if (compute !== undefined) return compute(equation, from);
      const y = newton('argmin', equation, from, options);
      if (curvesDown(jacobian((v: Tensor) => equation(v.reshape(y.shape)).reshape([y.size]))(y.reshape([y.size])).data(), y.size))
        throw new ConvergenceError(
          0,
          'argmin: the gradient vanishes where the function curves down: no minimum',
          'start nearer to a minimum, or pass a minimiser as `compute`',
        );
      return y;
    },
    solve,
  );
}

/** Whether a pivot of the elimination of a symmetric matrix is negative beyond rounding, with the largest pivots first. */
function curvesDown(H: ArrayLike<number>, n: number): boolean {
  const a = Float64Array.from(H);
  const left = new Set(Array.from({ length: n }, (_, i) => i));
  const rounding = 8 * n * 2 ** -52 * a.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  while (left.size > 0) {
    const k = [...left].reduce((p, i) => (a[i * n + i] > a[p * n + p] ? i : p));
    const pivot = a[k * n + k];
    if ([...left].some((i) => a[i * n + i] < -rounding)) return true;
    left.delete(k);
    if (pivot <= rounding) return [...left].some((i) => [...left, k].some((j) => j !== i && Math.abs(a[i * n + j]) > rounding)); // semidefinite: what has no curvature has no slope of it
    for (const i of left) for (const j of left) a[i * n + j] -= (a[i * n + k] * a[k * n + j]) / pivot;
  }
  return false;
}
