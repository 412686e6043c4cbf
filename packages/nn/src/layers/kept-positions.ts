/**
 * Keys and values of the positions so far, kept in two parts: many that lie still, and the latest few.
 *
 * A new position is joined to the few, so that it is not paid for by copying all that came before; when they have become
 * `LATEST` they are joined to the many. Each position is thus copied once for every `LATEST` that follow, a fraction of
 * what attention to it costs. Nothing is written into: two continuations of one history do not see each other.
 */
import { type Tensor, concat } from '@adjoint/tensor';
import type { Positions } from './attention.ts';

/** A tree of tensors. */
export interface KeptPositions {
  readonly settled: Positions | null;
  readonly latest: Positions | null;
}

const LATEST = 64;

/** How many positions there are. */
export const countOf = ({ settled, latest }: KeptPositions): number => lengthOf(settled) + lengthOf(latest);
const lengthOf = (p: Positions | null): number => (p === null ? 0 : p.values.shape[p.values.rank - 2]);

export const partsOf = ({ settled, latest }: KeptPositions): readonly Positions[] =>
  [settled, latest].filter((p): p is Positions => p !== null);

/** @param key [N, heads, t, d]  @param value [N, heads, t, e], of the next positions */
export function keepMore(before: KeptPositions | null, key: Tensor, value: Tensor): KeptPositions {
  const latest = join(before?.latest ?? null, { keys: key.mT(), values: value });
  const settled = before?.settled ?? null;
  return lengthOf(latest) < LATEST ? { settled, latest } : { settled: join(settled, latest), latest: null };
}

function join(a: Positions | null, b: Positions): Positions {
  return a === null ? b : { keys: concat([a.keys, b.keys], -1), values: concat([a.values, b.values], -2) };
}
