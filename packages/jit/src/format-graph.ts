import { type Graph, showShape } from '@adjoint/tensor';

/** A graph as text, one line for each node: `v5 [3] float64 = mul v1 v2`. */
export function formatGraph(graph: Graph): string {
  const type = (v: number): string => `${showShape(graph.avals[v].shape)} ${graph.avals[v].dtype}`;
  return [
    ...graph.inputs.map((v) => `v${v} ${type(v)} = input`),
    ...graph.captured.map((v) => `v${v} ${type(v)} = captured`),
    ...graph.nodes.map(
      (n) => `${n.outputs.map((v) => `v${v} ${type(v)}`).join(', ')} = ${n.primitive.name}${n.inputs.map((v) => ` v${v}`).join('')}`,
    ),
    `return ${graph.outputs.map((v) => `v${v}`).join(', ')}`,
  ].join('\n');
}
