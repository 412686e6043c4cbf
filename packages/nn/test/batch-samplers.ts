/** Two small samplers of the contract, for tests: packages of one floor do not import each other. */
import type { BatchSamplerV1 } from '@adjoint/plugin';
import { type Key, foldIn, permutation } from '@adjoint/random';

const cut = (order: Int32Array, size: number): { indices: Int32Array }[] =>
  Array.from({ length: Math.ceil(order.length / size) }, (_, i) => ({ indices: order.slice(i * size, (i + 1) * size) }));

/** A new order in every epoch. */
export const shuffled: BatchSamplerV1 = {
  claim: 'unbiased',
  batches: ({ key, epoch = 0, size, batchSize }) => cut(Int32Array.from(permutation(foldIn(key as Key, epoch), size).data()), batchSize),
};

/** By place: what stochastic gradient descent must not be fed. */
export const sequential: BatchSamplerV1 = {
  claim: 'biased',
  batches: ({ size, batchSize }) =>
    cut(
      Int32Array.from({ length: size }, (_, i) => i),
      batchSize,
    ),
};
