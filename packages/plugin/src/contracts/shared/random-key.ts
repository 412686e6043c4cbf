import type { Opaque } from '@adjoint/tensor';

/**
 * A random key as seen from this floor: an opaque leaf of a tree, never looked into.
 *
 * `@adjoint/random` makes and splits keys. Contracts take them through methods, whose parameters are bivariant:
 * an implementation declares the `Key` it needs, a caller passes the one it has.
 */
export type RandomKey = Opaque;
