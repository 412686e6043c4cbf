/**
 * Recomputation instead of memory: the reverse sweep keeps the arguments of a function and runs it again.
 *
 * Griewank and Walther (2000), "Algorithm 799: revolve".
 */
import { type Tensor, bind, flatten, isFloat } from '@adjoint/tensor';
import { type AnyFunction, type Arguments, type LooseArguments } from '../transforms/arguments.ts';
import { vjp } from '../transforms/vjp.ts';
import { customVjpPrimitive } from './custom-vjp.ts';
import { type LeafFunction, ResultShape, onLeaves } from './leaf-functions.ts';

/**
 * `f`, whose inner values are computed again in the reverse sweep instead of being kept. Everything differentiated
 * must be an argument: `checkpoint(layer)(params, x)`.
 *
 * @throws TransformError when `f` closes over a traced value
 * @example grad((x) => checkpoint((v: Tensor) => v.sin().exp())(x).sum())(x)
 */
export function checkpoint(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor;
export function checkpoint<A extends Arguments, R>(f: (...args: A) => R): (...args: LooseArguments<A>) => R;
export function checkpoint(f: AnyFunction): unknown {
  return (...args: Arguments) => {
    const { leaves, def } = flatten(args, 'arguments');
    const result = new ResultShape();
    const leaf = onLeaves(f, def, result);
    return result.tree(checkpointLeaves(leaf, leaves));
  };
}

function checkpointLeaves(f: LeafFunction, leaves: readonly Tensor[]): readonly Tensor[] {
  return bind(customVjpPrimitive, leaves, {
    f,
    forward: (xs) => ({ outputs: checkpointLeaves(f, xs), residuals: xs }),
    backward: (cts, xs) => pullback(f, xs, cts),
  });
}

/** Cotangents of the float inputs of `f` at `xs`, null for the others. */
export function pullback(
  f: LeafFunction,
  xs: readonly Tensor[],
  cotangents: readonly Tensor[],
  wanted: (i: number) => boolean = () => true,
): readonly (Tensor | null)[] {
  const varies = xs.map((x, i) => isFloat(x.dtype) && wanted(i));
  let floats: boolean[] = [];
  const { pullback: pull } = vjp(
    (vs: Tensor[]) => {
      let k = 0;
      const ys = f(xs.map((x, i) => (varies[i] ? vs[k++] : x)));
      floats = ys.map((y) => isFloat(y.dtype));
      return ys.filter((_, i) => floats[i]);
    },
    xs.filter((_, i) => varies[i]),
  );
  const back = pull(cotangents.filter((_, i) => floats[i]));
  let k = 0;
  return varies.map((v) => (v ? back[k++] : null));
}
