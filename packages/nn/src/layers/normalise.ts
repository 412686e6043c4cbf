import type { Tensor } from '@adjoint/tensor';

export interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly centred: Tensor;
}

/** Mean and variance (divided by n) over some axes, which are kept with length 1. */
export function momentsOver(x: Tensor, axes: readonly number[]): Moments {
  const mean = x.mean(axes, { keepDims: true });
  const centred = x.sub(mean);
  return { mean, centred, variance: centred.square().mean(axes, { keepDims: true }) };
}

/** (x − mean)/√(variance + ε) */
export const normalised = (centred: Tensor, variance: Tensor, epsilon: number): Tensor => centred.div(variance.add(epsilon).sqrt());

/** A vector over channels, [C], in the shape in which it meets [N, C, …]. */
export const overChannels = (v: Tensor, rank: number): Tensor => v.reshape([v.size, ...new Array<number>(rank - 2).fill(1)]);
