import type { Tensor } from '@adjoint/tensor';

/** The mean of some quality over the examples of a batch: batches are averaged by their size. */
export type Metric = (outputs: Tensor, targets: Tensor) => number;
