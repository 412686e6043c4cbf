import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { Floats } from '../contract.ts';
import type { ConvolutionKernels, ConvolutionShape } from '../convolution-contract.ts';
import * as plain from '../convolution/index.ts';
import { windowsAlong } from '../convolution/shape.ts';
import { createArena } from './arena.ts';
import { createConvolution } from './convolution.ts';
import { detectFeatures } from './features.ts';
import { wasmKernels } from './wasm-kernels.ts';

const TIERS: readonly (readonly [string, ConvolutionKernels])[] = [
  ['plain', plain],
  ['fused', createConvolution(createArena(), detectFeatures().fused)],
  ['unfused', createConvolution(createArena(), false)],
];
const uniforms = (seed: number, n: number): Float64Array => {
  let s = seed >>> 0;
  return Float64Array.from({ length: n }, () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2 ** 31 - 1;
  });
};
const sizes = (s: ConvolutionShape): { x: number; K: number; y: number; out: readonly [number, number] } => {
  const out = [windowsAlong(s, 0), windowsAlong(s, 1)] as const;
  return {
    x: s.images * s.channels * s.height * s.width,
    K: ((s.outputs * s.channels) / s.groups) * s.kernel[0] * s.kernel[1],
    y: s.images * s.outputs * out[0] * out[1],
    out,
  };
};

/** Every term of the sum, by its definition: calls `term` with the places in y, x and K. */
function eachTerm(s: ConvolutionShape, term: (y: number, x: number, K: number) => void): void {
  const {
    out: [rows, columns],
  } = sizes(s);
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
                if (iy < 0 || iy >= s.height || ix < 0 || ix >= s.width) continue;
                term(
                  ((n * s.outputs + o) * rows + oy) * columns + ox,
                  ((n * s.channels + channel) * s.height + iy) * s.width + ix,
                  ((o * inputs + c) * kh + ky) * kw + kx,
                );
              }
}

const shapes = fc
  .record({
    images: fc.integer({ min: 1, max: 5 }),
    groups: fc.constantFrom(1, 2, 3),
    inputs: fc.integer({ min: 1, max: 3 }),
    perGroup: fc.integer({ min: 1, max: 6 }),
    height: fc.integer({ min: 1, max: 13 }),
    width: fc.integer({ min: 1, max: 19 }),
    kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    padding: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
    dilation: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  })
  .map(({ inputs, perGroup, ...s }): ConvolutionShape => ({ ...s, channels: inputs * s.groups, outputs: perGroup * s.groups }))
  .filter((s) => windowsAlong(s, 0) > 0 && windowsAlong(s, 1) > 0);

/** Sums of n products of numbers below 1 in size: n rounding errors of the type, each below n·eps. */
function close(actual: Floats, sums: Float64Array, magnitudes: Float64Array, counts: Float64Array): void {
  const eps = actual instanceof Float64Array ? 2 ** -52 : 2 ** -23;
  for (let i = 0; i < actual.length; i++)
    if (!(Math.abs(actual[i] - sums[i]) <= (counts[i] + 4) * eps * magnitudes[i])) expect(actual[i], `[${i}]`).toBe(sums[i]);
}

