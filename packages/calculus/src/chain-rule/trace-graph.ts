/**
 * The chain rule as data: the graph of a computation with its values, a local partial on every edge, and three ways to
 * the same derivative.
 *
 *   dy/dx = Σ over paths from x to y of Π of the partials along the path
 *
 * Forward mode sums from the inputs, reverse mode from the outputs. With n inputs and m outputs every edge costs
 * nnz(partial)·n multiplications forward and nnz(partial)·m in reverse.
 *
 * Bauer (1974), "Computational graphs and rounding error"; Griewank and Walther (2008), chapters 2 and 3.
 */
import {
  ArgumentError,
  type Graph,
  type GraphNode,
  type Tensor,
  type TensorLike,
  asTensor,
  bind,
  capture,
  eye,
  isFloat,
  isTensor,
  TransformError,
  zeros,
} from '@adjoint/tensor';
import { jacobian } from '../transforms/jacobian.ts';

export interface TracedNode {
  readonly id: number;
  readonly kind: 'input' | 'constant' | 'operation';
  /** Name of the operation, or x₀, x₁ … for inputs. */
  readonly name: string;
  readonly value: Tensor;
}
export interface TracedEdge {
  readonly from: number;
  readonly to: number;
  /** ∂to/∂from as a matrix [size of to, size of from]. */
  readonly partial: Tensor;
  /** Entries that the structure of the operation allows to be nonzero. */
  readonly nonzeros: number;
}
export interface TracedPath {
  /** Node ids from the input to the output. */
  readonly nodes: readonly number[];
  /** The product of the partials along it, [size of output, size of input]. */
  readonly product: Tensor;
}
export interface TracedGraph {
  readonly nodes: readonly TracedNode[];
  readonly edges: readonly TracedEdge[];
  /** Ids of the inputs in the order of the arguments, and of the output. */
  readonly inputs: readonly number[];
  readonly output: number;
  /** Every path from input number `argument` to the output. @throws ArgumentError when there are more than `limit` (default 10,000) */
  paths(argument?: number, limit?: number): readonly TracedPath[];
  /** The sum of the products over all paths: the derivative, [size of output, size of input]. */
  pathSum(argument?: number): Tensor;
  /** The same by a sweep from the inputs, and by one from the output. */
  forward(argument?: number): Tensor;
  reverse(argument?: number): Tensor;
  /** Multiplications of either sweep for all inputs together. */
  readonly multiplications: { readonly forward: number; readonly reverse: number };
}

/**
 * Runs `f` on these arguments and keeps what happened.
 *
 * @param f a function of tensors, of one tensor result; its operations are captured, so it may not branch on values
 * @example traceGraph((x, y) => x.mul(y).add(x.sin()))(2, 3).pathSum(0).item() // 3 + cos 2
 */
export function traceGraph(f: (...xs: Tensor[]) => Tensor): (...xs: TensorLike[]) => TracedGraph {
  return (...args) => {
    const xs: Tensor[] = args.map((x) => asTensor(x));
    const { graph: program, captured } = capture((...vs) => [requireTensor(f(...vs))], xs, 'traceGraph');
    const { graph, node } = withoutReshapes(program);
    const values = valuesOf(program, xs, captured);
    const edges = edgesOf(graph, values, node);
    const incoming = new Map<number, TracedEdge[]>();
    for (const e of edges) incoming.set(e.to, [...(incoming.get(e.to) ?? []), e]);
    const output = graph.outputs[0];
    const order = [...graph.inputs, ...graph.captured, ...graph.nodes.flatMap((n) => n.outputs)];
    const sizes = values.map((v) => v.size);
    const inputOf = (argument: number): number => {
      if (graph.inputs[argument] === undefined)
        throw new ArgumentError(`traceGraph: argument ${argument} of ${xs.length}`, 'arguments are counted from 0');
      return graph.inputs[argument];
    };
    const nodes = nodesOf(graph, values);
    const into = (id: number): readonly TracedEdge[] => incoming.get(id) ?? [];

    const forward = (argument = 0): Tensor => {
      const from = inputOf(argument);
      const d = new Map<number, Tensor>([[from, eye(sizes[from])]]);
      for (const id of order) {
        for (const e of into(id)) {
          const before = d.get(e.from);
          if (before !== undefined) d.set(id, add(d.get(id), e.partial.matmul(before)));
        }
      }
      return d.get(output) ?? zeros([sizes[output], sizes[from]]);
    };
    const reverse = (argument = 0): Tensor => {
      const d = new Map<number, Tensor>([[output, eye(sizes[output])]]);
      for (const id of [...order].reverse()) {
        const after = d.get(id);
        if (after !== undefined) for (const e of into(id)) d.set(e.from, add(d.get(e.from), after.matmul(e.partial)));
      }
      return d.get(inputOf(argument)) ?? zeros([sizes[output], sizes[inputOf(argument)]]);
    };
    const paths = (argument = 0, limit = 10_000): readonly TracedPath[] => {
      const from = inputOf(argument);
      const found: TracedPath[] = [];
      const walk = (id: number, tail: readonly number[], product: Tensor): void => {
        if (id === from) {
          if (found.length === limit)
            throw new ArgumentError(
              `traceGraph: more than ${limit} paths`,
              'the number of paths grows exponentially; use forward or reverse, or a larger limit',
            );
          found.push({ nodes: [id, ...tail], product });
          return;
        }
        for (const e of into(id)) walk(e.from, [id, ...tail], product.matmul(e.partial));
      };
      walk(output, [], eye(sizes[output]));
      return found;
    };
    const cost = edges.reduce((s, e) => s + e.nonzeros, 0);
    const inputs = graph.inputs.reduce((s, i) => s + sizes[i], 0);
    return {
      nodes,
      edges,
      inputs: graph.inputs,
      output,
      paths,
      forward,
      reverse,
      pathSum: (argument = 0) =>
        paths(argument).reduce<Tensor>((s, p) => s.add(p.product), zeros([sizes[output], sizes[inputOf(argument)]])),
      multiplications: { forward: cost * inputs, reverse: cost * sizes[output] },
    };
  };
}

