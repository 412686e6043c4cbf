import { bind } from '../core/bind.ts';
import type { Tensor } from '../core/tensor.ts';
import type { Graph } from './graph.ts';

/** Applies a graph to tensors of any kind, primitive by primitive. */
export function replay(graph: Graph, inputs: readonly Tensor[], captured: readonly Tensor[]): readonly Tensor[] {
  const values = new Array<Tensor>(graph.avals.length);
  graph.inputs.forEach((v, i) => {
    values[v] = inputs[i];
  });
  graph.captured.forEach((v, i) => {
    values[v] = captured[i];
  });
  for (const n of graph.nodes) {
    const results = bind(
      n.primitive,
      n.inputs.map((v) => values[v]),
      n.params,
    );
    n.outputs.forEach((v, i) => {
      values[v] = results[i];
    });
  }
  return graph.outputs.map((v) => values[v]);
}
