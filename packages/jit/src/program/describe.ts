/** The graph as its program runs it: one node for each loop, `fused(mul add …)`, with the reductions of what it computes. */
import type { Graph, GraphNode, Tensor } from '@adjoint/tensor';
import { loopOperations } from './loop-operations.ts';
import { lower } from './lower.ts';
import { residentsOf } from './residents.ts';
import { schedule } from './schedule.ts';
import { streamLoops } from './stream-loops.ts';
import { isViewPrimitive } from './view.ts';

export function describe(graph: Graph, captured: readonly Tensor[], given: readonly boolean[]): Graph {
  const kept = new Set(residentsOf(graph, given).map((r) => r.input));
  const views = new Map(graph.nodes.flatMap((n) => (isViewPrimitive(n.primitive) ? [[n.outputs[0], n] as const] : [])));
  const reduced = new Map<GraphNode, readonly GraphNode[]>();
  for (const o of streamLoops(lower(graph, captured, kept), graph.outputs, kept).operations)
    if (o.kind === 'stream')
      reduced.set(
        o.nodes[0],
        o.reductions.map((r) => r.node),
      );
  const inside = new Set([...reduced.values()].flat());
  const nodes: GraphNode[] = [];
  const shown = new Set<number>();
  const show = (vs: readonly number[]): void => {
    for (const v of vs) {
      const n = views.get(v);
      if (n === undefined || shown.has(v)) continue;
      shown.add(v);
      show(n.inputs);
      nodes.push(n);
    }
  };
  for (const u of schedule(graph, loopOperations())) {
    const own = u.kind === 'node' ? [u.node] : u.nodes;
    if (u.kind === 'node' && inside.has(u.node)) continue;
    const all = [...own, ...(reduced.get(own[0]) ?? [])];
    if (all.length === 1) {
      show(own[0].inputs);
      nodes.push(own[0]);
      continue;
    }
    const made = new Set(all.flatMap((n) => n.outputs));
    const inputs = [...new Set(own.flatMap((n) => n.inputs))].filter((v) => !made.has(v));
    const read = (v: number): boolean =>
      graph.outputs.includes(v) ||
      graph.nodes.some((n) => n.inputs.includes(v) && !all.includes(n) && (!isViewPrimitive(n.primitive) || read(n.outputs[0])));
    show(inputs);
    nodes.push({
      primitive: { ...own[0].primitive, name: `fused(${all.map((n) => n.primitive.name).join(' ')})` },
      params: undefined,
      inputs,
      outputs: [...made].filter(read),
    });
  }
  show(graph.outputs);
  return { ...graph, nodes };
}
