/**
 * relu(AB·s + b) as one product: what a kernel of products does to each element before it leaves it.
 *
 * Only where nothing else reads what lies between, and where the result does not go on into a loop of its own shape:
 * there the steps cost nothing. The mask z > 0 of the derivative of relu(z) is read from its result, relu(z) > 0.
 */
import {
  type Graph,
  type GraphNode,
  type Shape,
  type Tensor,
  interpreterOf,
  isFloat,
  primitives,
  sameShape,
  sizeOf,
} from '@adjoint/tensor';
import { loopOperations, precisionOf } from '../program/loop-operations.ts';
import { type Along, type Epilogue, productPrimitive } from '../program/product.ts';

/** `captured` gives the values of constants. */
export function fuseEpilogues(before: Graph, captured: readonly Tensor[]): Graph {
  if (!before.nodes.some((n) => n.primitive === primitives.matmul)) return before;
  const graph = masksFromResults(before, captured);
  const { nodes, avals } = graph;
  const readers = avals.map(() => [] as GraphNode[]);
  const maker = new Map<number, GraphNode>();
  for (const n of nodes) {
    for (const v of n.inputs) readers[v].push(n);
    for (const o of n.outputs) maker.set(o, n);
  }
  const shown = new Set(graph.outputs);
  const table = loopOperations();
  const inLoop = (n: GraphNode, shape: Shape): boolean =>
    precisionOf(n, avals, table) !== null && sameShape(avals[n.outputs[0]].shape, shape);
  const fused = new Map<GraphNode, GraphNode>();
  const gone = new Set<GraphNode>();
  for (const product of nodes) {
    const { shape, dtype } = avals[product.outputs[0]];
    if (product.primitive !== primitives.matmul || !isFloat(dtype) || sizeOf(shape) === 0) continue;
    const vectors: number[] = [];
    const steps: GraphNode[] = [];
    let along: Along | null = null;
    let at = product.outputs[0];
    /** The other operand of a step, if it repeats along one axis as those before it do. */
    const takes = (n: GraphNode): boolean => {
      const other = seenThrough(n.inputs[0] === at ? n.inputs[1] : n.inputs[0], maker);
      const way = alongOf(avals[other].shape, shape);
      if (avals[other].dtype !== dtype || way === null || (way !== 'any' && along !== null && along !== way)) return false;
      if (way !== 'any') along = way;
      vectors.push(other);
      return true;
    };
    const done = { mul: false, add: false, relu: false };
    for (;;) {
      const next: GraphNode | undefined = shown.has(at) || readers[at].length !== 1 ? undefined : readers[at][0];
      if (next === undefined || gone.has(next) || done.relu || !sameShape(avals[next.outputs[0]].shape, shape)) break;
      if (next.primitive === primitives.mul && !done.mul && !done.add && takes(next)) done.mul = true;
      else if (next.primitive === primitives.add && !done.add && takes(next)) done.add = true;
      else if (next.primitive === primitives.relu) done.relu = true;
      else break;
      steps.push(next);
      [at] = next.outputs;
    }
    if (steps.length === 0 || (!shown.has(at) && readers[at].every((r) => inLoop(r, shape)))) continue;
    const params: Epilogue = { along: along ?? 'columns', scaled: done.mul, biased: done.add, relu: done.relu };
    for (const n of [product, ...steps]) gone.add(n);
    fused.set(steps[steps.length - 1], {
      primitive: productPrimitive(params),
      params,
      inputs: [...product.inputs, ...vectors],
      outputs: [at],
    });
  }
  return fused.size === 0 ? graph : { ...graph, nodes: nodes.flatMap((n) => fused.get(n) ?? (gone.has(n) ? [] : [n])) };
}

/** The variable that was only repeated. */
function seenThrough(v: number, maker: ReadonlyMap<number, GraphNode>): number {
  const n = maker.get(v);
  return n?.primitive === primitives.broadcastTo ? seenThrough(n.inputs[0], maker) : v;
}

/** How a smaller shape repeats in a matrix; null where it has entries along more than one axis. */
function alongOf(small: Shape, large: Shape): Along | 'any' | null {
  const rank = small.length;
  if (rank > large.length) return null;
  const long = small.map((n, d) => (n === 1 ? -1 : rank - d)).filter((d) => d > 0);
  if (long.length === 0) return 'any';
  if (long.length > 1) return null;
  // entries along the rows of many matrices would be one vector for each: they stay apart
  return long[0] === 1 ? 'columns' : long[0] === 2 && large.length === 2 ? 'rows' : null;
}

function masksFromResults(graph: Graph, captured: readonly Tensor[]): Graph {
  const zeros = new Set(
    graph.captured.filter((_, i) => interpreterOf(captured[i]) === null && captured[i].shape.length === 0 && captured[i].item() === 0),
  );
  const results = new Map<number, number>();
  const nodes = graph.nodes.map((n) => {
    if (n.primitive === primitives.relu) results.set(n.inputs[0], n.outputs[0]);
    const result = n.primitive === primitives.greater && zeros.has(n.inputs[1]) ? results.get(n.inputs[0]) : undefined;
    return result === undefined ? n : { ...n, inputs: [result, n.inputs[1]] };
  });
  return { ...graph, nodes };
}
