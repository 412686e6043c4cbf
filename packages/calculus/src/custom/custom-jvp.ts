/**
 * A function with its own forward rule.
 *
 * The rule is linear in the tangents, so reverse mode is its transposition.
 */
import { type Primitive, type Tensor, TransformError, bind, flatten, sameShape, showShape, unflatten, zerosLike } from '@adjoint/tensor';
import { type AnyFunction, type Arguments, type Gradient, type LooseArguments } from '../transforms/arguments.ts';
import { type LeafFunction, ResultShape, abstractOf, mapped, onLeaves } from './leaf-functions.ts';

interface Rule {
  readonly f: LeafFunction;
  readonly rule: (tangents: readonly Tensor[], inputs: readonly Tensor[], outputs: readonly Tensor[]) => readonly Tensor[];
}

export const customJvpPrimitive: Primitive<Rule> = {
  name: 'customJvp',
  abstract: (inputs, p) => abstractOf('customJvp', p.f, inputs),
  evaluate: (inputs, p) => p.f(inputs),
  jvp: (tangents, inputs, outputs, p) => {
    const ts = p.rule(
      inputs.map((x, i) => tangents[i] ?? zerosLike(x)),
      inputs,
      outputs,
    );
    if (ts.length !== outputs.length || ts.some((t, i) => !sameShape(t.shape, outputs[i].shape))) {
      throw new TransformError(
        `customJvp: tangents of shapes ${ts.map((t) => showShape(t.shape)).join(', ')} for outputs of shapes ${outputs.map((o) => showShape(o.shape)).join(', ')}`,
        'the rule must return a tangent that mirrors the output',
      );
    }
    return ts;
  },
  batch: (inputs, batched, p) => {
    const n = inputs.length;
    return bind(customJvpPrimitive, inputs, {
      f: mapped(p.f, batched),
      rule: (tangents, xs, outputs) =>
        mapped(
          (all) => p.rule(all.slice(0, n), all.slice(n, 2 * n), all.slice(2 * n)),
          [...batched, ...batched, ...outputs.map(() => true)],
        )([...tangents, ...xs, ...outputs]),
    });
  },
};

/**
 * Gives `f` a forward rule: from the tangents of the arguments (zeros where there is none), the arguments and the
 * output to the tangent of the output. Everything differentiated must be an argument.
 *
 * @throws TransformError when the tangent does not mirror the output, or `f` closes over a traced value
 * @example const f: (x: Tensor) => Tensor = customJvp((x) => x.exp(), ([t], _x, y) => t.mul(y))
 */
export function customJvp(
  f: (...xs: Tensor[]) => Tensor,
  rule: (tangents: readonly Tensor[], inputs: readonly Tensor[], output: Tensor) => Tensor,
): (...xs: Tensor[]) => Tensor;
export function customJvp<A extends Arguments, R>(
  f: (...args: A) => R,
  rule: (tangents: { readonly [K in keyof A]: Gradient<A[K]> }, inputs: A, output: R) => Gradient<R>,
): (...args: LooseArguments<A>) => R;
export function customJvp(f: AnyFunction, rule: (tangents: never, inputs: never, output: never) => unknown): unknown {
  return (...args: Arguments) => {
    const { leaves, def } = flatten(args, 'arguments');
    const result = new ResultShape();
    return result.tree(
      bind(customJvpPrimitive, leaves, {
        f: onLeaves(f, def, result),
        rule: (tangents, inputs, outputs) =>
          flatten(rule(unflatten(def, tangents) as never, unflatten(def, inputs) as never, result.tree(outputs) as never), 'tangent')
            .leaves,
      }),
    );
  };
}
