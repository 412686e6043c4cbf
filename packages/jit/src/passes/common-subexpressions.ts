/** One node for equal computations: the same primitive on the same variables with the same parameters gives the same values. */
import type { Graph, GraphNode } from '@adjoint/tensor';

/** Parameters as text; null when they hold more than data, which cannot be compared. */
function textOf(params: unknown): string | null {
  let plain = true;
  const text = JSON.stringify(params, (_key, value: unknown) => {
    if (
      typeof value === 'function' ||
      (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype)
    )
      plain = false;
    return value === undefined ? '__undefined' : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  }) as string | undefined;
  return plain ? (text ?? 'undefined') : null;
}

export function shareCommonSubexpressions(graph: Graph): Graph {
  const ids = new Map<unknown, number>();
  const seen = new Map<string, GraphNode>();
  const same = new Map<number, number>();
  const nodes: GraphNode[] = [];
  const resolve = (v: number): number => same.get(v) ?? v;
  for (const n of graph.nodes) {
    const inputs = n.inputs.map(resolve);
    const params = textOf(n.params);
    if (!ids.has(n.primitive)) ids.set(n.primitive, ids.size);
    const key = params === null ? null : `${ids.get(n.primitive)}|${inputs.join()}|${params}`;
    const first = key === null ? undefined : seen.get(key);
    if (first !== undefined) {
      n.outputs.forEach((o, i) => same.set(o, first.outputs[i]));
      continue;
    }
    const node = { ...n, inputs };
    if (key !== null) seen.set(key, node);
    nodes.push(node);
  }
  return { ...graph, nodes, outputs: graph.outputs.map(resolve) };
}
