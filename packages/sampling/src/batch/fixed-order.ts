/**
 * Orders without chance: as the data come, or sorted by their labels. The gradient of step t is that of one fixed batch,
 * so it is biased wherever that batch differs from the whole; on sorted classes a network unlearns one after the other.
 */
import type { BatchData, BatchSamplerV1 } from '@adjoint/plugin';
import { ArgumentError } from '@adjoint/tensor';
import { certain, cut, requireData } from './batches.ts';

function fixedOrder(name: string, order: (data: BatchData) => ArrayLike<number>): BatchSamplerV1 {
  const batches = (data: BatchData): ReturnType<typeof cut> => {
    requireData(name, data);
    return cut(order(data), data);
  };
  return {
    claim: 'biased',
    batches,
    moments: (data, step) => certain(batches(data)[step], data.size),
    momentsGivenPast: (data, past) => certain(batches(data)[past.length], data.size),
  };
}

/** Examples in the order in which they stand. */
export const sequential = (): BatchSamplerV1 => fixedOrder('sequential', ({ size }) => Int32Array.from({ length: size }, (_, i) => i));

/** Examples sorted by label, equal labels in the order in which they stand. @throws ArgumentError (batches) without one label for each example */
export const sorted = (): BatchSamplerV1 =>
  fixedOrder('sorted', ({ size, labels }) => {
    if (labels === undefined || labels.length !== size)
      throw new ArgumentError(
        `sorted: ${labels === undefined ? 'no labels' : `${labels.length} labels`} for ${size} examples`,
        'give one label for each example',
      );
    return Int32Array.from({ length: size }, (_, i) => i).sort((i, j) => labels[i] - labels[j] || i - j);
  });
