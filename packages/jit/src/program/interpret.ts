/** A graph run node by node, each variable dropped after its last use so that it can be collected. */
import type { DenseTensor, Graph, GraphRunner, Tensor } from '@adjoint/tensor';
import { evaluateNode } from './evaluate-node.ts';
import type { Program } from './program.ts';

/** For each node the variables that nothing after it reads. */
function lastUses(graph: Graph): readonly (readonly number[])[] {
  const kept = new Set(graph.outputs);
  const ends: number[][] = graph.nodes.map(() => []);
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    for (const v of [...graph.nodes[k].inputs, ...graph.nodes[k].outputs])
      if (!kept.has(v)) {
        kept.add(v);
        ends[k].push(v);
      }
  }
  return ends;
}

export function interpret(graph: Graph, inner: GraphRunner): Program {
  const ends = lastUses(graph);
  return {
    busy: () => false,
    run: (inputs, captured) => {
      const slots = new Array<Tensor | undefined>(graph.avals.length);
      graph.inputs.forEach((v, i) => {
        slots[v] = inputs[i];
      });
      graph.captured.forEach((v, i) => {
        slots[v] = captured[i];
      });
      graph.nodes.forEach((n, k) => {
        evaluateNode(
          n.primitive,
          n.inputs.map((v) => slots[v] as DenseTensor),
          n.params,
          inner,
          n.outputs[0],
        ).forEach((y, i) => {
          slots[n.outputs[i]] = y;
        });
        for (const v of ends[k]) slots[v] = undefined;
      });
      return graph.outputs.map((v) => slots[v]!);
    },
  };
}
