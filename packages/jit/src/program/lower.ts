/**
 * A graph as operations on one memory: loops, products, reductions and copies, and tensors for what only the
 * primitives themselves can do. Nothing is placed yet.
 */
import type { LoopStep } from '@adjoint/kernels/wasm';
import type { DenseTensor } from '@adjoint/tensor';
import {
  type AnyPrimitive,
  type Graph,
  type GraphNode,
  type Tensor,
  interpreterOf,
  isFloat,
  primitives,
  sizeOf,
  stridesOf,
} from '@adjoint/tensor';
import { type Emit, loopOperations } from './loop-operations.ts';
import { mapOperations } from './map-operations.ts';
import { mergeProducts } from './merge-products.ts';
import type { Factor, Finish, Operation } from './operation.ts';
import { type Epilogue, epilogueOf } from './product.ts';
import { type LoopUnit, schedule } from './schedule.ts';
import { type View, broadcastView, innerStride, isPacked, isViewPrimitive, matrixView, viewThrough, wholeOf } from './view.ts';

export interface Lowered {
  readonly operations: readonly Operation[];
  readonly views: ReadonlyMap<number, View>;
  /** The view nodes and host nodes behind variables that exist as tensors. */
  readonly makers: ReadonlyMap<number, GraphNode>;
  /** Variables that exist as tensors, or come from such by a change of shape. */
  readonly hostable: ReadonlySet<number>;
  /** Shapes and dtypes of all roots, those of copies included. */
  readonly avals: Graph['avals'];
}

const isProduct = (n: GraphNode): boolean => n.primitive === primitives.matmul || epilogueOf(n) !== null;
const REDUCTIONS: readonly AnyPrimitive[] = [primitives.sum, primitives.prod, primitives.max, primitives.min, primitives.logSumExp];

/** The number that a constant repeats in every element. */
function repeated(x: Tensor | undefined): number | undefined {
  if (x === undefined || interpreterOf(x) !== null || x.size === 0) return undefined;
  const d = x as DenseTensor;
  const strides = d.strides ?? stridesOf(d.shape);
  return d.shape.every((n, i) => n === 1 || strides[i] === 0) ? d.storage[d.offset] : undefined;
}

/** Loops go forwards, through neighbours or one repeated element. */
const loopable = (x: View): boolean => (innerStride(x) === 0 || innerStride(x) === 1) && x.strides.every((s) => s >= 0);

