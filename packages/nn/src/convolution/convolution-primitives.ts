/**
 * Convolution of images and its two transposes: three bilinear maps, each the derivative of the others.
 *
 *   y = K ∗ x + b      convolve(x, K), or with b added to each channel of y: convolve(x, K, b)
 *   x̄ = Kᵀ ∗ ȳ         spread(ȳ, K), also known as the transposed convolution
 *   K̄ = ȳ ∗ x          correlate(x, ȳ)
 *
 * x [N, C, H, W], K [O, C/g, kh, kw], y [N, O, H′, W′], g groups of channels that do not mix. As in every neural
 * network, ∗ is what signal processing calls correlation: the kernel is not mirrored.
 *
 * Each is computed by the kernels in force where they know convolution, else as one matrix product for a block of images
 * whose patches fit into the cache.
 * Dumoulin, Visin (2016), "A guide to convolution arithmetic for deep learning".
 */
import {
  DTypeError,
  type DenseTensor,
  type Maybe,
  type Primitive,
  type Shape,
  ShapeError,
  type Tensor,
  adoptBuffer,
  allocate,
  bind1,
  isFloat,
  sizeOf,
  stack,
} from '@adjoint/tensor';
import { channelSum, overChannels } from './channel-bias.ts';
import { type Window, outputSize } from './geometry.ts';
import { type ConvolutionShape, convolutionKernels } from './kernels.ts';
import { type Floats, type PatchShape, addPatches, takePatches } from './patches.ts';

export interface ConvolutionParams {
  readonly window: Window;
  readonly groups: number;
  /** [C, H, W] of x, which y alone does not tell when the stride leaves a rest. */
  readonly image: readonly [number, number, number];
  /** O */
  readonly outputs: number;
}

/** About as many patch elements are made at once: 2 MB of float32. */
const BLOCK = 2 ** 17;

interface Blocks {
  readonly count: number;
  readonly shape: PatchShape;
  readonly rows: number;
  readonly area: number;
  readonly perGroup: number;
}

function blocksOf({ window, groups, image: [channels, height, width], outputs }: ConvolutionParams): Blocks {
  const [outHeight, outWidth] = outputSize('convolution', window, height, width);
  const area = outHeight * outWidth;
  const shape = { channels: channels / groups, height, width, outHeight, outWidth };
  const rows = shape.channels * window.kernel[0] * window.kernel[1];
  return { count: Math.max(1, Math.floor(BLOCK / (rows * area))), shape, rows, area, perGroup: outputs / groups };
}

/** A buffer that is made when first asked for and serves all blocks of one call; the last block takes a part of it. */
function buffer(dtype: string, most: number): (n: number) => Floats {
  let whole: Floats | undefined;
  return (n) => (whole ??= floats(dtype, most)).subarray(0, n);
}

/** Calls `work` for every group of channels and block of images. */
function eachBlock(images: number, p: ConvolutionParams, b: Blocks, work: (group: number, first: number, n: number) => void): void {
  for (let g = 0; g < p.groups; g++)
    for (let first = 0; first < images; first += b.count) work(g, first, Math.min(b.count, images - first));
}

const matrix = (values: Floats, rows: number, columns: number): Tensor => adoptBuffer(values, [rows, columns]);
/** Kernel rows of one group, [O/g, C/g·kh·kw]. */
const kernelOfGroup = (K: DenseTensor, g: number, b: Blocks): Tensor =>
  K.reshape([-1, b.rows]).slice([g * b.perGroup, (g + 1) * b.perGroup]);

/** Block [O/g, n·area] ↔ images [n, O, area]: planes are copied whole. */
function planes(
  block: Floats,
  y: Floats,
  g: number,
  first: number,
  n: number,
  outputs: number,
  b: Blocks,
  toImages: boolean,
  bias: ArrayLike<number> | null = null,
): void {
  for (let o = 0; o < b.perGroup; o++)
    for (let i = 0; i < n; i++) {
      const inBlock = (o * n + i) * b.area;
      const inImage = ((first + i) * outputs + g * b.perGroup + o) * b.area;
      if (!toImages) block.set(y.subarray(inImage, inImage + b.area), inBlock);
      else if (bias === null) y.set(block.subarray(inBlock, inBlock + b.area), inImage);
      else {
        const shift = bias[g * b.perGroup + o];
        for (let k = 0; k < b.area; k++) y[inImage + k] = block[inBlock + k] + shift;
      }
    }
}

