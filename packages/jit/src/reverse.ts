/**
 * The reverse derivative of a graph as two programs: one gives the values and what the sweep needs of them, the other
 * is the sweep. Both come from one capture of values and sweep together, cut where cotangents come in.
 */
import {
  type Graph,
  type GraphNode,
  type Maybe,
  type Tensor,
  TransformError,
  bind,
  capture,
  interpreterOf,
  isAdjointError,
  isFloat,
  sumTo,
} from '@adjoint/tensor';
import { type Call, makeCall } from './call.ts';
import { isViewPrimitive } from './program/view.ts';

export interface Reverse {
  readonly forward: Call;
  /** Gradients of the inputs asked for, from all inputs, the residuals and the cotangents of the float outputs. */
  backward(asked: readonly number[]): Call;
  /** What the captured rules close over: further inputs of both. */
  readonly constants: readonly Tensor[];
  /** Inputs that have a gradient. */
  readonly kept: readonly number[];
}

interface Recorded {
  readonly node: GraphNode;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** Values of the graph, and the cotangents of its inputs; rules are applied one after the other, last node first. */
function sweep(
  graph: Graph,
  xs: readonly Tensor[],
  cotangents: readonly Tensor[],
): { readonly values: readonly Tensor[]; readonly gradients: readonly Maybe[] } {
  const values = new Array<Tensor>(graph.avals.length);
  const cts = new Array<Maybe>(graph.avals.length).fill(null);
  const sources = [...graph.inputs, ...graph.captured];
  const recorded: Recorded[] = [];
  sources.forEach((v, i) => {
    values[v] = xs[i];
  });
  const varies = new Set(sources.filter((v) => isFloat(graph.avals[v].dtype)));
  for (const node of graph.nodes) {
    const { primitive: p, params } = node;
    const inputs = node.inputs.map((v) => values[v]);
    const differentiated = !p.detached && node.inputs.some((v) => varies.has(v));
    const r = differentiated ? p.residuals?.(inputs, params) : undefined;
    const outputs = r?.outputs ?? bind(p, inputs, params);
    node.outputs.forEach((v, i) => {
      values[v] = outputs[i];
      if (differentiated && isFloat(graph.avals[v].dtype)) varies.add(v);
    });
    if (differentiated) recorded.push({ node, inputs, outputs: r === undefined ? outputs : [...outputs, ...r.residuals] });
  }
  const give = (v: number, ct: Tensor): void => {
    const before = cts[v];
    cts[v] = before === null ? ct : before.add(ct);
  };
  graph.outputs
    .filter((v) => isFloat(graph.avals[v].dtype))
    .forEach((v, i) => {
      if (varies.has(v)) give(v, cotangents[i]);
    });
  for (const { node, inputs, outputs } of recorded.reverse()) {
    const { primitive: p, params } = node;
    const ct = node.outputs.map((v) => cts[v]);
    if (ct.every((c) => c === null)) continue;
    if (p.vjp === undefined) throw new TransformError(`jit: ${p.name} has no rule to capture`, 'its derivative runs node by node');
    const back = p.vjp(
      ct,
      inputs,
      outputs,
      params,
      node.inputs.map((v) => (varies.has(v) ? node : null)),
    );
    node.inputs.forEach((v, i) => {
      const g = back[i];
      if (varies.has(v) && g) give(v, p.broadcasts ? sumTo(g, graph.avals[v].shape) : g);
    });
  }
  return { values: graph.outputs.map((v) => values[v]), gradients: sources.map((v) => cts[v]) };
}

export function reverseOf(graph: Graph): Reverse | null {
  const sources = [...graph.inputs, ...graph.captured];
  const m = sources.length;
  const n = graph.outputs.length;
  const kept: number[] = [];
  let joint: ReturnType<typeof capture>;
  try {
    joint = capture(
      (...xs) => {
        const { values, gradients } = sweep(graph, xs.slice(0, m), xs.slice(m));
        const given = gradients.flatMap((g, i) => {
          if (g === null) return [];
          kept.push(i);
          return [g];
        });
        return [...values, ...given];
      },
      [...sources, ...graph.outputs.filter((v) => isFloat(graph.avals[v].dtype))].map((v) => graph.avals[v]),
      'jit',
    );
  } catch (e) {
    if (isAdjointError(e)) return null;
    throw e;
  }
  const { graph: all, captured: constants } = joint;
  if (constants.some((c) => interpreterOf(c) !== null)) return null;
  const ins = all.inputs.slice(0, m);
  const cts = all.inputs.slice(m);
  const late = new Set(cts);
  const after: GraphNode[] = [];
  const before: GraphNode[] = [];
  for (const node of all.nodes) {
    const waits = node.inputs.some((v) => late.has(v));
    (waits ? after : before).push(node);
    if (waits) for (const o of node.outputs) late.add(o);
  }
  const maker = new Map(before.flatMap((b) => b.outputs.map((o) => [o, b] as const)));
  const residuals = new Set<number>();
  const again = new Set<GraphNode>();
  /** A value of the first program that the second one reads: kept, or seen again where only its shape was changed. */
  const need = (v: number): void => {
    const b = maker.get(v);
    if (b === undefined) return;
    if (!isViewPrimitive(b.primitive)) {
      residuals.add(v);
      return;
    }
    again.add(b);
    b.inputs.forEach(need);
  };
  for (const a of after) a.inputs.forEach(need);
  const gradients = all.outputs.slice(n);
  const programs = new Map<string, Call>();
  const known = [...residuals];
  gradients.forEach(need);
  for (const r of residuals) if (!known.includes(r)) known.push(r);
  const nodes = [...before.filter((b) => again.has(b)), ...after];
  return {
    constants,
    kept,
    forward: makeCall({ ...all, inputs: ins, nodes: before, outputs: [...all.outputs.slice(0, n), ...known] }, constants),
    backward(asked) {
      const key = asked.join();
      const made =
        programs.get(key) ??
        makeCall({ ...all, inputs: [...ins, ...known, ...cts], nodes, outputs: asked.map((i) => gradients[kept.indexOf(i)]) }, constants);
      programs.set(key, made);
      return made;
    },
  };
}
