import type { Tensor } from '../core/tensor.ts';
import { TreeError } from '../errors.ts';
import { type Leaves, flatten, leafPaths, sameStructure, unflatten } from './tree.ts';

/**
 * Applies `f` to corresponding leaves of trees of one structure.
 *
 * @throws TreeError when the structures differ
 * @example treeMap((p, u) => p.add(u), params, updates)
 */
export function treeMap<T, R = Tensor>(f: (x: Tensor, ...others: Tensor[]) => R, tree: T, ...others: readonly unknown[]): Leaves<T, R> {
  const { leaves, def } = flatten(tree);
  const rest = others.map((o, k) => {
    const other = flatten(o);
    if (!sameStructure(def, other.def)) {
      throw new TreeError(
        'tree',
        `treeMap: tree ${k + 1} has the leaves ${leafPaths(other.def).join(', ') || 'none'}, tree 0 has ${leafPaths(def).join(', ') || 'none'}`,
        'all trees need the same structure',
      );
    }
    return other.leaves;
  });
  return unflatten(
    def,
    leaves.map((x, i) => f(x, ...rest.map((r) => r[i]))),
  ) as Leaves<T, R>;
}

/** The leaves of a tree, keys in sorted order. */
export const treeLeaves = (tree: unknown): Tensor[] => flatten(tree).leaves;
