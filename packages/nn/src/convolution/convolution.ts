/** Convolutions as functions of tensors. */
import { ArgumentError, ShapeError, type Tensor, bind1, pad, promote } from '@adjoint/tensor';
import { requireSize } from '../core/require-size.ts';
import { type ConvolutionParams, convolvePrimitive, requireFloats, spreadPrimitive } from './convolution-primitives.ts';
import { type Pair, type WindowOptions, outputSize, pair, windowOf } from './geometry.ts';

export interface ConvolutionOptions extends WindowOptions {
  /** Groups of channels that do not mix (default 1); as many as channels is a depthwise convolution. */
  readonly groups?: number;
}
export interface BiasedConvolutionOptions extends ConvolutionOptions {
  /** [O], added to each channel of the result. */
  readonly bias?: Tensor;
}

export interface TransposedConvolutionOptions extends ConvolutionOptions {
  /** Rows and columns added to one side of the output, below the stride (default 0): several sizes have one image under a stride. */
  readonly outputPadding?: Pair;
}

/**
 * Images convolved with kernels; the kernel is not mirrored.
 *
 * @param x [N, C, H, W]
 * @param K [O, C/groups, kh, kw]
 * @returns [N, O, H′, W′], H′ = ⌊(H + 2·padding − dilation·(kh − 1) − 1)/stride⌋ + 1
 * @throws ShapeError when the shapes do not fit; ArgumentError for wrong options
 */
export function convolution2d(x: Tensor, K: Tensor, options: BiasedConvolutionOptions = {}): Tensor {
  const { groups = 1, bias } = options;
  requireRank('convolution2d', x, K);
  requireFloats('convolution2d', x, K);
  const window = windowOf('convolution2d', [K.shape[2], K.shape[3]], options);
  const [, C, H, W] = x.shape;
  const O = K.shape[0];
  requireGroups('convolution2d', groups, C, O);
  if (K.shape[1] !== C / groups)
    throw new ShapeError(
      `convolution2d: x [${x.shape.join(', ')}], K [${K.shape.join(', ')}], groups ${groups}`,
      'K is [outputs, channels/groups, height, width]',
    );
  outputSize('convolution2d', window, H, W);
  return apply(convolvePrimitive, x, K, { window, groups, image: [C, H, W], outputs: O }, bias);
}

/**
 * The transpose of a convolution, which makes images larger: every input spreads a kernel over its place.
 *
 * @param y [N, O, H, W]
 * @param K [O, C/groups, kh, kw]
 * @returns [N, C, H′, W′], H′ = (H − 1)·stride − 2·padding + dilation·(kh − 1) + outputPadding + 1
 * @throws ShapeError when the shapes do not fit; ArgumentError for wrong options
 */
export function transposedConvolution2d(y: Tensor, K: Tensor, options: TransposedConvolutionOptions = {}): Tensor {
  const { groups = 1 } = options;
  requireRank('transposedConvolution2d', y, K);
  requireFloats('transposedConvolution2d', y, K);
  const window = windowOf('transposedConvolution2d', [K.shape[2], K.shape[3]], options);
  const rest = pair(options.outputPadding ?? 0);
  const [, O, H, W] = y.shape;
  const C = K.shape[1] * groups;
  requireGroups('transposedConvolution2d', groups, O, C);
  if (K.shape[0] !== O)
    throw new ShapeError(
      `transposedConvolution2d: y [${y.shape.join(', ')}], K [${K.shape.join(', ')}]`,
      'K is [channels of y, outputs/groups, height, width]',
    );
  const size = transposedSize(window, rest, H, W);
  const [rows, columns] = outputSize('transposedConvolution2d', window, ...size);
  // an image so much larger that windows of its own would fit: they are zeros
  const whole =
    rows === H && columns === W
      ? y
      : pad(y, [
          [0, 0],
          [0, 0],
          [0, rows - H],
          [0, columns - W],
        ]);
  return apply(spreadPrimitive, whole, K, { window, groups, image: [C, ...size], outputs: O });
}

/** @throws ArgumentError unless 0 ≤ outputPadding < stride, or < dilation */
export function requireRest({ stride, dilation }: ConvolutionParams['window'], rest: readonly [number, number]): void {
  for (const axis of [0, 1] as const) {
    requireSize('outputPadding', rest[axis], 0);
    if (rest[axis] >= Math.max(stride[axis], dilation[axis]))
      throw new ArgumentError(`outputPadding ${rest[axis]} with stride ${stride[axis]}`, 'it is below the stride, or below the dilation');
  }
}

/** Size of the image that a transposed convolution makes. @throws ArgumentError, ShapeError when there is none */
export function transposedSize(
  window: ConvolutionParams['window'],
  rest: readonly [number, number],
  height: number,
  width: number,
): readonly [number, number] {
  requireRest(window, rest);
  const along = (axis: 0 | 1, n: number): number =>
    (n - 1) * window.stride[axis] - 2 * window.padding[axis] + window.dilation[axis] * (window.kernel[axis] - 1) + rest[axis] + 1;
  const size = [along(0, height), along(1, width)] as const;
  if (size[0] < 1 || size[1] < 1)
    throw new ShapeError(`transposed convolution of ${height}×${width} would be ${size.join('×')}`, 'use less padding');
  return size;
}

function apply(p: typeof convolvePrimitive, x: Tensor, K: Tensor, params: ConvolutionParams, bias?: Tensor): Tensor {
  const dtype = promote(x.dtype, K.dtype);
  return bind1(p, [x.astype(dtype), K.astype(dtype), ...(bias === undefined ? [] : [bias.astype(dtype)])], params);
}

function requireRank(name: string, x: Tensor, K: Tensor): void {
  if (x.rank !== 4 || K.rank !== 4)
    throw new ShapeError(
      `${name}: x [${x.shape.join(', ')}], K [${K.shape.join(', ')}]`,
      'give images [N, channels, height, width] and kernels with four axes',
    );
}

export function requireGroups(name: string, groups: number, inputs: number, outputs: number): void {
  requireSize(`${name}: groups`, groups);
  if (inputs % groups !== 0 || outputs % groups !== 0)
    throw new ArgumentError(
      `${name}: ${groups} groups of ${inputs} and ${outputs} channels`,
      'both numbers of channels must be multiples of the groups',
    );
}
