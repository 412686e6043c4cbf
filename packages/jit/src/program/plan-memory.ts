/** Addresses of roots in one memory: two share a place when they are never needed at the same time. */
import { type Graph, sizeOf } from '@adjoint/tensor';
import type { Lowered } from './lower.ts';
import { readsOf, writesOf } from './operation.ts';

export interface MemoryPlan {
  readonly addresses: ReadonlyMap<number, number>;
  readonly bytes: number;
}

const ALIGNMENT = 64;
const ROOM = 64;
const BYTES = { float64: 8, float32: 4, int32: 4, uint32: 4, bool: 1 } as const;
/** Where an element of a root is: room beyond each lets whole vectors be written. */
const bytesOf = ({ shape, dtype }: Graph['avals'][number]): number =>
  Math.ceil((sizeOf(shape) * BYTES[dtype] + ROOM) / ALIGNMENT) * ALIGNMENT;

/** First fit in the order of use. `lasting` roots keep their place for all calls; `placed` ones take that of such a root. */
export function planMemory(
  { operations, views, hostable, avals }: Lowered,
  outputs: readonly number[],
  lasting: ReadonlySet<number>,
  placed: ReadonlyMap<number, number> = new Map(),
): MemoryPlan {
  const ends = new Map<number, number>();
  operations.forEach((o, k) => {
    for (const r of [...readsOf(o, views), ...writesOf(o)]) ends.set(r, k);
  });
  for (const v of outputs) if (!hostable.has(v)) ends.set(views.get(v)!.root, operations.length);
  for (const r of lasting) ends.set(r, Infinity);
  const addresses = new Map<number, number>();
  let active: { readonly root: number; readonly from: number; readonly to: number }[] = [];
  let bytes = 0;
  const place = (root: number): void => {
    const size = bytesOf(avals[root]);
    let at = 0;
    for (const a of active) {
      if (a.from - at >= size) break;
      at = a.to;
    }
    active.push({ root, from: at, to: at + size });
    active.sort((a, b) => a.from - b.from);
    addresses.set(root, at);
    bytes = Math.max(bytes, at + size);
  };
  for (const r of lasting) place(r);
  for (const [r, home] of placed) addresses.set(r, addresses.get(home)!);
  operations.forEach((o, k) => {
    for (const r of writesOf(o)) if (!addresses.has(r)) place(r);
    active = active.filter((a) => ends.get(a.root)! > k);
  });
  return { addresses, bytes };
}
