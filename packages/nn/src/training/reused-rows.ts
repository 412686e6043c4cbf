/**
 * Batches whose inputs share one array: allocating and clearing it anew for every batch costs as much as filling it.
 *
 * Right only where nobody keeps the inputs of a batch: in a compiled step, whose program gives its results arrays of their
 * own; `keep` tells when one of them shows the inputs themselves.
 */
import { type AnyTypedArray, DenseTensor, adoptBuffer, allocate, gather, sizeOf, treeLeaves } from '@adjoint/tensor';
import type { Examples } from './examples.ts';

export interface ReusedRows {
  batch(indices: Int32Array): Examples;
  /** Results of the step: where they show the inputs of the batch, the next batch gets an array of its own. */
  keep(results: unknown): void;
}

export function reusedRows({ x, y }: Examples): ReusedRows {
  const shape = x.shape.slice(1);
  const width = sizeOf(shape);
  const rows = (x as DenseTensor).packed();
  let shared: AnyTypedArray | undefined;
  return {
    batch(indices) {
      const n = indices.length;
      if (shared?.length !== n * width) shared = allocate(x.dtype, n * width);
      const to = shared;
      for (let k = 0; k < n; k++) to.set(rows.subarray(indices[k] * width, (indices[k] + 1) * width), k * width);
      return { x: new DenseTensor([n, ...shape], x.dtype, to), y: gather(y, adoptBuffer(indices as Int32Array<ArrayBuffer>)) };
    },
    keep(results) {
      if (treeLeaves(results).some((leaf) => (leaf as DenseTensor).storage === shared)) shared = undefined;
    },
  };
}
