/**
 * Normalisation of each example by itself: over its last axes, over groups of channels, or by its root mean square.
 */
import { ArgumentError, type Shape, ShapeError, type Tensor, ones, zeros } from '@adjoint/tensor';
import { positionwise } from '../core/advance.ts';
import { EMPTY, type Empty, type Module } from '../core/module.ts';
import { requireLengths } from '../core/require-kind.ts';
import { requireSize } from '../core/require-size.ts';
import { requirePositive } from '../optimizers/transforms/require-range.ts';
import type { ScaleShift } from './batch-norm.ts';
import { momentsOver, normalised, overChannels } from './normalise.ts';

export interface NormOptions {
  /** Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * y = γ(x − μ)/√(σ² + ε) + β with μ, σ² over the last axes of each example.
 *
 * Ba, Kiros, Hinton (2016), "Layer normalization".
 *
 * @param shape of the last axes, or the length of the last one
 * @throws ShapeError when x ends otherwise; ArgumentError for wrong options
 */
export function layerNorm(shape: number | Shape, options: NormOptions = {}): Module<ScaleShift, Empty> {
  if (typeof shape !== 'number') requireLengths('layerNorm: shape', shape, 1);
  const own = typeof shape === 'number' ? [shape] : [...shape];
  const { epsilon = 1e-5 } = options;
  const axes = own.map((_, i) => i - own.length);
  for (const n of own) requireSize('layerNorm: length', n);
  requirePositive('layerNorm: epsilon', epsilon);
  const layer = affineLayer(
    'layer-norm',
    own,
    (s) => requireLast('layerNorm', s, own),
    (x, { scale, shift }) => {
      const { centred, variance } = momentsOver(x, axes);
      return normalised(centred, variance, epsilon).mul(scale).add(shift);
    },
  );
  return own.length === 1 ? positionwise(layer) : layer;
}

/**
 * The same over groups of channels of [N, C, …].
 *
 * Wu, He (2018), "Group normalization". One group for each channel is instance normalisation.
 *
 * @throws ArgumentError when the groups do not divide the channels; ShapeError for other channels
 */
export function groupNorm(groups: number, channels: number, options: NormOptions = {}): Module<ScaleShift, Empty> {
  const { epsilon = 1e-5 } = options;
  requireSize('groupNorm: groups', groups);
  requireSize('groupNorm: channels', channels);
  requirePositive('groupNorm: epsilon', epsilon);
  if (channels % groups !== 0)
    throw new ArgumentError(`groupNorm: ${groups} groups of ${channels} channels`, 'the number of channels is a multiple of the groups');
  return affineLayer(
    'group-norm',
    [channels],
    (s) => {
      if (s[0] !== channels)
        throw new ShapeError(`groupNorm: an example of shape [${s.join(', ')}]`, `its first axis has ${channels} channels`);
    },
    (x, { scale, shift }) => {
      const { centred, variance } = momentsOver(
        x.reshape([x.shape[0], groups, x.shape.slice(1).reduce((n, length) => n * length, 1) / groups]),
        [2],
      );
      return normalised(centred, variance, epsilon).reshape(x.shape).mul(overChannels(scale, x.rank)).add(overChannels(shift, x.rank));
    },
  );
}

export interface ScaleOnly {
  readonly scale: Tensor;
}

/**
 * y = γx/√(mean x² + ε) over the last axis.
 *
 * Zhang, Sennrich (2019), "Root mean square layer normalization".
 */
export function rmsNorm(features: number, options: NormOptions = {}): Module<ScaleOnly, Empty> {
  const { epsilon = 1e-5 } = options;
  requireSize('rmsNorm: features', features);
  requirePositive('rmsNorm: epsilon', epsilon);
  return positionwise<Module<ScaleOnly, Empty>>({
    kind: 'rms-norm',
    outputShape: (s) => {
      requireLast('rmsNorm', s, [features]);
      return s;
    },
    init: (_key, s, { dtype = 'float32' } = {}) => {
      requireLast('rmsNorm', s, [features]);
      return { params: { scale: ones([features], dtype) }, state: EMPTY };
    },
    apply({ scale }, state, input) {
      requireLast('rmsNorm', input.shape, [features]);
      const x = input.astype(scale.dtype);
      return { y: normalised(x, x.square().mean(-1, { keepDims: true }), epsilon).mul(scale), state };
    },
    operations: (s) => 4 * s.reduce((n, length) => n * length, 1), // mean square 2, division, scale
  });
}

function affineLayer(
  kind: string,
  own: Shape,
  require: (shape: Shape) => void,
  map: (x: Tensor, p: ScaleShift) => Tensor,
): Module<ScaleShift, Empty> {
  return {
    kind,
    outputShape: (s) => {
      require(s);
      return s;
    },
    init: (_key, s, { dtype = 'float32' } = {}) => {
      require(s);
      return { params: { scale: ones(own, dtype), shift: zeros(own, dtype) }, state: EMPTY };
    },
    apply(params, state, x) {
      require(x.shape.slice(1));
      return { y: map(x.astype(params.scale.dtype), params), state };
    },
    operations: (s) => 7 * s.reduce((n, length) => n * length, 1), // mean, centring, variance 2, division, scale, shift
  };
}

function requireLast(name: string, shape: Shape, own: Shape): void {
  if (shape.length < own.length || own.some((n, i) => shape[shape.length - own.length + i] !== n)) {
    throw new ShapeError(`${name}: shape [${shape.join(', ')}]`, `the last axes must be [${own.join(', ')}]`);
  }
}
