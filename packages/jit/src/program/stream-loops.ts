/**
 * Large loops between tensors run tile by tile: operands that no other operation reads are not brought to memory as a
 * whole, nor results that are only handed out, nor those that are only reduced along their last axes, or along their
 * first. What a tile needs stays in the near caches.
 */
import { type Graph, type Shape, sizeOf, stridesOf } from '@adjoint/tensor';
import type { Lowered } from './lower.ts';
import { type Operation, readsOf } from './operation.ts';
import type { Along } from './product.ts';
import { LEAF, longestPiece } from './row-pieces.ts';
import { type View, isPacked } from './view.ts';

/** Elements of a tile. */
export const TILE = 2048;
/** Elements of a tile of whole rows: sums of columns are cut at every 128th row. */
const MOST = 2 ** 17;
/** Smaller operands are near anyway. */
const SMALLEST = 16 * TILE;

type Loop = Extract<Operation, { readonly kind: 'loop' }>;
type Stream = Extract<Operation, { readonly kind: 'stream' }>;
type Reduce = Extract<Operation, { readonly kind: 'reduce' }>;
/** `row` elements of each result belong together: they are reduced to one, or to one each with those of the other rows. */
interface Cut {
  readonly along: Along;
  readonly row: number;
  readonly tile: Shape;
}

/** `kept` roots stay in memory: they are not taken in tiles. */
export function streamLoops(lowered: Lowered, outputs: Graph['outputs'], kept: ReadonlySet<number> = new Set()): Lowered {
  const { operations, views, hostable } = lowered;
  const readers = new Map<number, Operation[]>();
  const avals = [...lowered.avals];
  const handed = new Set(hostable);
  const gone = new Set<Operation>();
  for (const o of operations) for (const r of new Set(readsOf(o, views))) readers.set(r, [...(readers.get(r) ?? []), o]);
  const loaded = new Map(operations.flatMap((o) => (o.kind === 'load' ? [[o.to, o] as const] : [])));
  const shown = new Set(outputs.map((v) => views.get(v)!.root));
  const next = operations.map((o): Operation => {
    if (o.kind !== 'loop' || sizeOf(o.shape) < SMALLEST) return o;
    const n = sizeOf(o.shape);
    const reductions = o.outputs.map(({ to }) => reductionsIn(readers.get(to) ?? []));
    if (reductions.some((rs) => rs === null)) return o;
    const cut = cutOf(n, (reductions as (readonly Reduce[])[]).flat());
    if (cut === null) return o;
    const whole = (x: View): boolean =>
      isPacked(x) &&
      x.offset === 0 &&
      sizeOf(avals[x.root].shape) === n &&
      !kept.has(x.root) &&
      loaded.has(x.root) &&
      readers.get(x.root)!.length === 1;
    const repeated = (x: View): boolean => isOnce(x) || (cut.along === 'columns' && isRow(x, o.shape, cut.row));
    const tiles = new Set(o.inputs.filter((x) => !repeated(x)).map((x) => x.root));
    if (o.inputs.some((x) => (repeated(x) ? tiles.has(x.root) : !whole(x)))) return o;
    for (const v of [...tiles, ...o.outputs.map(({ to }) => to)]) avals[v] = { shape: [sizeOf(cut.tile)], dtype: avals[v].dtype };
    for (const r of tiles) gone.add(loaded.get(r)!);
    for (const rs of reductions) for (const r of rs!) gone.add(r);
    const given = o.outputs.map(({ to }, k) => reductions[k]!.length === 0 || shown.has(to));
    for (const [v, view] of views) if (o.outputs.some(({ to }, k) => given[k] && to === view.root)) handed.add(v);
    return stream(o, cut, tiles, given, reductions as readonly (readonly Reduce[])[]);
  });
  if (next.every((o, k) => o === operations[k])) return lowered;
  return { ...lowered, operations: next.filter((o) => !gone.has(o)), hostable: outputs.length > 0 ? handed : hostable, avals };
}

/** The readers of a result if they only reduce it. */
function reductionsIn(readers: readonly Operation[]): readonly Reduce[] | null {
  return readers.every(
    (r): r is Reduce =>
      r.kind === 'reduce' &&
      r.node.primitive.name !== 'logSumExp' &&
      (r.inner === 1 || (r.outer === 1 && r.node.primitive.name !== 'prod')) &&
      isPacked(r.from) &&
      r.from.offset === 0,
  )
    ? readers
    : null;
}

/** The pieces in which n elements are taken; null where the reductions differ, or a piece would be too long. */
function cutOf(n: number, reductions: readonly Reduce[]): Cut | null {
  if (reductions.length === 0) return { along: 'rows', row: n, tile: [TILE] };
  const [{ n: count, inner }] = reductions;
  if (reductions.some((r) => r.n !== count || r.inner !== inner)) return null;
  if (inner === 1)
    return { along: 'rows', row: count, tile: [count <= TILE ? count * Math.floor(TILE / count) : longestPiece(count, TILE)] };
  const rows = longestPiece(count, Math.max(LEAF, Math.floor(TILE / inner)));
  return rows === count || rows * inner > MOST ? null : { along: 'columns', row: inner, tile: [rows, inner] };
}

/** One element, repeated. */
const isOnce = (x: View): boolean => x.strides.every((s, d) => s === 0 || x.shape[d] === 1);

/** One row of `row` elements, repeated in a shape. */
function isRow(x: View, shape: Shape, row: number): boolean {
  let from = shape.length;
  for (let n = 1; n < row;) n *= shape[--from];
  const inside = { ...x, shape: shape.slice(from), strides: x.strides.slice(from) };
  return x.strides.slice(0, from).every((s, d) => s === 0 || shape[d] === 1) && isPacked(inside);
}

function stream(
  o: Loop,
  { along, row, tile }: Cut,
  tiles: ReadonlySet<number>,
  given: readonly boolean[],
  reductions: readonly (readonly Reduce[])[],
): Stream {
  const none = tile.map(() => 0);
  const inputs = o.inputs.map((x): View => {
    const strides = tiles.has(x.root) ? stridesOf(tile) : isOnce(x) ? none : [0, 1];
    return { root: x.root, shape: tile, strides, offset: x.offset };
  });
  return {
    ...o,
    kind: 'stream',
    inputs,
    tile,
    row,
    along,
    tiles: [...tiles],
    given,
    reductions: reductions.flatMap((rs, of) => rs.map((r) => ({ of, name: r.node.primitive.name as 'sum', node: r.node, to: r.to }))),
  };
}