const shapeOf = (images: number, { window, groups, image: [channels, height, width], outputs }: ConvolutionParams): ConvolutionShape => ({
  images,
  channels,
  outputs,
  groups,
  height,
  width,
  ...window,
});
const outShape = (images: number, p: ConvolutionParams): Shape => [
  images,
  p.outputs,
  ...outputSize('convolution', p.window, p.image[1], p.image[2]),
];
const floats = (dtype: string, n: number): Floats => allocate(dtype as 'float32', n);

/** Batch axes of both operands become more images; without a batched kernel one call does it. */
function batched(
  p: Primitive<ConvolutionParams>,
  inputs: readonly Tensor[],
  isBatched: readonly boolean[],
  params: ConvolutionParams,
  size: number,
): readonly Tensor[] {
  const [x, ...others] = inputs;
  const fold = p !== correlatePrimitive && isBatched[0] && !isBatched.slice(1).includes(true);
  if (fold) {
    const merged = bind1(p, [x.reshape([-1, ...x.shape.slice(2)]), ...others], params);
    return [merged.reshape([size, -1, ...merged.shape.slice(1)])];
  }
  return [
    stack(
      Array.from({ length: size }, (_, e) =>
        bind1(
          p,
          inputs.map((t, i) => (isBatched[i] ? t.at(e) : t)),
          params,
        ),
      ),
    ),
  ];
}

export const convolvePrimitive: Primitive<ConvolutionParams> = {
  name: 'convolve',
  abstract: ([x, K, b], p) => {
    requireImages('convolve', x.shape, [x.shape[0], ...p.image]);
    requireImages('convolve kernel', K.shape, kernelShape(p));
    if (b !== undefined) requireImages('convolve bias', b.shape, [p.outputs]);
    return [{ shape: outShape(x.shape[0], p), dtype: x.dtype }];
  },
  evaluate: (inputs, p) => {
    convolvePrimitive.abstract(inputs, p);
    const [x, K] = inputs;
    const bias = inputs.length > 2 ? (inputs[2].packed() as Floats) : null;
    const images = x.shape[0];
    const b = blocksOf(p);
    const y = floats(x.dtype, images * p.outputs * b.area);
    const values = x.packed() as Floats;
    const kernels = convolutionKernels();
    if (kernels) {
      kernels.convolve(y, values, K.packed() as Floats, bias, shapeOf(images, p));
      return [adoptBuffer(y, outShape(images, p))];
    }
    const imageSize = sizeOf(p.image);
    const groupSize = imageSize / p.groups;
    const patchesFor = buffer(x.dtype, b.rows * Math.min(b.count, images) * b.area);
    eachBlock(images, p, b, (g, first, n) => {
      const patches = patchesFor(b.rows * n * b.area);
      takePatches(patches, values, first * imageSize + g * groupSize, n, imageSize, b.shape, p.window);
      const block = (kernelOfGroup(K, g, b).matmul(matrix(patches, b.rows, n * b.area)) as DenseTensor).packed() as Floats;
      planes(block, y, g, first, n, p.outputs, b, true, bias);
    });
    return [adoptBuffer(y, outShape(images, p))];
  },
  jvp: ([dx, dK, db], [x, K], [y], p) => [
    sum(sum(dx && convolve(dx, K, p), dK && convolve(x, dK, p)), db && overChannels(db, y.rank).broadcastTo(y.shape)),
  ],
  vjp: ([ct], [x, K, b], _y, p, wanted) => [
    wanted[0] ? spread(ct!, K, p) : null,
    wanted[1] ? correlate(x, ct!, p) : null,
    ...(b === undefined ? [] : [wanted[2] ? channelSum(ct!) : null]),
  ],
  batch: (inputs, isBatched, p, size) => batched(convolvePrimitive, inputs, isBatched, p, size),
};

export const spreadPrimitive: Primitive<ConvolutionParams> = {
  name: 'spread',
  abstract: ([y, K], p) => {
    requireImages('transposed convolution', y.shape, outShape(y.shape[0], p));
    requireImages('transposed convolution kernel', K.shape, kernelShape(p));
    return [{ shape: [y.shape[0], ...p.image], dtype: y.dtype }];
  },
  evaluate: ([y, K], p) => {
    spreadPrimitive.abstract([y, K], p);
    const images = y.shape[0];
    const b = blocksOf(p);
    const imageSize = sizeOf(p.image);
    const x = floats(y.dtype, images * imageSize);
    const values = y.packed() as Floats;
    const kernels = convolutionKernels();
    if (kernels) {
      kernels.convolveByInput(x, values, K.packed() as Floats, shapeOf(images, p));
      return [adoptBuffer(x, [images, ...p.image])];
    }
    const blockFor = buffer(y.dtype, b.perGroup * Math.min(b.count, images) * b.area);
    eachBlock(images, p, b, (g, first, n) => {
      const block = blockFor(b.perGroup * n * b.area);
      planes(block, values, g, first, n, p.outputs, b, false);
      const patches = (
        kernelOfGroup(K, g, b)
          .mT()
          .matmul(matrix(block, b.perGroup, n * b.area)) as DenseTensor
      ).packed() as Floats;
      addPatches(x, patches, first * imageSize + g * (imageSize / p.groups), n, imageSize, b.shape, p.window);
    });
    return [adoptBuffer(x, [images, ...p.image])];
  },
  jvp: ([dy, dK], [y, K], _x, p) => [sum(dy && spread(dy, K, p), dK && spread(y, dK, p))],
  vjp: ([ct], [y, K], _x, p, wanted) => [wanted[0] ? convolve(ct!, K, p) : null, wanted[1] ? correlate(ct!, y, p) : null],
  batch: (inputs, isBatched, p, size) => batched(spreadPrimitive, inputs, isBatched, p, size),
};

