/**
 * Chains of elementwise operations become one node each: no array between them is ever made.
 *
 * A group grows from its last node to every producer of the same shape all of whose readers are in the group. float64
 * only: there a fused pass gives the bits of the separate ones, whereas float32 rounds after each.
 */
import type { Expression, Fuser } from '@adjoint/kernels/wasm';
import { type AnyPrimitive, type Graph, type GraphNode, sameShape, sizeOf } from '@adjoint/tensor';
import { type Build, fusiblePrimitives } from './fusible.ts';
import { type Fused, fusedPrimitive } from './fused-primitive.ts';

/** Below this many elements a pass costs more to enter than it saves. */
export const SMALLEST = 64;
/** A longer chain is several passes: the compiled code of each stays small, and its operands near. */
const LONGEST = 32;

export function fuseElementwise(graph: Graph, makeFuser: () => Fuser): Graph {
  const builds = fusiblePrimitives(), makers = new Map<number, number>(), readers = graph.avals.map(() => [] as number[]), kept = new Set(graph.outputs);
  graph.nodes.forEach((n, k) => {
    for (const o of n.outputs) makers.set(o, k);
    for (const v of n.inputs) readers[v].push(k);
  });
  const fusible = (n: GraphNode): boolean => builds.has(n.primitive) && graph.avals[n.outputs[0]].dtype === 'float64' && sizeOf(graph.avals[n.outputs[0]].shape) >= SMALLEST;
  const taken = new Set<number>(), replaced = new Map<number, GraphNode>();
  for (let root = graph.nodes.length - 1; root >= 0; root--) {
    if (taken.has(root) || !fusible(graph.nodes[root])) continue;
    const group = new Set([root]), { shape } = graph.avals[graph.nodes[root].outputs[0]];
    // Producers come before their readers, so one sweep downwards has seen all readers of a candidate.
    for (let k = root - 1; k >= 0 && group.size < LONGEST; k--) {
      const n = graph.nodes[k], [o] = n.outputs;
      if (!taken.has(k) && fusible(n) && !kept.has(o) && sameShape(graph.avals[o].shape, shape) && readers[o].length > 0 && readers[o].every((r) => group.has(r))) group.add(k);
    }
    if (group.size < 2) continue;
    for (const k of group) taken.add(k);
    replaced.set(root, fusedNode(graph, group, root, builds, makers, makeFuser()));
  }
  return { ...graph, nodes: graph.nodes.flatMap((n, k) => replaced.get(k) ?? (taken.has(k) ? [] : n)) };
}

function fusedNode(graph: Graph, group: ReadonlySet<number>, root: number, builds: ReadonlyMap<AnyPrimitive, Build>, makers: ReadonlyMap<number, number>, fuse: Fuser): GraphNode {
  const expressions = new Map<number, Expression>(), inputs: number[] = [];
  const operand = (v: number): Expression => {
    const known = expressions.get(v), maker = makers.get(v);
    if (known !== undefined) return known;
    const e: Expression = maker !== undefined && group.has(maker)
      ? builds.get(graph.nodes[maker].primitive)!(...graph.nodes[maker].inputs.map(operand))
      : { op: 'input', index: inputs.push(v) - 1 };
    expressions.set(v, e);
    return e;
  };
  const { outputs } = graph.nodes[root], expression = operand(outputs[0]);
  const names = [...group].sort((a, b) => a - b).map((k) => graph.nodes[k].primitive.name);
  const params: Fused = { expression, shape: graph.avals[outputs[0]].shape, steps: inputs.map((v) => graph.avals[v].shape.length === 0 ? 0 : 1) };
  return { primitive: fusedPrimitive(names, fuse), params, inputs, outputs };
}
