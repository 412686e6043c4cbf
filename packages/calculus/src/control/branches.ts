/** What recorded control flow has in common: captured parts, conditions that can or cannot be read. */
import {
  type Aval,
  DTypeError,
  type Graph,
  ShapeError,
  type Tensor,
  TransformError,
  type TreeDef,
  capture,
  interpreterOf,
  isTensor,
  leafPaths,
  replay,
  sameShape,
  sameStructure,
  showShape,
} from '@adjoint/tensor';
import { type LeafFunction } from '../custom/leaf-functions.ts';

/** A captured function of leaves whose closure comes as further inputs. */
export interface Part {
  readonly graph: Graph;
  readonly captured: readonly Tensor[];
}

export function capturePart(f: LeafFunction, inputs: readonly Aval[], kind: string): Part {
  const { graph, captured } = capture((...xs) => f(xs), inputs, kind);
  const needed = new Set(graph.outputs);
  const nodes = graph.nodes
    .toReversed()
    .filter((n) => {
      const keep = n.outputs.some((o) => needed.has(o));
      if (keep) for (const v of n.inputs) needed.add(v);
      return keep;
    })
    .reverse();
  return { graph: { ...graph, nodes }, captured };
}
export const runPart = (graph: Graph, inputs: readonly Tensor[], captured: readonly Tensor[]): readonly Tensor[] =>
  replay(graph, inputs, captured);
export const outputAvals = (graph: Graph): readonly Aval[] => graph.outputs.map((o) => graph.avals[o]);

/** Whether an ordinary branch can be taken on this value. */
export const readable = (c: Tensor): boolean => interpreterOf(c) === null;

export function requireCondition(name: string, c: unknown): Tensor {
  if (!isTensor(c))
    throw new TransformError(
      `${name}: the condition is ${typeof c === 'object' ? 'an object' : `a ${typeof c}`}`,
      'return a bool tensor of shape [], e.g. x.less(1)',
    );
  if (c.dtype !== 'bool') throw new DTypeError(`${name}: the condition has dtype ${c.dtype}`, 'compare first, e.g. x.greater(0)');
  if (c.rank !== 0)
    throw new ShapeError(`${name}: the condition has shape ${showShape(c.shape)}`, 'reduce it to one value with all() or any()');
  return c;
}

/** Two results that stand for one another need one structure, with equal shapes and dtypes. */
export function requireSame(
  name: string,
  what: readonly [string, string],
  a: { readonly def: TreeDef; readonly avals: readonly Aval[] },
  b: { readonly def: TreeDef; readonly avals: readonly Aval[] },
): void {
  if (!sameStructure(a.def, b.def)) {
    throw new TransformError(
      `${name}: ${what[0]} has the leaves ${leafPaths(a.def, 'tree').join(', ') || 'none'}, ${what[1]} has ${leafPaths(b.def, 'tree').join(', ') || 'none'}`,
      'both must have the same structure',
    );
  }
  a.avals.forEach((x, i) => {
    const y = b.avals[i];
    if (x.dtype !== y.dtype || !sameShape(x.shape, y.shape)) {
      throw new ShapeError(
        `${name}: ${leafPaths(a.def, 'tree')[i]} is ${x.dtype} ${showShape(x.shape)} in ${what[0]} and ${y.dtype} ${showShape(y.shape)} in ${what[1]}`,
        'both must have the same shape and dtype; convert with astype or broadcastTo',
      );
    }
  });
}