function requireTensor(y: unknown): Tensor {
  if (!isTensor(y))
    throw new TransformError(
      `traceGraph: the function returned ${typeof y === 'object' ? 'an object' : `a ${typeof y}`}`,
      'return one tensor',
    );
  return y;
}

/** A reshape changes no number: a variable it made belongs to the node it was made of. */
function withoutReshapes(graph: Graph): { readonly graph: Graph; readonly node: (variable: number) => number } {
  const same = new Map<number, number>();
  const node = (v: number): number => same.get(v) ?? v;
  const nodes = graph.nodes.filter((n) => {
    if (n.primitive.name !== 'reshape') return true;
    same.set(n.outputs[0], node(n.inputs[0]));
    return false;
  });
  return { graph: { ...graph, nodes, outputs: graph.outputs.map(node) }, node };
}

const add = (sum: Tensor | undefined, x: Tensor): Tensor => (sum === undefined ? x : sum.add(x));

function valuesOf(graph: Graph, inputs: readonly Tensor[], captured: readonly Tensor[]): readonly Tensor[] {
  const values = new Array<Tensor>(graph.avals.length);
  graph.inputs.forEach((v, i) => {
    values[v] = inputs[i];
  });
  graph.captured.forEach((v, i) => {
    values[v] = captured[i];
  });
  for (const n of graph.nodes)
    bind(
      n.primitive,
      n.inputs.map((v) => values[v]),
      n.params,
    ).forEach((y, i) => {
      values[n.outputs[i]] = y;
    });
  return values;
}

function nodesOf(graph: Graph, values: readonly Tensor[]): TracedNode[] {
  return [
    ...graph.inputs.map((id, i): TracedNode => ({ id, kind: 'input', name: `x${subscript(i)}`, value: values[id] })),
    ...graph.captured.map((id): TracedNode => ({
      id,
      kind: 'constant',
      name: values[id].rank === 0 ? String(values[id].item()) : 'constant',
      value: values[id],
    })),
    ...graph.nodes.flatMap((n) =>
      n.outputs.map((id): TracedNode => ({ id, kind: 'operation', name: n.primitive.name, value: values[id] })),
    ),
  ];
}
const subscript = (i: number): string => [...String(i)].map((d) => '₀₁₂₃₄₅₆₇₈₉'[Number(d)]).join('');

/** A local partial for every node that an operation reads and that varies. x·x has one edge from x, whose partial is 2x. */
function edgesOf(graph: Graph, values: readonly Tensor[], node: (variable: number) => number): TracedEdge[] {
  const varies = new Set(graph.inputs);
  const edges: TracedEdge[] = [];
  for (const n of graph.nodes) {
    if (n.primitive.detached) continue;
    const sources = new Set(n.inputs.map(node).filter((v) => varies.has(v) && isFloat(values[v].dtype)));
    for (const from of sources)
      n.outputs.forEach((to, k) => {
        if (isFloat(values[to].dtype)) edges.push(edge(n, values, node, from, to, k));
      });
    if (sources.size > 0) n.outputs.forEach((v) => varies.add(v));
  }
  return edges;
}

function edge(
  n: GraphNode,
  values: readonly Tensor[],
  node: (variable: number) => number,
  from: number,
  to: number,
  output: number,
): TracedEdge {
  const local = (x: Tensor): Tensor =>
    bind(
      n.primitive,
      n.inputs.map((v) => (node(v) === from ? x.reshape(values[v].shape) : values[v])),
      n.params,
    )[output];
  const partial = jacobian(local)(values[from]).reshape([values[to].size, values[from].size]);
  return { from, to, partial, nonzeros: n.primitive.broadcasts ? values[to].size : values[to].size * values[from].size };
}
