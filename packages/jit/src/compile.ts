/**
 * A graph as a program: simplified once, then run node by node in an array of slots, each emptied after its last use so
 * that intermediate values can be collected.
 */
import { type DenseTensor, type Graph, type Tensor } from '@adjoint/tensor';
import { shareCommonSubexpressions } from './passes/common-subexpressions.ts';
import { dropDeadCode } from './passes/dead-code.ts';

export type Program = (inputs: readonly DenseTensor[], captured: readonly Tensor[]) => readonly Tensor[];

export const simplify = (graph: Graph): Graph => dropDeadCode(shareCommonSubexpressions(graph));

/** For each node the variables that nothing after it reads. */
function lastUses(graph: Graph): readonly (readonly number[])[] {
  const kept = new Set(graph.outputs), ends: number[][] = graph.nodes.map(() => []);
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    for (const v of [...graph.nodes[k].inputs, ...graph.nodes[k].outputs]) if (!kept.has(v)) { kept.add(v); ends[k].push(v); }
  }
  return ends;
}

/** The program of a graph whose inputs are dense. */
export function compile(source: Graph): Program {
  const graph = simplify(source), ends = lastUses(graph);
  return (inputs, captured) => {
    const slots = new Array<Tensor | undefined>(graph.avals.length);
    graph.inputs.forEach((v, i) => { slots[v] = inputs[i]; });
    graph.captured.forEach((v, i) => { slots[v] = captured[i]; });
    graph.nodes.forEach((n, k) => {
      n.primitive.evaluate(n.inputs.map((v) => slots[v] as DenseTensor), n.params).forEach((y, i) => { slots[n.outputs[i]] = y; });
      for (const v of ends[k]) slots[v] = undefined;
    });
    return graph.outputs.map((v) => slots[v]!);
  };
}
