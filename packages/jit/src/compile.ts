/**
 * A graph as a program: simplified and fused once, then run node by node in an array of slots, each emptied after its
 * last use so that intermediate values can be collected. Every pass keeps the bits of the separate operations.
 */
import { type Fuser, createFuser } from '@adjoint/kernels/wasm';
import { type DenseTensor, type Graph, type Tensor } from '@adjoint/tensor';
import { fuseElementwise } from './fusion/fuse-elementwise.ts';
import { shareCommonSubexpressions } from './passes/common-subexpressions.ts';
import { dropDeadCode } from './passes/dead-code.ts';
import { simplifyAlgebra } from './passes/simplify-algebra.ts';

export type Program = (inputs: readonly DenseTensor[], captured: readonly Tensor[]) => readonly Tensor[];

/** The graph as it will run; `captured` are the tensors that the function closed over. */
export function optimize(graph: Graph, captured: readonly Tensor[]): Graph {
  let fuser: Fuser | undefined;
  return fuseElementwise(dropDeadCode(shareCommonSubexpressions(simplifyAlgebra(graph, captured))), () => fuser ??= createFuser({ deterministic: true }));
}

/** For each node the variables that nothing after it reads. */
function lastUses(graph: Graph): readonly (readonly number[])[] {
  const kept = new Set(graph.outputs), ends: number[][] = graph.nodes.map(() => []);
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    for (const v of [...graph.nodes[k].inputs, ...graph.nodes[k].outputs]) if (!kept.has(v)) { kept.add(v); ends[k].push(v); }
  }
  return ends;
}

/** The program of an optimized graph. */
export function compile(graph: Graph): Program {
  const ends = lastUses(graph);
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
