import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConvolutionShape } from '../convolution-contract.ts';
import { EPSILON, uniforms } from '../suite/samples.ts';
import { wasmKernels } from '../wasm/index.ts';
import * as plain from './index.ts';
import { windowsAlong } from './shape.ts';

const fast = wasmKernels().convolution ?? plain;

/** Every product x·K of the definition, with the places of both and of the result. */
function eachTerm(s: ConvolutionShape, rows: number, columns: number, term: (x: number, K: number, y: number) => void): void {
  const channels = s.channels / s.groups;
  const outputs = s.outputs / s.groups;
  for (let y = 0; y < s.images * s.outputs * rows * columns; y++) {
    const [image, output] = [Math.floor(y / (s.outputs * rows * columns)), Math.floor(y / (rows * columns)) % s.outputs];
    const [i, j] = [Math.floor(y / columns) % rows, y % columns];
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < s.kernel[0]; p++)
        for (let q = 0; q < s.kernel[1]; q++) {
          const row = i * s.stride[0] + p * s.dilation[0] - s.padding[0];
          const column = j * s.stride[1] + q * s.dilation[1] - s.padding[1];
          if (row < 0 || column < 0 || row >= s.height || column >= s.width) continue;
          const channel = Math.floor(output / outputs) * channels + c;
          term(
            ((image * s.channels + channel) * s.height + row) * s.width + column,
            ((output * channels + c) * s.kernel[0] + p) * s.kernel[1] + q,
            y,
          );
        }
  }
}

const size = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const pair = (min: number, max: number): fc.Arbitrary<[number, number]> => fc.tuple(size(min, max), size(min, max));
const shapes = fc
  .record({
    images: size(0, 3),
    channels: size(1, 3),
    outputs: size(1, 4),
    groups: size(1, 3),
    height: size(1, 10),
    width: size(1, 10),
    kernel: pair(1, 3),
    stride: pair(1, 3),
    padding: pair(0, 2),
    dilation: pair(1, 2),
  })
  .map((s): ConvolutionShape => ({ ...s, channels: s.channels * s.groups, outputs: s.outputs * s.groups }));

test('both tiers follow the definition in random shapes, and refuse kernels that do not fit', () => {
  fc.assert(
    fc.property(shapes, (s) => {
      const extent = (along: 0 | 1): number =>
        [s.height, s.width][along] + 2 * s.padding[along] - s.dilation[along] * (s.kernel[along] - 1) - 1;
      const x = uniforms(s.images * s.channels * s.height * s.width, 1);
      const K = uniforms((s.outputs * s.channels * s.kernel[0] * s.kernel[1]) / s.groups, 2);
      if (extent(0) < 0 || extent(1) < 0) {
        for (const set of [plain, fast])
          expect(() => {
            set.convolve(new Float64Array(0), x, K, null, s);
          }).toThrow(RangeError);
        return;
      }
      const [rows, columns] = [windowsAlong(s, 0), windowsAlong(s, 1)];
      expect([rows, columns]).toEqual([Math.floor(extent(0) / s.stride[0]) + 1, Math.floor(extent(1) / s.stride[1]) + 1]);
      const results = s.images * s.outputs * rows * columns;
      const g = uniforms(results, 3);
      const y = new Float64Array(results);
      const byInput = new Float64Array(x.length);
      const byKernel = new Float64Array(K.length);
      eachTerm(s, rows, columns, (atX, atK, atY) => {
        y[atY] += x[atX] * K[atK];
        byInput[atX] += g[atY] * K[atK];
        byKernel[atK] += g[atY] * x[atX];
      });
      for (const set of [plain, fast]) {
        const out = [y, byInput, byKernel].map((v) => new Float64Array(v.length).fill(NaN));
        set.convolve(out[0], x, K, null, s);
        set.convolveByInput(out[1], g, K, s);
        set.convolveByKernel(out[2], x, g, s);
        // at most 300 terms below 1 in one sum, in any order: γ₃₀₀·300 twice
        [y, byInput, byKernel].forEach((expected, which) => {
          expected.forEach((v, i) => {
            if (!(Math.abs(out[which][i] - v) <= 2 * 300 * 300 * EPSILON)) expect(out[which][i], `result ${which} at ${i}`).toBe(v);
          });
        });
      }
    }),
    { numRuns: 200 },
  );
});
