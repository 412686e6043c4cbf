/**
 * A function with its own reverse rule.
 *
 * Forward mode needs no second rule: a reverse rule is linear in the cotangents, and its transposition is the
 * derivative (see reverse/tape.ts). `forward` should obtain its output from the wrapped function itself; then a
 * second derivative uses the rule again instead of differentiating what happens inside.
 */
import {
  type Maybe,
  type Primitive,
  type Tensor,
  TransformError,
  bind,
  flatten,
  isFloat,
  sameShape,
  showShape,
  unflatten,
  zerosLike,
} from '@adjoint/tensor';
import { type AnyFunction, type Arguments, type Gradient, type LooseArguments } from '../transforms/arguments.ts';
import { type LeafFunction, ResultShape, abstractOf, mapped, onLeaves } from './leaf-functions.ts';

interface Rule {
  readonly f: LeafFunction;
  readonly forward: (xs: readonly Tensor[]) => { readonly outputs: readonly Tensor[]; readonly residuals: readonly Tensor[] };
  readonly backward: (cotangents: readonly Tensor[], residuals: readonly Tensor[]) => readonly Maybe[];
}

export const customVjpPrimitive: Primitive<Rule> = {
  name: 'customVjp',
  abstract: (inputs, p) => abstractOf('customVjp', p.f, inputs),
  evaluate: (inputs, p) => p.f(inputs),
  residuals: (inputs, p) => p.forward(inputs),
  vjp: (cts, inputs, all, p) => {
    const outputs = all.slice(0, cts.length);
    const back = p.backward(
      outputs.map((o, i) => cts[i] ?? zerosLike(o)),
      all.slice(cts.length),
    );
    return back.map((g, i) => {
      if (g !== null && !sameShape(g.shape, inputs[i].shape)) throw wrongShape(i, g, inputs[i]);
      return g !== null && isFloat(inputs[i].dtype) ? g.astype(inputs[i].dtype) : g;
    });
  },
  batch: (inputs, batched, p) => {
    return bind(customVjpPrimitive, inputs, {
      f: mapped(p.f, batched),
      forward: (xs) => {
        let n = 0;
        const all = mapped((ys) => {
          const r = p.forward(ys);
          n = r.outputs.length;
          return [...r.outputs, ...r.residuals];
        }, batched)(xs);
        return { outputs: all.slice(0, n), residuals: all.slice(n) };
      },
      backward: (cts, residuals) => {
        const given: boolean[] = [];
        const n = cts.length;
        const dense = mapped(
          (all) => {
            const back = p.backward(all.slice(0, n), all.slice(n));
            back.forEach((g, i) => {
              given[i] = g !== null;
            });
            return back.filter((g) => g !== null);
          },
          new Array<boolean>(n + residuals.length).fill(true),
        )([...cts, ...residuals]);
        let k = 0;
        return given.map((g, i) => {
          if (!g) return null;
          const ct = dense[k++];
          return batched[i] ? ct : ct.sum(0);
        });
      },
    });
  },
};

const wrongShape = (i: number, g: Tensor, x: Tensor): TransformError =>
  new TransformError(
    `customVjp: the cotangent of input ${i} has shape ${showShape(g.shape)}, the input ${showShape(x.shape)}`,
    'backward must return one tensor of the shape of each input, or null where there is no derivative',
  );

type TensorFunction = (...xs: Tensor[]) => Tensor;

/**
 * Gives `f` a reverse rule: `forward` returns its output and what `backward` needs, `backward` the cotangents of the
 * arguments (null where there is none). Everything differentiated must be an argument.
 *
 * @throws TransformError when the rule returns a wrong number or shape of cotangents, or `f` closes over a traced value
 * @example
 * const clip: (x: Tensor) => Tensor = customVjp((x) => x, (x) => ({ output: clip(x), residuals: [] }), (ct) => [ct.clamp(-1, 1)])
 */
export function customVjp(
  f: TensorFunction,
  forward: (...xs: Tensor[]) => { readonly output: Tensor; readonly residuals: readonly Tensor[] },
  backward: (cotangent: Tensor, ...residuals: Tensor[]) => readonly Maybe[],
): TensorFunction;
export function customVjp<A extends Arguments, R>(
  f: (...args: A) => R,
  forward: (...args: A) => { readonly output: R; readonly residuals: readonly Tensor[] },
  backward: (cotangent: Gradient<R>, ...residuals: Tensor[]) => { readonly [K in keyof A]: Gradient<A[K]> | null },
): (...args: LooseArguments<A>) => R;
export function customVjp(
  f: AnyFunction,
  forward: (...args: never) => { readonly output: unknown; readonly residuals: readonly Tensor[] },
  backward: (cotangent: never, ...residuals: Tensor[]) => readonly unknown[],
): unknown {
  return (...args: Arguments) => {
    const { leaves, def } = flatten(args, 'arguments');
    const trees = args.map((a) => flatten(a));
    const result = new ResultShape();
    return result.tree(
      bind(customVjpPrimitive, leaves, {
        f: onLeaves(f, def, result),
        forward: (xs) => {
          const given: { readonly output: unknown; readonly residuals: readonly Tensor[] } | undefined = forward(
            ...(unflatten(def, xs) as never),
          );
          const { output, residuals } = given ?? {};
          if (output === undefined || !Array.isArray(residuals))
            throw new TransformError(
              'customVjp: forward did not return { output, residuals }',
              'return the output of the function, and an array of tensors that backward needs',
            );
          return { outputs: result.leaves(output), residuals };
        },
        backward: (cts, residuals) => {
          const back = backward(result.tree(cts) as never, ...residuals);
          if (!Array.isArray(back) || back.length !== trees.length)
            throw new TransformError(
              `customVjp: backward returned ${Array.isArray(back) ? `${back.length} cotangents` : typeof back} for ${trees.length} arguments`,
              'return one for each argument, null where there is none',
            );
          return back.flatMap((g: unknown, i) => {
            if (g === null) return trees[i].leaves.map(() => null);
            const given = flatten(g, `cotangent ${i}`);
            if (given.leaves.length !== trees[i].leaves.length)
              throw new TransformError(
                `customVjp: cotangent ${i} has ${given.leaves.length} tensors, its argument ${trees[i].leaves.length}`,
                'return a tree like the argument, or null where there is no derivative',
              );
            return given.leaves;
          });
        },
      }),
    );
  };
}
