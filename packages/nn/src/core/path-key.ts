import { type Key, foldIn } from '@adjoint/random';

/**
 * The key of a part of a model: the parent's key folded with the 32-bit FNV-1a hash of its path.
 *
 * A layer's draws depend on its own path only, so that adding a layer at the end leaves those before it alone.
 * Fowler, Noll, Vo (1991).
 */
export function pathKey(key: Key, path: string): Key {
  let hash = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193) >>> 0;
  return foldIn(key, hash);
}
