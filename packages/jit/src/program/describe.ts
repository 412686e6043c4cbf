/** The graph as its program runs it: one node for each loop, `fused(mul add …)`, in the order of the program. */
import type { Graph, GraphNode } from '@adjoint/tensor';
import { loopOperations } from './loop-operations.ts';
import { schedule } from './schedule.ts';
import { isViewPrimitive } from './view.ts';

export function describe(graph: Graph): Graph {
  const views = new Map(graph.nodes.flatMap((n) => (isViewPrimitive(n.primitive) ? [[n.outputs[0], n] as const] : [])));
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
    if (u.kind === 'node' || u.nodes.length === 1) {
      const n = u.kind === 'node' ? u.node : u.nodes[0];
      show(n.inputs);
      nodes.push(n);
      continue;
    }
    const made = new Set(u.nodes.flatMap((n) => n.outputs));
    const inputs = [...new Set(u.nodes.flatMap((n) => n.inputs))].filter((v) => !made.has(v));
    const outputs = [...made].filter(
      (v) => graph.outputs.includes(v) || graph.nodes.some((n) => n.inputs.includes(v) && !u.nodes.includes(n)),
    );
    show(inputs);
    nodes.push({
      primitive: { ...u.nodes[0].primitive, name: `fused(${u.nodes.map((n) => n.primitive.name).join(' ')})` },
      params: undefined,
      inputs,
      outputs,
    });
  }
  show(graph.outputs);
  return { ...graph, nodes };
}
