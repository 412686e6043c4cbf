/**
 * Randomness with a state, for scripts and loops where passing keys is a burden.
 *
 * Draw number t uses foldIn(key, t), so the state is the key and a count: it can be saved, and a run resumed.
 * A source cannot be captured by a transform: the count would be frozen. Pass keys there.
 */
import { ArgumentError } from '@adjoint/tensor';
import type { Key, KeyData } from './key/key.ts';
import { key as keyOf, isKey, keyFrom } from './key/key.ts';
import { foldIn } from './key/split.ts';

export interface SourceState {
  readonly key: KeyData;
  readonly drawn: number;
}
export interface RandomSource {
  /** A key that this source has not given before. */
  next(): Key;
  /** Plain data from which `randomSource` goes on. */
  state(): SourceState;
}

/**
 * A source of keys: `const rng = randomSource(7); normal(rng.next(), 3); uniform(rng.next())`.
 *
 * @param from a seed, a key, or what `state()` gave
 * @throws ArgumentError for another start
 */
export function randomSource(from: number | bigint | Key | SourceState): RandomSource {
  const resumed = typeof from === 'object' && !isKey(from) ? from : null;
  const root = resumed ? keyFrom(resumed.key) : isKey(from) ? from : keyOf(from as number | bigint);
  let drawn = resumed ? resumed.drawn : 0;
  if (!Number.isInteger(drawn) || drawn < 0 || drawn > 4294967295)
    throw new ArgumentError(`randomSource: ${drawn} draws`, 'the count is an integer from 0 to 2^32 − 1');
  return { next: () => foldIn(root, drawn++), state: () => ({ key: root.toJSON(), drawn }) };
}
