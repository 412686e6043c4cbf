/** Jacobian-vector products: the directional derivative. */
import { type Loose, type Maybe, type Tensor, type TensorLike, type Tracer, flatten, unflatten, zerosLike } from '@adjoint/tensor';
import { Dual } from '../forward/dual.ts';
import { type AnyFunction, type Gradient, belongs, callWith, differentiableLeaves } from './arguments.ts';
import { requireLike } from './vjp.ts';

/**
 * Value of `f` at `x`, and its derivative in a direction: J·t.
 *
 * @throws TreeError or ShapeError when the direction does not mirror `x`
 * @example jvp((x) => x.square(), tensor([1, 2]), tensor([1, 0])).tangent // [2, 0]
 */
export function jvp<R>(f: (x: Tensor) => R, x: TensorLike, tangent: TensorLike): { value: R; tangent: Gradient<R> };
export function jvp<T, R>(f: (x: T) => R, x: T | Loose<T>, tangent: T | Loose<T>): { value: R; tangent: Gradient<R> };
export function jvp(f: AnyFunction, x: unknown, tangent: unknown): { value: unknown; tangent: unknown } {
  const dual = new Dual();
  const { leaves, def } = differentiableLeaves('jvp', x, 'argument 0');
  const ts = requireLike('jvp', tangent, def, leaves);
  try {
    const outs = flatten(callWith('jvp', f, [x], 0, (v, i) => dual.variable(v, ts[i])).out, 'result');
    const mine = (o: Tensor): boolean => belongs(o, dual);
    return {
      value: unflatten(
        outs.def,
        outs.leaves.map((o) => (mine(o) ? (o as Tracer).value : o)),
      ),
      tangent: unflatten(
        outs.def,
        outs.leaves.map((o) => (mine(o) ? (((o as Tracer).mark as Maybe) ?? zerosLike(o)) : zerosLike(o))),
      ),
    };
  } finally {
    dual.alive = false;
  }
}
