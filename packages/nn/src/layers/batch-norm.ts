/**
 * Batch normalisation of channels:  y = γ(x − μ)/√(σ² + ε) + β.
 *
 * In training μ and σ² are those of the batch, over all axes but the channels, and running averages follow them
 * (the variance with n − 1); in use the running averages are taken.
 *
 * Ioffe, Szegedy (2015), "Batch normalization".
 */
import { ArgumentError, ShapeError, type Shape, type Tensor, ones, stopGradient, zeros } from '@adjoint/tensor';
import type { Module } from '../core/module.ts';
import { requireSize } from '../core/require-size.ts';
import { requirePositive } from '../optimizers/transforms/require-range.ts';
import { momentsOver, normalised, overChannels } from './normalise.ts';

export interface ScaleShift {
  /** γ */
  readonly scale: Tensor;
  /** β */
  readonly shift: Tensor;
}
export interface BatchNormState {
  readonly mean: Tensor;
  readonly variance: Tensor;
}
export interface BatchNormOptions {
  /** Share of the new batch in the running averages (default 0.1). */
  readonly momentum?: number;
  /** Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * @param channels length of axis 1 of x, [N, channels, …]
 * @throws ArgumentError for wrong options; ShapeError for other channels, or one value per channel in training
 */
export function batchNorm(channels: number, options: BatchNormOptions = {}): Module<ScaleShift, BatchNormState> {
  const { momentum = 0.1, epsilon = 1e-5 } = options;
  requireSize('batchNorm: channels', channels);
  requirePositive('batchNorm: epsilon', epsilon);
  if (!(momentum >= 0 && momentum <= 1)) throw new ArgumentError(`batchNorm: momentum ${momentum}`, 'it is a share, from 0 to 1');
  const outputShape = (shape: Shape): Shape => {
    if (shape[0] !== channels)
      throw new ShapeError(`batchNorm(${channels}): an example of shape [${shape.join(', ')}]`, `its first axis has ${channels} channels`);
    return shape;
  };
  return {
    kind: 'batch-norm',
    outputShape,
    init(_key, shape, { dtype = 'float32' } = {}) {
      outputShape(shape);
      return {
        params: { scale: ones([channels], dtype), shift: zeros([channels], dtype) },
        state: { mean: zeros([channels], dtype), variance: ones([channels], dtype) },
      };
    },
    apply({ scale, shift }, state, input, { train = false } = {}) {
      outputShape(input.shape.slice(1));
      if ((state as Partial<BatchNormState> | undefined)?.mean === undefined)
        throw new ArgumentError('batchNorm: no running averages', 'give the state that init returned, or a later one');
      const x = input.astype(scale.dtype);
      const { rank } = x;
      const affine = (z: Tensor): Tensor => z.mul(overChannels(scale, rank)).add(overChannels(shift, rank));
      if (!train)
        return { y: affine(normalised(x.sub(overChannels(state.mean, rank)), overChannels(state.variance, rank), epsilon)), state };

      const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
      const n = x.size / channels;
      if (n < 2)
        throw new ShapeError(`batchNorm: ${n} value for each channel in training`, 'a variance needs at least two: use a larger batch');
      const { mean, variance, centred } = momentsOver(x, axes);
      const follow = (old: Tensor, now: Tensor): Tensor => old.mul(1 - momentum).add(stopGradient(now).reshape([channels]).mul(momentum));
      return {
        y: affine(normalised(centred, variance, epsilon)),
        state: { mean: follow(state.mean, mean), variance: follow(state.variance, variance.mul(n / (n - 1))) },
      };
    },
    operations: (shape) => 4 * shape.reduce((a, b) => a * b, 1),
  };
}
