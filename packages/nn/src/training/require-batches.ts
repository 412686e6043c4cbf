/** What a batch sampler gave, checked before anything is done with it: it may come from anyone. */
import type { Batch } from '@adjoint/plugin';
import { ArgumentError, ShapeError } from '@adjoint/tensor';
import type { Examples } from './examples.ts';

/** @throws ArgumentError for no batches, an empty one, an index outside [0, size), or weights that do not fit */
export function requireBatches(batches: readonly Batch[], size: number): readonly Batch[] {
  if (batches.length === 0) throw new ArgumentError('batch sampler: no batches', 'an epoch has at least one');
  for (const [b, { indices, weights }] of batches.entries()) {
    if (indices.length === 0) throw new ArgumentError(`batch sampler: batch ${b} is empty`, 'a batch has at least one example');
    for (let k = 0; k < indices.length; k++) {
      if (!(indices[k] >= 0 && indices[k] < size) || !Number.isInteger(indices[k]))
        throw new ArgumentError(`batch sampler: batch ${b} has the index ${indices[k]}`, `indices are integers in [0, ${size})`);
    }
    if (weights !== undefined && (weights.length !== indices.length || !weights.every(Number.isFinite))) {
      throw new ArgumentError(
        `batch sampler: batch ${b} has ${weights.length} weights for ${indices.length} examples`,
        'give one finite weight for each example',
      );
    }
  }
  return batches;
}

/** @throws ShapeError unless there is one input and one target for each index */
export function requireBatch({ x, y }: Examples, n: number): void {
  if (x.shape[0] !== n || y.shape[0] !== n)
    throw new ShapeError(
      `data: x [${x.shape.join(', ')}], y [${y.shape.join(', ')}] for ${n} indices`,
      'a source gives one input and one target for each index',
    );
}
