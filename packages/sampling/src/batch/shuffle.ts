/**
 * The usual order of stochastic gradient descent: every epoch visits each example once, in a new random order.
 *
 * At each step the batch is a uniform draw without repetition, so its gradient is unbiased over keys; given the batches
 * before it in the epoch it is not, since what was used does not come again.
 */
import type { BatchSamplerV1 } from '@adjoint/plugin';
import { foldIn, permutation } from '@adjoint/random';
import { cut, fromTheRest, keyOf, requireData, sizeOfBatch, withoutRepetition } from './batches.ts';

/** A new order each epoch: the key folded with its number. */
export function shuffle(): BatchSamplerV1 {
  return {
    claim: 'unbiased',
    batches(request) {
      requireData('shuffle', request);
      return cut(permutation(foldIn(keyOf(request), request.epoch ?? 0), request.size).data(), request);
    },
    moments: (data, step) => withoutRepetition(data.size, sizeOfBatch(data, step)),
    momentsGivenPast: fromTheRest,
  };
}

/** One random order for all epochs: unbiased over keys, and the same for every epoch once the key is drawn. */
export function shuffleOnce(): BatchSamplerV1 {
  return {
    ...shuffle(),
    batches(request) {
      requireData('shuffleOnce', request);
      return cut(permutation(keyOf(request), request.size).data(), request);
    },
  };
}
