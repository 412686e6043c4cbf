/**
 * Large loops between tensors run tile by tile: operands that no other operation reads are not brought to memory as a
 * whole, nor results that are only handed out, nor those that are only reduced along their last axes. What a tile needs
 * stays in the near caches.
 */
import { type Graph, sizeOf } from '@adjoint/tensor';
import type { Lowered } from './lower.ts';
import { type Operation, readsOf } from './operation.ts';
import { longestPiece } from './row-pieces.ts';
import { type View, isPacked } from './view.ts';

/** Elements of a tile. */
export const TILE = 2048;
/** Smaller operands are near anyway. */
const SMALLEST = 16 * TILE;

type Loop = Extract<Operation, { readonly kind: 'loop' }>;
type Reduce = Extract<Operation, { readonly kind: 'reduce' }>;

export function streamLoops(lowered: Lowered, outputs: Graph['outputs']): Lowered {
  const { operations, views, hostable } = lowered;
  const readers = new Map<number, Operation[]>();
  const avals = [...lowered.avals];
  const handed = new Set(hostable);
  const gone = new Set<Operation>();
  for (const o of operations) for (const r of new Set(readsOf(o, views))) readers.set(r, [...(readers.get(r) ?? []), o]);
  const loaded = new Map(operations.flatMap((o) => (o.kind === 'load' ? [[o.to, o] as const] : [])));
  const shown = new Set(outputs.map((v) => views.get(v)!.root));
  /** The reductions of an output along its last axes, if nothing else reads it. */
  const reductionsOf = (root: number): readonly Reduce[] | null => {
    const all = readers.get(root) ?? [];
    return all.every(
      (r): r is Reduce =>
        r.kind === 'reduce' && r.inner === 1 && r.node.primitive.name !== 'logSumExp' && isPacked(r.from) && r.from.offset === 0,
    )
      ? all
      : null;
  };
  const next = operations.map((o): Operation => {
    if (o.kind !== 'loop') return o;
    const n = sizeOf(o.shape);
    const once = (x: View): boolean => x.strides.every((s, d) => s === 0 || x.shape[d] === 1);
    const whole = (x: View): boolean =>
      isPacked(x) && x.offset === 0 && sizeOf(avals[x.root].shape) === n && loaded.has(x.root) && readers.get(x.root)!.length === 1;
    const tiles = new Set(o.inputs.filter((x) => !once(x)).map((x) => x.root));
    const reductions = o.outputs.map(({ to }) => reductionsOf(to));
    const lengths = new Set(reductions.flatMap((rs) => rs?.map((r) => r.n) ?? []));
    if (
      n < SMALLEST ||
      o.inputs.some((x) => (once(x) ? tiles.has(x.root) : !whole(x))) ||
      reductions.some((rs) => rs === null) ||
      lengths.size > 1
    )
      return o;
    const row = [...lengths][0] ?? n;
    const tile = lengths.size === 0 ? TILE : row <= TILE ? row * Math.floor(TILE / row) : longestPiece(row, TILE);
    for (const v of [...tiles, ...o.outputs.map(({ to }) => to)]) avals[v] = { shape: [tile], dtype: avals[v].dtype };
    for (const r of tiles) gone.add(loaded.get(r)!);
    for (const rs of reductions) for (const r of rs!) gone.add(r);
    const given = o.outputs.map(({ to }, k) => reductions[k]!.length === 0 || shown.has(to));
    for (const [v, view] of views) if (o.outputs.some(({ to }, k) => given[k] && to === view.root)) handed.add(v);
    return stream(o, tile, row, tiles, given, reductions as readonly (readonly Reduce[])[]);
  });
  if (next.every((o, k) => o === operations[k])) return lowered;
  return { ...lowered, operations: next.filter((o) => !gone.has(o)), hostable: outputs.length > 0 ? handed : hostable, avals };
}

function stream(
  o: Loop,
  tile: number,
  row: number,
  tiles: ReadonlySet<number>,
  given: readonly boolean[],
  reductions: readonly (readonly Reduce[])[],
): Operation {
  const inputs = o.inputs.map((x): View => ({ root: x.root, shape: [tile], strides: [tiles.has(x.root) ? 1 : 0], offset: x.offset }));
  return {
    ...o,
    kind: 'stream',
    inputs,
    tile,
    row,
    tiles: [...tiles],
    given,
    reductions: reductions.flatMap((rs, of) => rs.map((r) => ({ of, name: r.node.primitive.name as 'sum', to: r.to }))),
  };
}
