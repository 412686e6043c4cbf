/**
 * Convolutional layers:  y = W ∗ x + b, channels second, the batch first.
 *
 * LeCun, Bottou, Bengio, Haffner (1998), "Gradient-based learning applied to document recognition".
 */
import { type Shape, ShapeError, type Tensor } from '@adjoint/tensor';
import { addChannelBias } from '../convolution/channel-bias.ts';
import {
  type BiasedConvolutionOptions,
  type ConvolutionOptions,
  type TransposedConvolutionOptions,
  convolution2d,
  requireGroups,
  requireRest,
  transposedConvolution2d,
  transposedSize,
} from '../convolution/convolution.ts';
import { type Pair, outputSize, pair, windowOf } from '../convolution/geometry.ts';
import { EMPTY, type Empty, type Module } from '../core/module.ts';
import { pathKey } from '../core/path-key.ts';
import { requireFlag, requireFunction } from '../core/require-kind.ts';
import { requireSize } from '../core/require-size.ts';
import type { Initialiser } from '../initialisers/initialiser.ts';
import { uniformScaling } from '../initialisers/variance-scaling.ts';

export interface ConvParams {
  /** [outputs, inputs/groups, kh, kw]; transposed: [inputs, outputs/groups, kh, kw]; without kh in one dimension */
  readonly W: Tensor;
  /** [outputs]; absent without bias */
  readonly b?: Tensor;
}
interface Biased {
  /** Whether there is a b (default true). */
  readonly bias?: boolean;
  /** Default: uniform on ±1/√fanIn. */
  readonly weight?: Initialiser;
}
export interface ConvOptions extends ConvolutionOptions, Biased {}
export interface TransposedConvOptions extends TransposedConvolutionOptions, Biased {}

/**
 * @param inputs channels of x, [N, inputs, H, W]
 * @throws ArgumentError for wrong sizes and options; ShapeError when x has other channels or the kernel does not fit
 * @example conv2d(1, 8, 3, { padding: 1 }).outputShape([1, 28, 28]) // [8, 28, 28]
 */
export function conv2d(inputs: number, outputs: number, kernel: Pair, options: ConvOptions = {}): Module<ConvParams, Empty> {
  const name = `conv2d(${inputs}, ${outputs})`;
  const window = windowOf(name, kernel, options);
  const { groups = 1 } = options;
  requireChannels(name, inputs, outputs, groups);
  return layer(
    'conv2d',
    name,
    inputs,
    3,
    [outputs, inputs / groups, ...window.kernel],
    outputs,
    options,
    ([, H, W]) => [outputs, ...outputSize(name, window, H, W)],
    (x, W, b) => convolution2d(x, W, withBias(options, b)),
  );
}

/** One dimension: x [N, inputs, L]; see `conv2d`. */
export function conv1d(inputs: number, outputs: number, kernel: number, options: ConvOptions = {}): Module<ConvParams, Empty> {
  const name = `conv1d(${inputs}, ${outputs})`;
  const flat = oneDimensional(options);
  const window = windowOf(name, [1, kernel], flat);
  const { groups = 1 } = options;
  requireChannels(name, inputs, outputs, groups);
  return layer(
    'conv1d',
    name,
    inputs,
    2,
    [outputs, inputs / groups, kernel],
    outputs,
    options,
    ([, L]) => [outputs, outputSize(name, window, 1, L)[1]],
    (x, W, b) => convolution2d(x.expandDims(2), W.expandDims(2), withBias(flat, b)).squeeze(2),
  );
}

/**
 * The transpose of a convolution, which makes images larger.
 *
 * @param inputs channels of x, [N, inputs, H, W]
 * @example convTranspose2d(8, 1, 2, { stride: 2 }).outputShape([8, 14, 14]) // [1, 28, 28]
 */
export function convTranspose2d(
  inputs: number,
  outputs: number,
  kernel: Pair,
  options: TransposedConvOptions = {},
): Module<ConvParams, Empty> {
  const name = `convTranspose2d(${inputs}, ${outputs})`;
  const window = windowOf(name, kernel, options);
  const { groups = 1 } = options;
  requireChannels(name, inputs, outputs, groups);
  requireRest(window, pair(options.outputPadding ?? 0));
  return layer(
    'conv-transpose2d',
    name,
    inputs,
    3,
    [inputs, outputs / groups, ...window.kernel],
    outputs,
    options,
    ([, H, W]) => [outputs, ...transposedSize(window, pair(options.outputPadding ?? 0), H, W)],
    (x, W, b) => biased(transposedConvolution2d(x, W, options), b),
  );
}

