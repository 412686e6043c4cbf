/** (AB)ᵀ = BᵀAᵀ where only the transpose is used: kernels take transposed factors as they lie, but a transposed result must be copied. */
import { type Graph, type GraphNode, primitives } from '@adjoint/tensor';

const swapsLast = (order: readonly number[]): boolean => order.every((o, i) => o === (i < order.length - 2 ? i : 2 * order.length - 3 - i));

export function transposeProducts(graph: Graph): Graph {
  const maker = new Map<number, GraphNode>();
  const readers = new Map<number, number>();
  const avals = [...graph.avals];
  const nodes: GraphNode[] = [];
  for (const v of graph.outputs) readers.set(v, 2);
  for (const n of graph.nodes) for (const v of n.inputs) readers.set(v, (readers.get(v) ?? 0) + 1);
  const gone = new Set<GraphNode>();
  for (const n of graph.nodes) {
    for (const o of n.outputs) maker.set(o, n);
    const product = n.primitive === primitives.transpose ? maker.get(n.inputs[0]) : undefined;
    const order = (n.params as { readonly order?: readonly number[] } | undefined)?.order;
    if (
      product?.primitive !== primitives.matmul ||
      readers.get(n.inputs[0]) !== 1 ||
      order === undefined ||
      order.length < 2 ||
      !swapsLast(order)
    ) {
      nodes.push(n);
      continue;
    }
    const [a, b] = product.inputs;
    const turned = (v: number): number => {
      const { shape, dtype } = avals[v];
      const axes = shape.map((_, i) => (i < shape.length - 2 ? i : 2 * shape.length - 3 - i));
      const o = avals.push({ shape: axes.map((d) => shape[d]), dtype }) - 1;
      nodes.push({ primitive: primitives.transpose, params: { order: axes }, inputs: [v], outputs: [o] });
      return o;
    };
    gone.add(product);
    nodes.push({ primitive: primitives.matmul, params: undefined, inputs: [turned(b), turned(a)], outputs: n.outputs });
  }
  return { ...graph, avals, nodes: nodes.filter((n) => !gone.has(n)) };
}
