/**
 * Every batch is drawn anew from all examples, with repetition: unbiased at each step, whatever came before. An epoch
 * misses about a share of 1/e of the examples.
 *
 * Robbins and Monro (1951), "A stochastic approximation method".
 */
import type { BatchData, BatchSamplerV1, WeightMoments } from '@adjoint/plugin';
import { foldIn, integers } from '@adjoint/random';
import { keyOf, requireData, sizeOfBatch, stepsOf } from './batches.ts';

export function withReplacement(): BatchSamplerV1 {
  const moments = (data: BatchData, step: number): WeightMoments => {
    const n = data.size;
    const b = sizeOfBatch(data, step);
    return { mean: 1 / n, covariance: { same: (1 - 1 / n) / (n * b), other: -1 / (n * n * b) } };
  };
  return {
    claim: 'unbiased',
    moments,
    momentsGivenPast: (data, past) => moments(data, past.length),
    batches(request) {
      requireData('withReplacement', request);
      const epoch = foldIn(keyOf(request), request.epoch ?? 0);
      return Array.from({ length: stepsOf(request) }, (_, t) => ({
        indices: Int32Array.from(integers(foldIn(epoch, t), [sizeOfBatch(request, t)], 0, request.size).data()),
      }));
    },
  };
}
