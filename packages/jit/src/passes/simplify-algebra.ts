/**
 * Rewrites that keep every bit, NaN and −0 included: x·1, x/1, x − 0, x + (−0), −(−x), and changes of shape that cancel or chain.
 *
 * x + 0 is not among them, since −0 + 0 is 0, nor is x·0. Operations on constants alone need no rule: they run once,
 * while the function is captured.
 */
import {
  type AnyPrimitive,
  type Graph,
  type GraphNode,
  type Shape,
  type Tensor,
  interpreterOf,
  primitives,
  sameShape,
} from '@adjoint/tensor';

/** The graph without what leaves its operand unchanged; `captured` gives the values of constants. */
export function simplifyAlgebra(graph: Graph, captured: readonly Tensor[]): Graph {
  const { mul: MUL, div: DIV, sub: SUB, add: ADD, neg: NEG, reshape: RESHAPE, transpose: TRANSPOSE } = primitives;
  const same = new Map<number, number>();
  const maker = new Map<number, GraphNode>();
  const nodes: GraphNode[] = [];
  const resolve = (v: number): number => same.get(v) ?? v;
  const constants = new Map(graph.captured.map((v, i) => [v, captured[i]]));
  const isScalar = (v: number, value: number): boolean => {
    const x = constants.get(v);
    return x !== undefined && x.shape.length === 0 && interpreterOf(x) === null && Object.is(x.item(), value);
  };
  const madeBy = (v: number, p: AnyPrimitive): GraphNode | undefined => (maker.get(v)?.primitive === p ? maker.get(v) : undefined);
  /** The variable that equals the node's output, if there is one. */
  const equivalent = ({ primitive, inputs: [x, y], params }: GraphNode): number | undefined => {
    switch (primitive) {
      case MUL:
        return isScalar(y, 1) ? x : isScalar(x, 1) ? y : undefined;
      case DIV:
        return isScalar(y, 1) ? x : undefined;
      case SUB:
        return isScalar(y, 0) ? x : undefined;
      case ADD:
        return isScalar(y, -0) ? x : isScalar(x, -0) ? y : undefined;
      case NEG:
        return madeBy(x, NEG)?.inputs[0];
      case RESHAPE:
        return x;
      case TRANSPOSE:
        return orderOf(params).every((o, i) => o === i) ? x : undefined;
      default:
        return undefined;
    }
  };
  for (const { primitive, params, inputs, outputs } of graph.nodes) {
    let n: GraphNode = { primitive, params, inputs: inputs.map(resolve), outputs };
    const before = primitive === RESHAPE || primitive === TRANSPOSE ? madeBy(n.inputs[0], primitive) : undefined;
    if (before !== undefined)
      n = {
        ...n,
        inputs: before.inputs,
        params: primitive === RESHAPE ? params : { order: orderOf(params).map((o) => orderOf(before.params)[o]) },
      };
    const known = equivalent(n);
    const { avals } = graph;
    if (known !== undefined && sameShape(avals[known].shape, avals[outputs[0]].shape) && avals[known].dtype === avals[outputs[0]].dtype)
      same.set(outputs[0], known);
    else {
      for (const o of outputs) maker.set(o, n);
      nodes.push(n);
    }
  }
  return { ...graph, nodes, outputs: graph.outputs.map(resolve) };
}

const orderOf = (params: unknown): Shape => (params as { readonly order: Shape }).order;
