import { expect, test } from 'vitest';
import { grad } from '@adjoint/calculus';
import { type Tensor, type TypedArrayOf, tensor, withKernels } from '@adjoint/tensor';
import { convolution2d } from './convolution.ts';
import type { ConvolutionShape } from './kernels.ts';

type Floats = TypedArrayOf<'float64' | 'float32'>;
const SHAPE: ConvolutionShape = {
  images: 2,
  channels: 4,
  outputs: 6,
  groups: 2,
  height: 5,
  width: 6,
  kernel: [3, 2],
  stride: [2, 1],
  padding: [1, 0],
  dilation: [1, 2],
};
const numbers = (n: number, seed: number): Float64Array => Float64Array.from({ length: n }, (_, i) => (Math.sqrt(seed + 7 * i) % 1) - 0.5);

/** Every term of the sum, by its definition. */
function eachTerm(s: ConvolutionShape, term: (y: number, x: number, K: number) => void): void {
  const along = (axis: 0 | 1): number =>
    Math.floor(([s.height, s.width][axis] + 2 * s.padding[axis] - s.dilation[axis] * (s.kernel[axis] - 1) - 1) / s.stride[axis]) + 1;
  const rows = along(0);
  const columns = along(1);
  const inputs = s.channels / s.groups;
  const [kh, kw] = s.kernel;
  for (let n = 0; n < s.images; n++)
    for (let o = 0; o < s.outputs; o++)
      for (let oy = 0; oy < rows; oy++)
        for (let ox = 0; ox < columns; ox++)
          for (let c = 0; c < inputs; c++)
            for (let ky = 0; ky < kh; ky++)
              for (let kx = 0; kx < kw; kx++) {
                const iy = oy * s.stride[0] + ky * s.dilation[0] - s.padding[0];
                const ix = ox * s.stride[1] + kx * s.dilation[1] - s.padding[1];
                const channel = Math.floor(o / (s.outputs / s.groups)) * inputs + c;
                if (iy >= 0 && iy < s.height && ix >= 0 && ix < s.width)
                  term(
                    ((n * s.outputs + o) * rows + oy) * columns + ox,
                    ((n * s.channels + channel) * s.height + iy) * s.width + ix,
                    ((o * inputs + c) * kh + ky) * kw + kx,
                  );
              }
}

test('kernels that know convolution are given the shapes and compute all three maps', () => {
  const calls: string[] = [];
  const seen = (name: string, s: ConvolutionShape): ConvolutionShape => {
    calls.push(name);
    return s;
  };
  const convolution = {
    convolve: (y: Floats, x: Floats, K: Floats, bias: Floats | null, s: ConvolutionShape): void => {
      const area = y.length / s.images / s.outputs;
      for (let i = 0; i < y.length; i++) y[i] = bias ? bias[Math.floor(i / area) % s.outputs] : 0;
      eachTerm(seen('convolve', s), (a, b, c) => {
        y[a] += x[b] * K[c];
      });
    },
    convolveByInput: (x: Floats, y: Floats, K: Floats, s: ConvolutionShape): void => {
      eachTerm(seen('byInput', s), (a, b, c) => {
        x[b] += y[a] * K[c];
      });
    },
    convolveByKernel: (K: Floats, x: Floats, y: Floats, s: ConvolutionShape): void => {
      eachTerm(seen('byKernel', s), (a, b, c) => {
        K[c] += y[a] * x[b];
      });
    },
  };
  const { images, channels, outputs, height, width, kernel, ...options } = SHAPE;
  const x = tensor(numbers(images * channels * height * width, 1)).reshape([images, channels, height, width]);
  const K = tensor(numbers(((outputs * channels) / 2) * 6, 2)).reshape([outputs, channels / 2, ...kernel]);
  const bias = tensor(numbers(outputs, 3));
  const loss = (p: { x: Tensor; K: Tensor; bias: Tensor }): Tensor =>
    convolution2d(p.x, p.K, { ...options, bias: p.bias })
      .square()
      .sum();
  const mine = grad(loss)({ x, K, bias });
  const theirs = withKernels({ convolution } as never, () => grad(loss)({ x, K, bias }));
  expect(calls).toEqual(expect.arrayContaining(['convolve', 'byInput', 'byKernel']));
  // sums of at most 300 products of numbers of size 1
  for (const name of ['x', 'K', 'bias'] as const)
    expect(theirs[name].sub(mine[name]).abs().max().item()).toBeLessThan(300 * 2 ** -52 * (1 + mine[name].abs().max().item()));
});
