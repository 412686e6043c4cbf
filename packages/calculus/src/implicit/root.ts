import { type Tensor, type TensorLike, asTensor } from '@adjoint/tensor';
import { type LinearSolve, denseSolve, solveImplicitly } from './implicit-primitive.ts';
import { type IterationOptions, newton } from './newton.ts';

export interface ImplicitOptions extends IterationOptions {
  /** Computes the solution, instead of Newton's method; it may branch on values. */
  readonly compute?: (equation: (y: Tensor) => Tensor, start: Tensor) => Tensor;
  /** Solves the linear system of the derivative (default: elimination of the dense matrix). It must consist of tensor operations. */
  readonly solve?: LinearSolve;
}

/**
 * The y with F(y, θ) = 0, as a differentiable function of the parameters θ: by the implicit function theorem, to any
 * order, whatever the method that found it.
 *
 * @param parameters a tree; what is differentiated must be in it, not closed over
 * @param start where the search begins; it has the shape of y and no derivative
 * @throws ConvergenceError when no solution is found; SingularMatrixError when ∂F/∂y is singular; TransformError for a closure over a traced value
 * @example grad((a) => root((y, a: Tensor) => y.square().sub(a), 1, a))(2) // 1 / (2 √2)
 */
export function root<P>(F: (y: Tensor, parameters: P) => Tensor, start: TensorLike, parameters: P, options: ImplicitOptions = {}): Tensor {
  const { compute, solve = denseSolve } = options;
  return solveImplicitly(
    'root',
    F,
    asTensor(start),
    parameters,
    (equation, from) => (compute === undefined ? newton('root', equation, from, options) : compute(equation, from)),
    solve,
  );
}
