/** Comparing trees of tensors by structure, shape, dtype and value. */
import { type Tensor, flatten, leafPaths, sameStructure, tensor, unflatten } from '@adjoint/tensor';

/** Everything that differs, by path; NaN equals NaN. */
export function differences(a: unknown, b: unknown, name: string, options: { readonly values?: boolean } = {}): string[] {
  const x = flatten(a, name);
  const y = flatten(b, name);
  if (!sameStructure(x.def, y.def))
    return [
      `${name} has the leaves ${leafPaths(y.def, name).join(', ') || 'none'}, expected ${leafPaths(x.def, name).join(', ') || 'none'}`,
    ];
  const paths = leafPaths(x.def, name);
  return x.leaves.flatMap((p, i) => {
    const q = y.leaves[i];
    if (p.dtype !== q.dtype || p.shape.join() !== q.shape.join())
      return [`${paths[i]} is ${q.dtype} [${q.shape.join(', ')}], expected ${p.dtype} [${p.shape.join(', ')}]`];
    const u = Array.from(p.data());
    const v = q.data();
    return options.values !== false && u.some((value, k) => !Object.is(value, v[k])) ? [`${paths[i]} differs`] : [];
  });
}

/** A copy that shares no memory: what a file or a message to a worker would give back. */
export function roundTrip<T>(tree: T, name: string): T {
  const { leaves, def } = flatten(tree, name);
  return unflatten(
    def,
    leaves.map((t: Tensor) => tensor(t.toTypedArray(), t.dtype).reshape(t.shape)),
  ) as T;
}

/** The first leaf with a value that is not finite, by path. */
export function notFinite(tree: unknown, name: string): string[] {
  const { leaves, def } = flatten(tree, name);
  const paths = leafPaths(def, name);
  return leaves.flatMap((t, i) => (Array.from(t.data()).every((v) => Number.isFinite(v)) ? [] : [`${paths[i]} is not finite`])).slice(0, 1);
}
