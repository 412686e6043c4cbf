/**
 * The solution y(θ) of F(y, θ) = 0 as one operation: computed on numbers by any method, differentiated by the implicit
 * function theorem.
 *
 *   ∂F/∂y · dy = −∂F/∂θ · dθ
 *
 * There is no batch rule: each example is solved by itself. The start has no derivative.
 *
 * Blondel et al. (2022), "Efficient and modular implicit differentiation".
 */
import {
  type DenseTensor,
  type Primitive,
  type Tensor,
  TransformError,
  bind1,
  flatten,
  interpreterOf,
  isFloat,
  isTensor,
  sameShape,
  showShape,
  unflatten,
  zerosLike,
} from '@adjoint/tensor';
import { closedOver } from '../custom/leaf-functions.ts';
import { jacobian } from '../transforms/jacobian.ts';
import { jvp } from '../transforms/jvp.ts';
import { solveSmall } from './linear-solve.ts';

/** y ↦ F(y, θ) with the parameters as leaves. */
export type Equation = (y: Tensor, parameters: readonly Tensor[]) => Tensor;
/** Solves map(x) = rhs for a linear map of tensors of the shape of y. */
export type LinearSolve = (map: (x: Tensor) => Tensor, rhs: Tensor) => Tensor;

interface Implicit {
  readonly name: string;
  readonly equation: Equation;
  readonly compute: (start: DenseTensor, parameters: readonly DenseTensor[]) => Tensor;
  readonly solve: LinearSolve;
}

/** Inputs: the start, then the parameters. */
export const implicitPrimitive: Primitive<Implicit> = {
  name: 'implicit',
  abstract: ([start]) => [start],
  evaluate: ([start, ...θ], { name, equation, compute }) => {
    const first = equation(start, θ);
    if (isTensor(first) && interpreterOf(first) !== null) throw closedOver(name);
    const y = compute(start, θ);
    const r = equation(y, θ);
    if (!isTensor(r) || !sameShape(r.shape, y.shape))
      throw new TransformError(
        `${name}: the equation has shape ${isTensor(r) ? showShape(r.shape) : typeof r} for an unknown of shape ${showShape(y.shape)}`,
        'as many equations as unknowns are needed',
      );
    return [y];
  },
  jvp: ([, ...dθ], [, ...θ], [y], { equation, solve }) => {
    const varies = θ.map((x) => isFloat(x.dtype));
    const at = (vs: readonly Tensor[]): Tensor => {
      let k = 0;
      return equation(
        y,
        θ.map((x, i) => (varies[i] ? vs[k++] : x)),
      );
    };
    const b = jvp(
      (vs: Tensor[]) => at(vs),
      θ.filter((_, i) => varies[i]),
      θ.flatMap((x, i) => (varies[i] ? [dθ[i] ?? zerosLike(x)] : [])),
    ).tangent;
    return [solve((x) => jvp((v: Tensor) => equation(v, θ), y, x).tangent, b.neg())];
  },
};

/** The map as a matrix, and elimination: for up to a few hundred unknowns. */
export const denseSolve: LinearSolve = (map, rhs) => {
  const n = rhs.size;
  const flat = (x: Tensor): Tensor => map(x.reshape(rhs.shape)).reshape([n]);
  return solveSmall(jacobian(flat)(zerosLike(rhs).reshape([n])), rhs.reshape([n])).reshape(rhs.shape);
};

/** Binds the primitive for an equation in a tree of parameters. */
export function solveImplicitly<P>(
  name: string,
  equation: (y: Tensor, parameters: P) => Tensor,
  start: Tensor,
  parameters: P,
  compute: (equation: (y: Tensor) => Tensor, start: Tensor, parameters: P) => Tensor,
  solve: LinearSolve,
): Tensor {
  const { leaves, def } = flatten(parameters, 'parameters');
  const tree = (xs: readonly Tensor[]): P => unflatten(def, xs) as P;
  return bind1(implicitPrimitive, [start, ...leaves], {
    name,
    solve,
    equation: (y, θ) => equation(y, tree(θ)),
    compute: (from, θ) => compute((y) => equation(y, tree(θ)), from, tree(θ)),
  });
}