export const correlatePrimitive: Primitive<ConvolutionParams> = {
  name: 'correlate',
  abstract: ([x, y], p) => {
    requireImages('correlate', x.shape, [x.shape[0], ...p.image]);
    requireImages('correlate', y.shape, outShape(x.shape[0], p));
    return [{ shape: kernelShape(p), dtype: x.dtype }];
  },
  evaluate: ([x, y], p) => {
    correlatePrimitive.abstract([x, y], p);
    const images = x.shape[0];
    const b = blocksOf(p);
    const imageSize = sizeOf(p.image);
    const K = floats(x.dtype, p.outputs * b.rows);
    const values = x.packed() as Floats;
    const cotangents = y.packed() as Floats;
    const most = Math.min(b.count, images) * b.area;
    const kernels = convolutionKernels();
    if (kernels) {
      kernels.convolveByKernel(K, values, cotangents, shapeOf(images, p));
      return [adoptBuffer(K, kernelShape(p))];
    }
    const patchesFor = buffer(x.dtype, b.rows * most);
    const blockFor = buffer(x.dtype, b.perGroup * most);
    eachBlock(images, p, b, (g, first, n) => {
      const patches = patchesFor(b.rows * n * b.area);
      const block = blockFor(b.perGroup * n * b.area);
      takePatches(patches, values, first * imageSize + g * (imageSize / p.groups), n, imageSize, b.shape, p.window);
      planes(block, cotangents, g, first, n, p.outputs, b, false);
      const part = (
        matrix(block, b.perGroup, n * b.area).matmul(matrix(patches, b.rows, n * b.area).mT()) as DenseTensor
      ).packed() as Floats;
      const at = g * b.perGroup * b.rows;
      for (let i = 0; i < part.length; i++) K[at + i] += part[i];
    });
    return [adoptBuffer(K, kernelShape(p))];
  },
  jvp: ([dx, dy], [x, y], _K, p) => [sum(dx && correlate(dx, y, p), dy && correlate(x, dy, p))],
  vjp: ([ct], [x, y], _K, p, wanted) => [wanted[0] ? spread(y, ct!, p) : null, wanted[1] ? convolve(x, ct!, p) : null],
  batch: (inputs, isBatched, p, size) => batched(correlatePrimitive, inputs, isBatched, p, size),
};

const convolve = (x: Tensor, K: Tensor, p: ConvolutionParams): Tensor => bind1(convolvePrimitive, [x, K], p);
const spread = (y: Tensor, K: Tensor, p: ConvolutionParams): Tensor => bind1(spreadPrimitive, [y, K], p);
const correlate = (x: Tensor, y: Tensor, p: ConvolutionParams): Tensor => bind1(correlatePrimitive, [x, y], p);
const sum = (a: Maybe, b: Maybe): Maybe => (a === null ? b : b === null ? a : a.add(b));

const kernelShape = ({ outputs, groups, image, window }: ConvolutionParams): Shape => [outputs, image[0] / groups, ...window.kernel];

function requireImages(name: string, given: Shape, expected: Shape): void {
  if (given.length !== expected.length || given.some((n, axis) => n !== expected[axis])) {
    throw new ShapeError(
      `${name}: shape [${given.join(', ')}] instead of [${expected.join(', ')}]`,
      'images are [N, channels, height, width], kernels [outputs, channels/groups, height, width]',
    );
  }
}

/** @throws DTypeError unless both are floats */
export function requireFloats(name: string, ...xs: readonly Tensor[]): void {
  for (const x of xs) if (!isFloat(x.dtype)) throw new DTypeError(`${name}: dtype ${x.dtype}`, "convert with astype('float32')");
}