/** One dimension: x [N, inputs, L]; see `convTranspose2d`. */
export function convTranspose1d(
  inputs: number,
  outputs: number,
  kernel: number,
  options: TransposedConvOptions = {},
): Module<ConvParams, Empty> {
  const name = `convTranspose1d(${inputs}, ${outputs})`;
  const flat = { ...oneDimensional(options), outputPadding: [0, along(options.outputPadding ?? 0)] as const };
  const window = windowOf(name, [1, kernel], flat);
  const { groups = 1 } = options;
  requireChannels(name, inputs, outputs, groups);
  requireRest(window, flat.outputPadding);
  return layer(
    'conv-transpose1d',
    name,
    inputs,
    2,
    [inputs, outputs / groups, kernel],
    outputs,
    options,
    ([, L]) => [outputs, transposedSize(window, flat.outputPadding, 1, L)[1]],
    (x, W, b) => biased(transposedConvolution2d(x.expandDims(2), W.expandDims(2), flat).squeeze(2), b),
  );
}

const along = (x: Pair): number => (typeof x === 'number' ? x : x[1]);
function oneDimensional(o: ConvolutionOptions): ConvolutionOptions {
  return {
    groups: o.groups ?? 1,
    stride: [1, along(o.stride ?? 1)],
    padding: [0, along(o.padding ?? 0)],
    dilation: [1, along(o.dilation ?? 1)],
  };
}

function requireChannels(name: string, inputs: number, outputs: number, groups: number): void {
  requireSize(`${name}: inputs`, inputs);
  requireSize(`${name}: outputs`, outputs);
  requireGroups(name, groups, inputs, outputs);
}

function withBias(
  { stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvolutionOptions,
  b: Tensor | undefined,
): BiasedConvolutionOptions {
  return { stride, padding, dilation, groups, ...(b === undefined ? null : { bias: b }) };
}
const biased = (y: Tensor, b: Tensor | undefined): Tensor => (b === undefined ? y : addChannelBias(y, b));

function layer(
  kind: string,
  name: string,
  inputs: number,
  rank: number,
  shapeOfW: Shape,
  outputs: number,
  { bias = true, weight = uniformScaling(1 / 3) }: Biased,
  sizes: (shape: Shape) => Shape,
  map: (x: Tensor, W: Tensor, b?: Tensor) => Tensor,
): Module<ConvParams, Empty> {
  requireFlag(`${name}: bias`, bias);
  requireFunction(`${name}: weight`, weight);
  const window = shapeOfW.slice(2).reduce((n, k) => n * k, 1);
  const fanIn = shapeOfW[1] * window;
  const fanOut = outputs * window;
  const outputShape = (shape: Shape): Shape => {
    if (shape.length !== rank || shape[0] !== inputs)
      throw new ShapeError(
        `${name}: shape [${shape.join(', ')}]`,
        `an example is [${inputs}${rank === 3 ? ', height, width' : ', length'}], channels first`,
      );
    return sizes(shape);
  };
  return {
    kind,
    outputShape,
    init(key, shape, { dtype = 'float32' } = {}) {
      outputShape(shape);
      const W = weight(pathKey(key, 'W'), shapeOfW, { fanIn, fanOut, dtype });
      return {
        params: bias ? { W, b: uniformScaling(1 / 3)(pathKey(key, 'b'), [outputs], { fanIn, fanOut, dtype }) } : { W },
        state: EMPTY,
      };
    },
    apply({ W, b }, state, x) {
      outputShape(x.shape.slice(1));
      return { y: map(x.astype(W.dtype), W, b), state };
    },
    operations(shape) {
      const positions = kind.startsWith('conv-transpose') ? shape.slice(1) : sizes(shape).slice(1); // each makes one product with a kernel
      const size = shapeOfW.reduce((n, k) => n * k, 1);
      const area = positions.reduce((n, k) => n * k, 1);
      return 2 * size * area;
    },
  };
}
