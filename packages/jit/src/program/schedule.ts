/**
 * The order of a program and its loops: elementwise nodes of one shape that no other kind of node stands between
 * become one loop, whose results are written only where something outside reads them.
 *
 * A node's level is the number of borders between loops and other work on the longest way to it; nodes of one level
 * are independent of the other units of that level. A node is then moved up to its readers where all of them share a loop.
 */
import { type AnyPrimitive, type Graph, type GraphNode, sameShape, sizeOf } from '@adjoint/tensor';
import { type Emit, precisionOf } from './loop-operations.ts';
import { isViewPrimitive } from './view.ts';

export interface LoopUnit {
  readonly kind: 'loop';
  readonly precision: 'float64' | 'float32';
  readonly nodes: readonly GraphNode[];
}
export interface NodeUnit {
  readonly kind: 'node';
  readonly node: GraphNode;
}
export type Unit = LoopUnit | NodeUnit;

/** A longer chain is several loops: the compiled code of each stays small. */
const LONGEST = 48;

/** Units in order; nodes that only change a shape are left out. */
export function schedule(graph: Graph, operations: ReadonlyMap<AnyPrimitive, Emit>): readonly Unit[] {
  const { nodes, avals } = graph;
  const maker = new Map<number, number>();
  const levels = nodes.map(() => 0);
  const readers = nodes.map(() => [] as number[]);
  const kept = new Set(graph.outputs);
  nodes.forEach((n, k) => {
    for (const o of n.outputs) maker.set(o, k);
  });
  const precision = nodes.map((n) =>
    [...n.inputs, ...n.outputs].some((v) => sizeOf(avals[v].shape) === 0) ? null : precisionOf(n, avals, operations),
  );
  const views = nodes.map((n) => isViewPrimitive(n.primitive));
  const shapeOf = (k: number): readonly number[] => avals[nodes[k].outputs[0]].shape;
  nodes.forEach((n, k) => {
    const before = n.inputs.flatMap((v) => maker.get(v) ?? []);
    for (const p of before) readers[p].push(k);
    if (precision[k] === 'any') precision[k] = before.map((p) => precision[p]).find((p) => p === 'float64') ?? 'float32';
  });
  const together = (p: number, k: number): boolean =>
    precision[p] !== null && precision[p] === precision[k] && sameShape(shapeOf(p), shapeOf(k));
  nodes.forEach((n, k) => {
    for (const v of n.inputs) {
      const p = maker.get(v);
      if (p !== undefined) levels[k] = Math.max(levels[k], levels[p] + (together(p, k) || views[k] ? 0 : 1));
    }
  });
  for (let k = nodes.length - 1; k >= 0; k--) {
    if (precision[k] === null || readers[k].length === 0 || kept.has(nodes[k].outputs[0]) || !readers[k].every((r) => together(k, r)))
      continue;
    levels[k] = Math.max(levels[k], Math.min(...readers[k].map((r) => levels[r])));
  }
  const units: { readonly level: number; readonly unit: Unit }[] = [];
  const open = new Map<string, GraphNode[]>();
  nodes.forEach((node, k) => {
    if (views[k]) return;
    const p = precision[k];
    if (p === null) {
      units.push({ level: levels[k], unit: { kind: 'node', node } });
      return;
    }
    const key = `${levels[k]}|${p}|${shapeOf(k).join()}`;
    const group = open.get(key);
    if (group !== undefined && group.length < LONGEST) {
      group.push(node);
      return;
    }
    const fresh = [node];
    open.set(key, fresh);
    units.push({ level: levels[k], unit: { kind: 'loop', precision: p as LoopUnit['precision'], nodes: fresh } });
  });
  return units
    .map((u, i) => ({ ...u, i }))
    .sort((a, b) => a.level - b.level || a.i - b.i)
    .map(({ unit }) => unit);
}
