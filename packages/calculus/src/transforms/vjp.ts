/** Vector-Jacobian products: the transposed derivative as a function. */
import {
  type Loose,
  ShapeError,
  type Tensor,
  type TensorLike,
  type Tracer,
  TreeError,
  asTensor,
  flatten,
  isFloat,
  sameShape,
  sameStructure,
  showShape,
  unflatten,
  zerosLike,
} from '@adjoint/tensor';
import { Tape } from '../reverse/tape.ts';
import { type AnyFunction, type Gradient, belongs, callWith, differentiableLeaves } from './arguments.ts';

/** Cotangents must mirror the value they belong to. */
export function requireLike(kind: string, given: unknown, def: ReturnType<typeof flatten>['def'], like: readonly Tensor[]): Tensor[] {
  const tree = flatten(given);
  if (!sameStructure(tree.def, def))
    throw new TreeError(
      'tree',
      `${kind}: the structure differs from that of the value`,
      'give one tensor for each tensor of the value, in the same tree',
    );
  return tree.leaves.map((t, i) => {
    if (!sameShape(t.shape, like[i].shape))
      throw new ShapeError(
        `${kind}: shape ${showShape(t.shape)} for a value of shape ${showShape(like[i].shape)}`,
        'the shapes must be equal',
      );
    return isFloat(like[i].dtype) ? t.astype(like[i].dtype) : t;
  });
}

/**
 * Value of `f` at `x`, and the map from a cotangent of the value to the cotangent of `x`: v ↦ Jᵀv.
 *
 * The pullback may be called any number of times.
 *
 * @example vjp((x) => x.square(), tensor([1, 2])).pullback(tensor([1, 1])) // [2, 4]
 */
export function vjp<R>(f: (x: Tensor) => R, x: TensorLike): { value: R; pullback: (cotangent: R | Loose<R>) => Tensor };
export function vjp<T, R>(f: (x: T) => R, x: T | Loose<T>): { value: R; pullback: (cotangent: R | Loose<R>) => Gradient<T> };
export function vjp(f: AnyFunction, x: unknown): { value: unknown; pullback: (cotangent: unknown) => unknown } {
  const tape = new Tape('vjp');
  try {
    const { variables, def, out } = callWith('vjp', f, [x], 0, (v) => tape.variable(v));
    const outs = flatten(out, 'result');
    const values = outs.leaves.map((o) => (belongs(o, tape) ? (o as Tracer).value! : o));
    return {
      value: unflatten(outs.def, values),
      pullback: (cotangent) => {
        const back = tape.pull(outs.leaves, requireLike('pullback', cotangent, outs.def, values), variables);
        return unflatten(
          def,
          variables.map((v, i) => back[i] ?? zerosLike(v)),
        );
      },
    };
  } finally {
    tape.alive = false;
  }
}

/**
 * vjp of a function that awaits. A tracer knows its interpreter and nothing global is pushed or popped, so other
 * derivatives may be taken in the meantime.
 */
export async function vjpAsync(
  f: (x: Tensor) => Promise<Tensor>,
  x: TensorLike,
): Promise<{ value: Tensor; pullback: (cotangent: TensorLike) => Tensor }> {
  const tape = new Tape('vjpAsync');
  const { leaves } = differentiableLeaves('vjpAsync', asTensor(x), 'argument 0');
  const v = tape.variable(leaves[0]);
  try {
    const { leaves: outs, def } = flatten(await f(v), 'result');
    const value = belongs(outs[0], tape) ? (outs[0] as Tracer).value! : outs[0];
    return { value, pullback: (cotangent) => tape.pull(outs, requireLike('pullback', cotangent, def, [value]), [v])[0] ?? zerosLike(v) };
  } finally {
    tape.alive = false;
  }
}
