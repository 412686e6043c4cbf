import { type Tensor, type TensorLike, asTensor } from '@adjoint/tensor';
import { grad } from '../transforms/grad.ts';
import { denseSolve, solveImplicitly } from './implicit-primitive.ts';
import { newton } from './newton.ts';
import { type ImplicitOptions } from './root.ts';

/**
 * A y at which ∇f(y, θ) = 0, as a differentiable function of the parameters: ∇²f · dy = −∂(∇f)/∂θ · dθ.
 *
 * Without `compute` it is found by Newton's method on the gradient, which is for strictly convex f; a minimiser of
 * another package may be passed in.
 *
 * @param options `compute(gradient, start)` finds the point
 * @throws ConvergenceError, SingularMatrixError, TransformError as `root`
 * @example jacobian((b) => argmin((y, b: Tensor) => y.sub(b).square().sum(), zeros([2]), b))(tensor([1, 2])) // [[1, 0], [0, 1]]
 */
export function argmin<P>(f: (y: Tensor, parameters: P) => Tensor, start: TensorLike, parameters: P, options: ImplicitOptions = {}): Tensor {
  const { compute, solve = denseSolve } = options, gradient = (y: Tensor, p: P): Tensor => grad((v: Tensor) => f(v, p))(y);
  return solveImplicitly('argmin', gradient, asTensor(start), parameters, (equation, from) => compute === undefined ? newton('argmin', equation, from, options) : compute(equation, from), solve);
}
