/**
 * What a tier may offer beyond the contract for convolution and pooling of images. Optional: packages have a path of
 * their own where it is missing. Plain functions of all of it are the namespace `convolution` of this package.
 *
 * Images are [images, channels, height, width], kernels [outputs, channels/groups, kh, kw], results
 * [images, outputs, H′, W′] with H′ = ⌊(H + 2p − d(k − 1) − 1)/s⌋ + 1. Outputs are written everywhere; they are no inputs.
 * RangeError when an array is too short or no window fits.
 */
import type { Floats } from './contract.ts';

type Pair = readonly [vertical: number, horizontal: number];

/** A window that moves over planes. */
export interface WindowShape {
  readonly height: number;
  readonly width: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  /** Zeros on every side. */
  readonly padding: Pair;
  /** Distance between neighbours of a window. */
  readonly dilation: Pair;
}

export interface ConvolutionShape extends WindowShape {
  readonly images: number;
  readonly channels: number;
  readonly outputs: number;
  /** Groups of channels that do not mix. */
  readonly groups: number;
}

export interface PoolShape extends WindowShape {
  /** images · channels */
  readonly planes: number;
}

/** The member `convolution` of a set of kernels. */
export interface ConvolutionKernels {
  /** y = K ∗ x + b, b of one number for each output or null. */
  convolve(y: Floats, x: Floats, K: Floats, bias: Floats | null, shape: ConvolutionShape): void;
  /** x̄ = Kᵀ ∗ ȳ, the gradient by the input: the transpose of x ↦ K ∗ x. */
  convolveByInput(x: Floats, y: Floats, K: Floats, shape: ConvolutionShape): void;
  /** K̄ = ȳ ∗ x, the gradient by the kernel: the transpose of K ↦ K ∗ x. */
  convolveByKernel(K: Floats, x: Floats, y: Floats, shape: ConvolutionShape): void;
  /** The largest element of each window and its place in its own plane; padding never wins, the first of equals does, NaN wins. */
  maxPool(y: Floats, places: Int32Array, x: Floats, shape: PoolShape): void;
  /** x̄[place] = Σ ȳ over the windows that chose the place. */
  maxPoolByInput(x: Floats, y: Floats, places: Int32Array, shape: PoolShape): void;
  /** The mean of each window, padding counted as zeros. */
  averagePool(y: Floats, x: Floats, shape: PoolShape): void;
  /** The transpose of averagePool. */
  averagePoolByInput(x: Floats, y: Floats, shape: PoolShape): void;
}
