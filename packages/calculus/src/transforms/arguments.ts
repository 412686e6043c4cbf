/** What all transforms do with the arguments and results of the functions they are given. */
import {
  DTypeError,
  type Interpreter,
  LeakedTracerError,
  type Leaves,
  type Loose,
  type Tensor,
  TransformError,
  type TreeDef,
  flatten,
  interpreterOf,
  isFloat,
  isTensor,
  leafPaths,
  unflatten,
} from '@adjoint/tensor';

export type Arguments = readonly unknown[];
/** What a caller may pass for arguments A: numbers wherever tensors are declared. */
export type LooseArguments<A extends Arguments> = { [K in keyof A]: A[K] | Loose<A[K]> };
export type AnyFunction = (...args: never) => unknown;
/** The gradient mirrors the tree of the argument. */
export type Gradient<T> = Leaves<T, Tensor>;

/** Leaves of an argument that is differentiated: all of them floats. @throws DTypeError naming the path of another */
export function differentiableLeaves(kind: string, tree: unknown, path: string): { readonly leaves: Tensor[]; readonly def: TreeDef } {
  const { leaves, def } = flatten(tree, path);
  leaves.forEach((x, i) => {
    if (!isFloat(x.dtype))
      throw new DTypeError(
        `${kind}: ${leafPaths(def, path)[i]} has dtype ${x.dtype}`,
        "only floats have derivatives: convert with astype('float64'), or pass it as an argument that is not differentiated",
      );
  });
  return { leaves, def };
}

/** Runs `f` with the leaves of argument `wrt` replaced; the other arguments are passed as they are. */
export function callWith<V extends Tensor>(
  kind: string,
  f: AnyFunction,
  args: Arguments,
  wrt: number,
  wrap: (x: Tensor, i: number) => V,
): { readonly variables: V[]; readonly def: TreeDef; readonly out: unknown } {
  if (!Number.isInteger(wrt) || wrt < 0 || wrt >= args.length)
    throw new TransformError(`${kind}: argument ${wrt} of ${args.length}`, 'the number of the differentiated argument counts from 0');
  const { leaves, def } = differentiableLeaves(kind, args[wrt], `argument ${wrt}`);
  const variables = leaves.map(wrap);
  const next = [...args];
  next[wrt] = unflatten(def, variables);
  return { variables, def, out: f(...(next as never)) };
}

/** Whether `out` carries information of this interpreter. One from further inside, or from a finished one, is refused: it would count as a constant. */
export function belongs(out: Tensor, to: Interpreter): boolean {
  const t = interpreterOf(out);
  if (t !== null && (!t.alive || t.level > to.level))
    throw new LeakedTracerError(
      `${to.kind}: the function returned a value of ${t.kind}, which is not around it`,
      'return that value from its own function',
    );
  return t === to;
}

/** The result of a function that must return one number. */
export function requireScalar(kind: string, out: unknown): Tensor {
  if (typeof out === 'object' && out !== null && 'then' in out)
    throw new TransformError(`${kind}: the function returned a promise`, 'use vjpAsync for a function that awaits');
  if (!isTensor(out))
    throw new TransformError(
      `${kind}: the function returned ${out === null ? 'null' : typeof out === 'object' ? 'an object' : `a ${typeof out}`}`,
      'return a tensor of shape []',
    );
  if (out.rank !== 0)
    throw new TransformError(
      `${kind}: the function returned shape [${out.shape.join(', ')}]`,
      'return one number, for instance by sum(); or use jacobian',
    );
  if (!isFloat(out.dtype)) throw new DTypeError(`${kind}: the function returned dtype ${out.dtype}`, 'only floats have derivatives');
  return out;
}
