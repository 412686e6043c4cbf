/**
 * Convolution of images by plain loops, a row of the result at a time in float64; elements outside an image are skipped.
 *
 *   y[n, o, oy, ox] = b[o] + Σ K[o, c, ky, kx] · x[n, c, oy·s + ky·d − p, ox·s + kx·d − p]
 */
import type { Floats } from '../contract.ts';
import type { ConvolutionKernels, ConvolutionShape } from '../convolution-contract.ts';
import { reached, requireConvolution, windowsAlong } from './shape.ts';

/** Calls `tap` for every pair of a row of y and a row of x that meet at row ky of a kernel plane: offsets of the three. */
function eachRow(s: ConvolutionShape, n: number, o: number, oy: number, tap: (kernelRow: number, inputRow: number) => void): void {
  const {
    channels,
    outputs,
    groups,
    height,
    width,
    kernel: [kh, kw],
  } = s;
  const inputs = channels / groups;
  const first = Math.floor(o / (outputs / groups)) * inputs;
  for (let c = 0; c < inputs; c++)
    for (let ky = 0; ky < kh; ky++) {
      const iy = oy * s.stride[0] + ky * s.dilation[0] - s.padding[0];
      if (iy >= 0 && iy < height) tap(((o * inputs + c) * kh + ky) * kw, ((n * channels + first + c) * height + iy) * width);
    }
}

export const convolve: ConvolutionKernels['convolve'] = (y, x, K, bias, s) => {
  requireConvolution('convolve', s, x, K, y, bias);
  const rows = windowsAlong(s, 0);
  const columns = windowsAlong(s, 1);
  const sum = new Float64Array(columns);
  const sx = s.stride[1];
  let at = 0;
  for (let n = 0; n < s.images; n++)
    for (let o = 0; o < s.outputs; o++)
      for (let oy = 0; oy < rows; oy++, at += columns) {
        sum.fill(bias ? bias[o] : 0);
        eachRow(s, n, o, oy, (kernelRow, inputRow) => {
          for (let kx = 0; kx < s.kernel[1]; kx++) {
            const offset = kx * s.dilation[1] - s.padding[1];
            const [from, to] = reached(offset, sx, s.width, columns);
            const k = K[kernelRow + kx];
            const line = inputRow + offset;
            for (let ox = from; ox < to; ox++) sum[ox] += k * x[line + ox * sx];
          }
        });
        y.set(sum, at);
      }
};

export const convolveByInput: ConvolutionKernels['convolveByInput'] = (x, y, K, s) => {
  requireConvolution('convolveByInput', s, x, K, y);
  const rows = windowsAlong(s, 0);
  const columns = windowsAlong(s, 1);
  const size = s.channels * s.height * s.width;
  const image: Floats = new Float64Array(size);
  const sx = s.stride[1];
  let at = 0;
  for (let n = 0; n < s.images; n++) {
    image.fill(0);
    for (let o = 0; o < s.outputs; o++)
      for (let oy = 0; oy < rows; oy++, at += columns) {
        eachRow(s, 0, o, oy, (kernelRow, inputRow) => {
          for (let kx = 0; kx < s.kernel[1]; kx++) {
            const offset = kx * s.dilation[1] - s.padding[1];
            const [from, to] = reached(offset, sx, s.width, columns);
            const k = K[kernelRow + kx];
            const line = inputRow + offset;
            for (let ox = from; ox < to; ox++) image[line + ox * sx] += k * y[at + ox];
          }
        });
      }
    x.set(image, n * size);
  }
};

export const convolveByKernel: ConvolutionKernels['convolveByKernel'] = (K, x, y, s) => {
  requireConvolution('convolveByKernel', s, x, K, y);
  const rows = windowsAlong(s, 0);
  const columns = windowsAlong(s, 1);
  const sums: Floats = new Float64Array(s.outputs * (s.channels / s.groups) * s.kernel[0] * s.kernel[1]);
  const sx = s.stride[1];
  let at = 0;
  for (let n = 0; n < s.images; n++)
    for (let o = 0; o < s.outputs; o++)
      for (let oy = 0; oy < rows; oy++, at += columns) {
        eachRow(s, n, o, oy, (kernelRow, inputRow) => {
          for (let kx = 0; kx < s.kernel[1]; kx++) {
            const offset = kx * s.dilation[1] - s.padding[1];
            const [from, to] = reached(offset, sx, s.width, columns);
            const line = inputRow + offset;
            let sum = 0;
            for (let ox = from; ox < to; ox++) sum += y[at + ox] * x[line + ox * sx];
            sums[kernelRow + kx] += sum;
          }
        });
      }
  K.set(sums);
};
