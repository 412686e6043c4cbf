/** One node for equal computations: the same primitive on the same variables or numbers with the same parameters gives the same values. */
import { type Graph, type GraphNode, type Tensor, interpreterOf } from '@adjoint/tensor';

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

/** `captured` gives the values of constants: equal numbers are one variable. */
export function shareCommonSubexpressions(graph: Graph, captured: readonly Tensor[]): Graph {
  const ids = new Map<unknown, number>();
  const seen = new Map<string, GraphNode>();
  const same = new Map<number, number>();
  const nodes: GraphNode[] = [];
  const resolve = (v: number): number => same.get(v) ?? v;
  const numbers = new Map<string, number>();
  graph.captured.forEach((v, i) => {
    const x = captured[i];
    if (x === undefined || x.shape.length > 0 || interpreterOf(x) !== null) return;
    const value = x.item();
    const key = `${x.dtype} ${Object.is(value, -0) ? '-0' : value}`;
    const first = numbers.get(key);
    if (first === undefined) numbers.set(key, v);
    else same.set(v, first);
  });
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
