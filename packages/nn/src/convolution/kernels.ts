/** Convolution by the kernels in force, for tiers that offer it: what nn uses of the `ConvolutionKernels` of `@adjoint/kernels`. */
import { type TypedArrayOf, currentKernels } from '@adjoint/tensor';
import type { Window } from './geometry.ts';

type Floats = TypedArrayOf<'float64' | 'float32'>;

export interface ConvolutionShape extends Window {
  readonly images: number;
  readonly channels: number;
  readonly outputs: number;
  readonly groups: number;
  readonly height: number;
  readonly width: number;
}

export interface PoolShape extends Window {
  readonly planes: number;
  readonly height: number;
  readonly width: number;
}

interface ConvolutionKernels {
  convolve(y: Floats, x: Floats, K: Floats, bias: Floats | null, shape: ConvolutionShape): void;
  convolveByInput(x: Floats, y: Floats, K: Floats, shape: ConvolutionShape): void;
  convolveByKernel(K: Floats, x: Floats, y: Floats, shape: ConvolutionShape): void;
  maxPool?(y: Floats, places: Int32Array, x: Floats, shape: PoolShape): void;
  maxPoolByInput?(x: Floats, y: Floats, places: Int32Array, shape: PoolShape): void;
}

export const convolutionKernels = (): ConvolutionKernels | undefined =>
  (currentKernels() as { readonly convolution?: ConvolutionKernels | undefined } | null)?.convolution;
