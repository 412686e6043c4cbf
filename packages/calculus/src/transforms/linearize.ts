import { type Loose, type Tensor, type TensorLike, type Tracer, flatten, unflatten, zerosLike } from '@adjoint/tensor';
import { Tape } from '../reverse/tape.ts';
import { type AnyFunction, type Gradient, belongs, callWith } from './arguments.ts';
import { requireLike } from './vjp.ts';

/**
 * Value of `f` at `x`, and its differential there as a function: `f` runs once, the differential as often as wanted.
 *
 * @example linearize((x) => x.square(), tensor([1, 2])).differential(tensor([0, 1])) // [0, 4]
 */
export function linearize<R>(f: (x: Tensor) => R, x: TensorLike): { value: R; differential: (tangent: TensorLike) => Gradient<R> };
export function linearize<T, R>(f: (x: T) => R, x: T | Loose<T>): { value: R; differential: (tangent: T | Loose<T>) => Gradient<R> };
export function linearize(f: AnyFunction, x: unknown): { value: unknown; differential: (tangent: unknown) => unknown } {
  const tape = new Tape('linearize');
  try {
    const { variables, def, out } = callWith('linearize', f, [x], 0, (v) => tape.variable(v));
    const outs = flatten(out, 'result');
    const values = outs.leaves.map((o) => (belongs(o, tape) ? (o as Tracer).value! : o));
    return {
      value: unflatten(outs.def, values),
      differential: (tangent) => {
        const ts = tape.push(outs.leaves, variables, requireLike('differential', tangent, def, variables));
        return unflatten(
          outs.def,
          ts.map((t, i) => t ?? zerosLike(values[i])),
        );
      },
    };
  } finally {
    tape.alive = false;
  }
}
