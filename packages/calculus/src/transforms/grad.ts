/** Gradients of scalar functions, by one reverse sweep. */
import { type Tensor, type TensorLike, Tracer, TransformError, onesLike, unflatten, zerosLike } from '@adjoint/tensor';
import { Tape } from '../reverse/tape.ts';
import { type AnyFunction, type Arguments, type Gradient, type LooseArguments, belongs, callWith, requireScalar } from './arguments.ts';

function run(
  kind: string,
  f: AnyFunction,
  wrt: number,
  args: Arguments,
  hasAux: boolean,
): { value: Tensor; gradient: unknown; aux: unknown } {
  const tape = new Tape(kind);
  try {
    const { variables, def, out } = callWith(kind, f, args, wrt, (x) => tape.variable(x));
    if (hasAux && (!Array.isArray(out) || out.length !== 2))
      throw new TransformError('valueAndGradWithAux: the function did not return a pair', 'return [value, aux]');
    const [result, aux] = hasAux ? (out as [unknown, unknown]) : [out, undefined];
    const scalar = requireScalar(kind, result);
    const mine = belongs(scalar, tape);
    const value = mine ? (scalar as Tracer).value! : scalar;
    const back = mine ? tape.pull([scalar], [onesLike(value)], variables) : [];
    return {
      value,
      gradient: unflatten(
        def,
        variables.map((x, i) => back[i] ?? zerosLike(x)),
      ),
      aux: hasAux ? leave(aux, tape) : undefined,
    };
  } finally {
    tape.alive = false;
  }
}

/** Values of a tree of extra results, taken out of the transform. */
function leave(tree: unknown, tape: Tape): unknown {
  if (tree instanceof Tracer) return belongs(tree, tape) ? tree.value : tree;
  if (Array.isArray(tree)) return tree.map((x) => leave(x, tape));
  if (typeof tree === 'object' && tree !== null && Object.getPrototypeOf(tree) === Object.prototype)
    return Object.fromEntries(Object.entries(tree).map(([k, x]) => [k, leave(x, tape)]));
  return tree;
}

/**
 * Value and gradient of a scalar function with respect to argument `wrt` (default the first). Trees in, trees out.
 *
 * @throws TransformError when the function does not return one number; DTypeError for an integer argument
 * @example valueAndGrad((x) => x.square().sum())(tensor([1, 2])) // { value: 5, gradient: [2, 4] }
 */
export function valueAndGrad(f: (x: Tensor) => Tensor): (x: TensorLike) => { value: Tensor; gradient: Tensor };
export function valueAndGrad<const A extends Arguments, const I extends number = 0>(
  f: (...args: A) => Tensor,
  wrt?: I,
): (...args: LooseArguments<A>) => { value: Tensor; gradient: Gradient<A[I]> };
export function valueAndGrad(f: AnyFunction, wrt = 0): unknown {
  return (...args: Arguments) => {
    const { value, gradient } = run('grad', f, wrt, args, false);
    return { value, gradient };
  };
}

/** The same for a function that returns [number, anything]: the second comes out as `aux`. */
export function valueAndGradWithAux<const A extends Arguments, X, const I extends number = 0>(
  f: (...args: A) => readonly [Tensor, X],
  wrt?: I,
): (...args: LooseArguments<A>) => { value: Tensor; gradient: Gradient<A[I]>; aux: X };
export function valueAndGradWithAux(f: AnyFunction, wrt = 0): unknown {
  return (...args: Arguments) => run('grad', f, wrt, args, true);
}

/**
 * Gradient of a scalar function with respect to argument `wrt` (default the first).
 *
 * @throws TransformError when the function does not return one number; DTypeError for an integer argument
 * @example grad((x) => x.sin().sum())(tensor([0, Math.PI])) // [1, -1]
 */
export function grad(f: (x: Tensor) => Tensor): (x: TensorLike) => Tensor;
export function grad<const A extends Arguments, const I extends number = 0>(
  f: (...args: A) => Tensor,
  wrt?: I,
): (...args: LooseArguments<A>) => Gradient<A[I]>;
export function grad(f: AnyFunction, wrt = 0): unknown {
  return (...args: Arguments) => run('grad', f, wrt, args, false).gradient;
}