/** `resident` inputs are in memory from the start, never tensors. */
export function lower(graph: Graph, captured: readonly Tensor[], resident: ReadonlySet<number> = new Set()): Lowered {
  const operations: Operation[] = [];
  const views = new Map<number, View>();
  const makers = new Map<number, GraphNode>();
  const hostable = new Set([...graph.inputs, ...graph.captured].filter((v) => !resident.has(v)));
  const avals = [...graph.avals];
  const table: ReadonlyMap<AnyPrimitive, Emit> = loopOperations();
  const constants = new Map(graph.captured.map((v, i) => [v, repeated(captured[i])]));
  const inMemory = new Set(resident);
  const copies = new Map<string, number>();
  const pending = new Map<number, View>();
  const units = schedule(graph, table);
  for (const v of [...hostable, ...resident]) views.set(v, wholeOf(v, avals[v].shape));
  for (const v of resident) operations.push({ kind: 'load', to: v });
  for (const n of graph.nodes)
    for (const o of n.outputs) {
      makers.set(o, n);
      views.set(o, wholeOf(o, avals[o].shape));
    }
  const maps = mapOperations(graph.nodes);
  const onHost = (n: GraphNode): boolean =>
    !(isProduct(n) || n.primitive === primitives.place || REDUCTIONS.includes(n.primitive) || maps.has(n.primitive)) ||
    [...n.inputs, ...n.outputs].some((v) => !isFloat(avals[v].dtype) || sizeOf(avals[v].shape) === 0);
  const looped = new Set(units.flatMap((u) => (u.kind === 'loop' ? u.nodes : [])));
  // In the order of the graph: a view follows what it shows.
  for (const n of graph.nodes) {
    const [o] = n.outputs;
    if (isViewPrimitive(n.primitive)) {
      const x = views.get(n.inputs[0])!;
      const seen = viewThrough(n.primitive, n.params, x, avals[o].shape);
      if (hostable.has(n.inputs[0])) hostable.add(o);
      if (seen === null) pending.set(o, x);
      else views.set(o, seen);
    } else if (!looped.has(n) && onHost(n)) for (const v of n.outputs) hostable.add(v);
  }
  const rootsOf = (vs: readonly number[]): number[] => vs.map((v) => views.get(v)!.root);
  const wanted = new Set(
    units.flatMap((u) =>
      u.kind === 'loop' ? u.nodes.flatMap((n) => rootsOf(n.inputs)) : isProduct(u.node) || onHost(u.node) ? [] : rootsOf(u.node.inputs),
    ),
  );
  // what two products read is brought once
  const factors = units.flatMap((u) => (u.kind === 'node' && isProduct(u.node) ? rootsOf(u.node.inputs.slice(0, 2)) : []));
  for (const r of factors) if (factors.indexOf(r) !== factors.lastIndexOf(r)) wanted.add(r);

  /** Makes sure that the root of a view lies in memory. */
  const bring = (view: View): View => {
    const { root } = view;
    const from = pending.get(root);
    if (inMemory.has(root)) return view;
    inMemory.add(root);
    if (from !== undefined) operations.push({ kind: 'copy', from: bring(from), to: root });
    else if (hostable.has(root)) operations.push({ kind: 'load', to: root });
    return view;
  };
  const packed = (view: View): View => {
    const key = `${view.root}|${view.offset}|${view.shape.join()}|${view.strides.join()}`;
    const known = copies.get(key);
    const to = known ?? avals.push({ shape: view.shape, dtype: avals[view.root].dtype }) - 1;
    if (known === undefined) {
      copies.set(key, to);
      inMemory.add(to);
      operations.push({ kind: 'copy', from: bring(view), to });
    }
    return wholeOf(to, view.shape);
  };
  const loop = ({ nodes, precision }: LoopUnit): void => {
    const shape = avals[nodes[0].outputs[0]].shape;
    const steps: LoopStep[] = [];
    const inputs: View[] = [];
    const places = new Map<number, number>();
    const operands = new Map<string, number>();
    const push = (s: LoopStep): number => steps.push(s) - 1;
    const place = (v: number): number => {
      const known = places.get(v);
      const constant = constants.get(views.get(v)!.root);
      if (known !== undefined) return known;
      if (constant !== undefined && avals[v].dtype !== 'bool') {
        const at = push({ op: 'constant', value: constant });
        places.set(v, at);
        return at;
      }
      let view = bring(views.get(v)!);
      if (!loopable(broadcastView(view, shape))) view = packed(view);
      const seen = broadcastView(view, shape);
      const key = `${seen.root}|${seen.offset}|${seen.strides.join()}`;
      const at = operands.get(key) ?? push({ op: 'input', operand: inputs.push(seen) - 1 });
      operands.set(key, at);
      places.set(v, at);
      return at;
    };
    for (const n of nodes)
      places.set(n.outputs[0], table.get(n.primitive)!(push, n.inputs.map(place), avals[n.inputs[0]], avals[n.outputs[0]]));
    const outputs = nodes.flatMap((n) => (escapes(n.outputs[0], nodes) ? [{ step: places.get(n.outputs[0])!, to: n.outputs[0] }] : []));
    for (const o of outputs) inMemory.add(o.to);
    operations.push({ kind: 'loop', nodes, inputs, steps, shape, precision, outputs });
  };
  const kept = new Set(graph.outputs);
  const readers = graph.avals.map(() => [] as GraphNode[]);
  for (const n of graph.nodes) for (const v of n.inputs) readers[v].push(n);
  const escapes = (v: number, nodes: readonly GraphNode[]): boolean => kept.has(v) || readers[v].some((r) => !nodes.includes(r));

  /** Straight from a tensor that nothing else brings to memory, or there. */
  const inPlace = (view: View): { readonly view: View; readonly host: boolean } => {
    const { root } = view;
    const host = hostable.has(root) && !pending.has(root) && !wanted.has(root) && !inMemory.has(root);
    return { view: host ? view : bring(view), host };
  };
  const factor = (seenAs: View): Factor => {
    let view = seenAs;
    const matrix = (x: View): ReturnType<typeof matrixView> =>
      matrixView(
        x.shape[x.shape.length - 2],
        x.shape[x.shape.length - 1],
        x.strides[x.strides.length - 2],
        x.strides[x.strides.length - 1],
      );
    const seen = matrix(view);
    if (seen !== null) return { ...seen, ...inPlace(view) };
    view = packed(view);
    return { ...matrix(view)!, view, host: false };
  };
  const finishOf = ({ inputs, outputs }: GraphNode, { along, scaled, biased, relu }: Epilogue): Finish => {
    const { shape } = avals[outputs[0]];
    const d = shape.length - (along === 'rows' ? 2 : 1);
    const vector = (v: number): { readonly view: View; readonly host: boolean } => {
      const { root, strides, offset } = broadcastView(views.get(v)!, shape);
      const view: View = { root, shape: [shape[d]], strides: [strides[d]], offset };
      return isPacked(view) ? inPlace(view) : { view: packed(view), host: false };
    };
    const vectors = inputs.slice(2).map(vector);
    return { along, scale: scaled ? vectors[0] : null, bias: biased ? vectors[vectors.length - 1] : null, relu };
  };
  const node = (n: GraphNode): void => {
    const [o] = n.outputs;
    const { shape } = avals[o];
    if (onHost(n)) {
      operations.push({ kind: 'host', node: n, unloads: unloadsOf(n.inputs) });
      return;
    }
    if (isProduct(n)) {
      const [x, y] = n.inputs.map((v) => views.get(v)!);
      const lead = shape.slice(0, -2);
      const ending = epilogueOf(n);
      const merged = ending !== null && shape[shape.length - 1] === 1 ? null : mergeProducts(x, y, lead);
      const [a, b] = (merged ?? [x, y]).map(factor);
      const rows = a.view.shape[a.view.shape.length - 2];
      const columns = b.view.shape[b.view.shape.length - 1];
      operations.push({
        kind: 'matmul',
        node: n,
        a,
        b,
        to: o,
        lead: merged === null ? lead : [],
        m: rows,
        n: columns,
        k: a.view.shape[a.view.shape.length - 1],
        finish: ending && finishOf(n, ending),
      });
    } else if (maps.has(n.primitive)) {
      const view = views.get(n.inputs[0])!;
      operations.push({ kind: 'map', node: n, kernel: maps.get(n.primitive)!, from: isPacked(view) ? bring(view) : packed(view), to: o });
    } else if (n.primitive === primitives.place) {
      const { starts, steps } = n.params as { readonly starts: readonly number[]; readonly steps: readonly number[] };
      const strides = stridesOf(shape);
      const view = views.get(n.inputs[0])!;
      operations.push({
        kind: 'place',
        node: n,
        from: isPacked(view) ? bring(view) : packed(view),
        to: o,
        strides: steps.map((s, d) => s * strides[d]),
        offset: starts.reduce((at, s, d) => at + s * strides[d], 0),
      });
    } else {
      const { axes } = n.params as { readonly axes: readonly number[] };
      const view = views.get(n.inputs[0])!;
      const x = view.shape;
      const rest = x.map((_, d) => d).filter((d) => !axes.includes(d));
      const order = [...rest, ...axes];
      const adjacent = axes.every((a, i) => i === 0 || a === axes[i - 1] + 1);
      const first = axes[0] ?? 0;
      const count = sizeOf(axes.map((a) => x[a]));
      const moved: View = adjacent ? view : { ...view, shape: order.map((d) => x[d]), strides: order.map((d) => view.strides[d]) };
      operations.push({
        kind: 'reduce',
        node: n,
        from: isPacked(moved) ? bring(moved) : packed(moved),
        to: o,
        n: count,
        ...(adjacent
          ? { outer: sizeOf(x.slice(0, first)), inner: sizeOf(x.slice(first + axes.length)) }
          : { outer: sizeOf(shape), inner: 1 }),
      });
    }
    inMemory.add(o);
  };
  const unloadsOf = (vs: readonly number[]): readonly number[] => {
    const from = vs.filter((v) => !hostable.has(v));
    for (const v of from) bring(views.get(v)!);
    return from;
  };
  for (const u of units)
    if (u.kind === 'loop') loop(u);
    else node(u.node);
  unloadsOf(graph.outputs);
  return { operations, views, makers, hostable, avals };
}
