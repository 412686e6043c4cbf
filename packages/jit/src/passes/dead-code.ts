import type { Graph } from '@adjoint/tensor';

/** The nodes that an output needs, in order. */
export function dropDeadCode(graph: Graph): Graph {
  const live = new Set(graph.outputs);
  const nodes = [...graph.nodes]
    .reverse()
    .filter((n) => {
      if (!n.outputs.some((o) => live.has(o))) return false;
      n.inputs.forEach((i) => live.add(i));
      return true;
    })
    .reverse();
  return { ...graph, nodes };
}
