/**
 * A tree of tensors as a contract sees it: a tensor, or nested arrays and plain objects of tensors and numbers.
 *
 * It is erased here on purpose. A generic `update<P>(params: P): P` would force a cast into every plugin, since
 * `treeMap` rebuilds the tree; `treeMap` itself checks trees at run time and names the path of a wrong leaf.
 */
export type Tree = unknown;