for (const [name, k] of TIERS)
  for (const Type of [Float64Array, Float32Array]) {
    test(`${name}, ${Type.name}: all three maps equal their definition, whatever stride, padding, dilation and groups`, () => {
      fc.assert(
        fc.property(shapes, fc.integer({ min: 1, max: 1e6 }), (s, seed) => {
          const n = sizes(s);
          const x = new Type(uniforms(seed, n.x));
          const K = new Type(uniforms(seed + 1, n.K));
          const y = new Type(uniforms(seed + 2, n.y));
          const bias = new Type(uniforms(seed + 3, s.outputs));
          const check = (
            size: number,
            start: (i: number) => number,
            place: (y: number, x: number, K: number) => readonly [number, number],
            run: (out: Floats) => void,
          ): void => {
            const sums = Float64Array.from({ length: size }, (_, i) => start(i));
            const magnitudes = sums.map(Math.abs);
            const counts = new Float64Array(size);
            const out = new Type(size).fill(NaN);
            eachTerm(s, (...places) => {
              const [at, product] = place(...places);
              sums[at] += product;
              magnitudes[at] += Math.abs(product);
              counts[at]++;
            });
            run(out);
            close(out, sums, magnitudes, counts);
          };
          check(
            n.y,
            (i) => bias[Math.floor(i / (n.out[0] * n.out[1])) % s.outputs],
            (a, b, c) => [a, x[b] * K[c]],
            (out) => {
              k.convolve(out, x, K, bias, s);
            },
          );
          check(
            n.x,
            () => 0,
            (a, b, c) => [b, y[a] * K[c]],
            (out) => {
              k.convolveByInput(out, y, K, s);
            },
          );
          check(
            n.K,
            () => 0,
            (a, b, c) => [c, y[a] * x[b]],
            (out) => {
              k.convolveByKernel(out, x, y, s);
            },
          );
        }),
        { numRuns: 150, seed: 11 },
      );
    });

    test(`${name}, ${Type.name}: ⟨ȳ, K∗x⟩ = ⟨Kᵀ∗ȳ, x⟩ = ⟨K, ȳ∗x⟩`, () => {
      const s: ConvolutionShape = {
        images: 3,
        channels: 4,
        outputs: 6,
        groups: 2,
        height: 17,
        width: 15,
        kernel: [3, 5],
        stride: [1, 2],
        padding: [2, 1],
        dilation: [2, 1],
      };
      const n = sizes(s);
      const x = new Type(uniforms(1, n.x));
      const K = new Type(uniforms(2, n.K));
      const y = new Type(uniforms(3, n.y));
      const Kx = new Type(n.y);
      const Kty = new Type(n.x);
      const yx = new Type(n.K);
      k.convolve(Kx, x, K, null, s);
      k.convolveByInput(Kty, y, K, s);
      k.convolveByKernel(yx, x, y, s);
      const dot = (a: Floats, b: Floats): number => Array.from(a).reduce((sum, v, i) => sum + v * b[i], 0);
      const eps = Type === Float64Array ? 2 ** -52 : 2 ** -23;
      const bound = 40 * eps * a1(y); // 40 terms of each sum, each factor below 1
      expect(Math.abs(dot(y, Kx) - dot(Kty, x))).toBeLessThanOrEqual(bound);
      expect(Math.abs(dot(y, Kx) - dot(yx, K))).toBeLessThanOrEqual(bound);
    });

    test(`${name}, ${Type.name}: an infinite or missing value spoils only what it meets`, () => {
      const s: ConvolutionShape = {
        images: 2,
        channels: 2,
        outputs: 3,
        groups: 1,
        height: 6,
        width: 7,
        kernel: [3, 3],
        stride: [1, 1],
        padding: [1, 1],
        dilation: [1, 1],
      };
      for (const bad of [NaN, Infinity, -Infinity])
        for (const where of ['x', 'K', 'y'] as const) {
          const n = sizes(s);
          const operands = { x: new Type(uniforms(1, n.x)), K: new Type(uniforms(2, n.K)), y: new Type(uniforms(3, n.y)) };
          operands[where][where === 'K' ? 3 : 0] = bad;
          const { x, K, y } = operands;
          for (const kind of ['y', 'x', 'K'] as const) {
            const spoilt = new Set<number>();
            const out = new Type(n[kind]);
            eachTerm(s, (a, b, c) => {
              const product = kind === 'y' ? x[b] * K[c] : kind === 'x' ? y[a] * K[c] : y[a] * x[b];
              if (!Number.isFinite(product)) spoilt.add(kind === 'y' ? a : kind === 'x' ? b : c);
            });
            if (kind === 'y') k.convolve(out, x, K, null, s);
            else if (kind === 'x') k.convolveByInput(out, y, K, s);
            else k.convolveByKernel(out, x, y, s);
            expect(Array.from(out.keys()).filter((i) => !Number.isFinite(out[i]))).toEqual([...spoilt].sort((a, b) => a - b));
          }
        }
    });
  }
const a1 = (x: Floats): number => Array.from(x).reduce((sum, v) => sum + Math.abs(v), 0);

test('arrays that are too short, and windows that do not fit, are refused', () => {
  const s: ConvolutionShape = {
    images: 1,
    channels: 1,
    outputs: 1,
    groups: 1,
    height: 4,
    width: 4,
    kernel: [3, 3],
    stride: [1, 1],
    padding: [0, 0],
    dilation: [1, 1],
  };
  for (const [, k] of TIERS) {
    expect(() => {
      k.convolve(new Float32Array(3), new Float32Array(16), new Float32Array(9), null, s);
    }).toThrow(RangeError);
    expect(() => {
      k.convolveByInput(new Float32Array(16), new Float32Array(4), new Float32Array(8), s);
    }).toThrow(RangeError);
    expect(() => {
      k.convolveByKernel(new Float32Array(9), new Float32Array(16), new Float32Array(4), { ...s, kernel: [5, 3] });
    }).toThrow(RangeError);
    expect(() => {
      k.convolve(new Float32Array(4), new Float32Array(16), new Float32Array(9), null, { ...s, groups: 2 });
    }).toThrow(RangeError);
  }
});

test('the tier offers it, but for the deterministic mode, which has no order of its own for these sums', () => {
  expect(wasmKernels().convolution).toBeDefined();
  expect(wasmKernels({ deterministic: true }).convolution).toBeUndefined();
});
