/**
 * Large loops between tensors run tile by tile: operands that no other operation reads are not brought to memory as a
 * whole, nor results that are only handed out. What a tile needs stays in the near caches.
 */
import { type Graph, sizeOf } from '@adjoint/tensor';
import type { Lowered } from './lower.ts';
import { type Operation, readsOf } from './operation.ts';
import { type View, isPacked } from './view.ts';

export const TILE = 2048;
/** Smaller operands are near anyway. */
const SMALLEST = 16 * TILE;

export function streamLoops(lowered: Lowered, outputs: Graph['outputs']): Lowered {
  const { operations, views, hostable } = lowered, readers = new Map<number, number>(), avals = [...lowered.avals], handed = new Set(hostable), streamed = new Set<number>();
  for (const o of operations) for (const r of new Set(readsOf(o, views))) readers.set(r, (readers.get(r) ?? 0) + 1);
  const loaded = new Set(operations.flatMap((o) => o.kind === 'load' ? [o.to] : []));
  const next = operations.map((o): Operation => {
    if (o.kind !== 'loop') return o;
    const n = sizeOf(o.shape), once = (x: View): boolean => x.strides.every((s, d) => s === 0 || x.shape[d] === 1);
    const whole = (x: View): boolean => isPacked(x) && x.offset === 0 && sizeOf(avals[x.root].shape) === n && loaded.has(x.root) && readers.get(x.root) === 1;
    const tiles = new Set(o.inputs.filter((x) => !once(x)).map((x) => x.root));
    if (n < SMALLEST || o.inputs.some((x) => once(x) ? tiles.has(x.root) : !whole(x)) || o.outputs.some(({ to }) => readers.has(to))) return o;
    for (const v of [...tiles, ...o.outputs.map(({ to }) => to)]) avals[v] = { shape: [TILE], dtype: avals[v].dtype };
    for (const r of tiles) streamed.add(r);
    for (const [v, view] of views) if (o.outputs.some(({ to }) => to === view.root)) handed.add(v);
    const inputs = o.inputs.map((x): View => ({ root: x.root, shape: [TILE], strides: [once(x) ? 0 : 1], offset: x.offset }));
    return { ...o, kind: 'stream', inputs, tiles: [...tiles] };
  });
  if (next.every((o, k) => o === operations[k])) return lowered;
  return { ...lowered, operations: next.filter((o) => !(o.kind === 'load' && streamed.has(o.to))), hostable: outputs.length > 0 ? handed : hostable, avals };
}
