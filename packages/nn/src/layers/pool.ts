/** Pooling layers; images are [channels, height, width], sequences [channels, length]. */
import { type Shape, ShapeError } from '@adjoint/tensor';
import { type Pair, outputSize, pair, requireLittlePadding, requireMeeting, windowOf } from '../convolution/geometry.ts';
import { type PoolOptions, averagePool2d, maxPool2d } from '../convolution/pooling.ts';
import type { Empty, Module } from '../core/module.ts';
import { statelessLayer } from './stateless-layer.ts';

function pool2d(kind: string, pool: typeof maxPool2d, kernel: Pair, options: PoolOptions): Module<Empty, Empty> {
  const window = windowOf(kind, kernel, { ...options, stride: options.stride ?? pair(kernel) });
  const outputShape = (shape: Shape): Shape => {
    const [C, H, W] = requireAxes(kind, shape, 3);
    requireLittlePadding(kind, window);
    if (pool === maxPool2d) requireMeeting(kind, window, H, W);
    return [C, ...outputSize(kind, window, H, W)];
  };
  return statelessLayer(
    kind,
    outputShape,
    (x) => pool(x, kernel, options),
    (shape) => count(outputShape(shape)) * count(window.kernel),
  );
}
function pool1d(kind: string, pool: typeof maxPool2d, kernel: number, options: PoolOptions): Module<Empty, Empty> {
  const along = (x: Pair): number => (typeof x === 'number' ? x : x[1]);
  const flat: PoolOptions = {
    stride: [1, along(options.stride ?? kernel)],
    padding: [0, along(options.padding ?? 0)],
    dilation: [1, along(options.dilation ?? 1)],
  };
  const window = windowOf(kind, [1, kernel], flat);
  const outputShape = (shape: Shape): Shape => {
    const [C, L] = requireAxes(kind, shape, 2);
    requireLittlePadding(kind, window);
    if (pool === maxPool2d) requireMeeting(kind, window, 1, L);
    return [C, outputSize(kind, window, 1, L)[1]];
  };
  return statelessLayer(
    kind,
    outputShape,
    (x) => pool(x.expandDims(2), [1, kernel], flat).squeeze(2),
    (shape) => count(outputShape(shape)) * kernel,
  );
}
const count = (shape: Shape): number => shape.reduce((n, length) => n * length, 1);
function requireAxes(name: string, shape: Shape, rank: number): Shape {
  if (shape.length !== rank)
    throw new ShapeError(`${name}: an example of shape [${shape.join(', ')}]`, `it has ${rank} axes, channels first`);
  return shape;
}

/** @example maxPool(2).outputShape([8, 28, 28]) // [8, 14, 14] */
export const maxPool = (kernel: Pair, options: PoolOptions = {}): Module<Empty, Empty> => ({
  ...pool2d('max-pool', maxPool2d, kernel, options),
  exchange: 'max-pool',
});
export const averagePool = (kernel: Pair, options: PoolOptions = {}): Module<Empty, Empty> =>
  pool2d('average-pool', averagePool2d, kernel, options);
export const maxPool1d = (kernel: number, options: PoolOptions = {}): Module<Empty, Empty> => ({
  ...pool1d('max-pool1d', maxPool2d, kernel, options),
  exchange: 'max-pool',
});
export const averagePool1d = (kernel: number, options: PoolOptions = {}): Module<Empty, Empty> =>
  pool1d('average-pool1d', averagePool2d, kernel, options);

/** The mean of each channel: [C, …] → [C]. */
export const globalAveragePool = (): Module<Empty, Empty> =>
  statelessLayer(
    'global-average-pool',
    (shape) => {
      if (shape.length < 2)
        throw new ShapeError(
          `global-average-pool: an example of shape [${shape.join(', ')}]`,
          'it has channels and at least one more axis',
        );
      return [shape[0]];
    },
    (x) => x.reshape([x.shape[0], x.shape[1], -1]).mean(2),
    count,
  );
