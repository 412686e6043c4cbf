/** Functions of trees as functions of lists of leaves, which is what primitives take. */
import { type Aval, type Tensor, TransformError, type TreeDef, capture, flatten, interpreterOf, unflatten } from '@adjoint/tensor';
import { vmap } from '../transforms/vmap.ts';

export type LeafFunction = (xs: readonly Tensor[]) => readonly Tensor[];

/** The structure of a result, known once the function has run. */
export class ResultShape {
  private def: TreeDef = 'undefined';
  get structure(): TreeDef {
    return this.def;
  }
  leaves(tree: unknown): readonly Tensor[] {
    const { leaves, def } = flatten(tree, 'result');
    this.def = def;
    return leaves;
  }
  tree(leaves: readonly Tensor[]): unknown {
    return unflatten(this.def, leaves);
  }
}

/** `f` on the leaves of its arguments. */
export const onLeaves =
  (f: (...args: never) => unknown, def: TreeDef, result: ResultShape): LeafFunction =>
  (xs) =>
    result.leaves(f(...(unflatten(def, xs) as never)));

/** Shapes of the results, found by running on names; what the function closes over must not be traced. */
export function abstractOf(name: string, f: LeafFunction, inputs: readonly Aval[]): readonly Aval[] {
  const { graph, captured } = capture((...xs) => f(xs), inputs, name);
  if (captured.some((c) => interpreterOf(c) !== null)) throw closedOver(name);
  return graph.outputs.map((o) => graph.avals[o]);
}

export const closedOver = (name: string): TransformError =>
  new TransformError(
    `${name}: its function uses a traced value that is not among its arguments`,
    'pass that value as an argument, so that the rule can say its derivative',
  );

/** `f` mapped over the leading axis of those inputs that have one. */
export const mapped =
  (f: LeafFunction, batched: readonly boolean[]): LeafFunction =>
  (xs) =>
    vmap<Tensor[], Tensor[]>((...ys) => f(ys) as Tensor[], { in: batched.map((b) => (b ? 0 : null)) })(...(xs as Tensor[]));
