/** The optional member `convolution` against the plain functions, in strides, paddings, dilations and groups. */
import type { Floats } from '../contract.ts';
import type { ConvolutionKernels, ConvolutionShape, PoolShape } from '../convolution-contract.ts';
import * as plain from '../convolution/index.ts';
import { windowsAlong } from '../convolution/shape.ts';
import { EPSILON, guarded, uniforms } from './samples.ts';
import { type TestRunner, withinOf } from './test-runner.ts';

const one = [1, 1] as const;
const none = [0, 0] as const;
const CONVOLUTIONS: readonly ConvolutionShape[] = [
  { images: 1, channels: 1, outputs: 1, groups: 1, height: 1, width: 1, kernel: one, stride: one, padding: none, dilation: one },
  { images: 3, channels: 2, outputs: 5, groups: 1, height: 7, width: 9, kernel: [3, 3], stride: one, padding: one, dilation: one },
  {
    images: 2,
    channels: 3,
    outputs: 4,
    groups: 1,
    height: 13,
    width: 8,
    kernel: [3, 2],
    stride: [2, 3],
    padding: [2, 1],
    dilation: [2, 1],
  },
  { images: 1, channels: 6, outputs: 9, groups: 3, height: 5, width: 11, kernel: [2, 4], stride: [1, 2], padding: [0, 3], dilation: one },
  { images: 2, channels: 1, outputs: 16, groups: 1, height: 28, width: 28, kernel: [3, 3], stride: one, padding: none, dilation: one },
  // every channel for itself; windows larger than the image; steps larger than windows; no images
  { images: 2, channels: 4, outputs: 8, groups: 4, height: 6, width: 7, kernel: [3, 3], stride: one, padding: one, dilation: one },
  { images: 1, channels: 2, outputs: 3, groups: 1, height: 2, width: 1, kernel: [5, 4], stride: one, padding: [2, 3], dilation: one },
  { images: 2, channels: 2, outputs: 2, groups: 1, height: 11, width: 9, kernel: [2, 1], stride: [4, 3], padding: none, dilation: [3, 1] },
  { images: 0, channels: 2, outputs: 3, groups: 1, height: 5, width: 5, kernel: [3, 3], stride: one, padding: none, dilation: one },
];
const POOLS: readonly PoolShape[] = [
  { planes: 3, height: 8, width: 10, kernel: [2, 2], stride: [2, 2], padding: none, dilation: one },
  { planes: 2, height: 7, width: 5, kernel: [3, 2], stride: [1, 2], padding: [1, 1], dilation: one },
  { planes: 1, height: 9, width: 9, kernel: [2, 3], stride: [3, 1], padding: [0, 1], dilation: [2, 2] },
  { planes: 5, height: 13, width: 11, kernel: [2, 2], stride: [2, 2], padding: none, dilation: one },
  { planes: 2, height: 9, width: 7, kernel: [2, 2], stride: [4, 3], padding: none, dilation: one },
  { planes: 2, height: 6, width: 6, kernel: [1, 1], stride: one, padding: none, dilation: one },
  { planes: 0, height: 4, width: 4, kernel: [2, 2], stride: [2, 2], padding: none, dilation: one },
];

export function convolutionSuite(runner: TestRunner, kernels: ConvolutionKernels): void {
  const { test, expect } = runner;
  const within = withinOf(runner);
  /** Sums of at most `terms` products of numbers below 1, each rounded. */
  const both = (
    size: number,
    Type: typeof Float64Array | typeof Float32Array,
    terms: number,
    what: string,
    run: (set: ConvolutionKernels, out: Floats, own: boolean) => void,
  ): void => {
    const { out: a, spoilt } = guarded<Floats>(Type, size);
    const b = new Type(size);
    a.fill(NaN);
    const unit = Type === Float64Array ? EPSILON : 2 ** -24;
    run(kernels, a, true);
    run(plain, b, false);
    for (let i = 0; i < size; i++) within(a[i], b[i], 4 * (terms + 2) ** 2 * unit, `${what} at ${i}`);
    expect(spoilt(), `${what}: elements beside the result have changed`).toBe(false);
  };

  for (const Type of [Float64Array, Float32Array]) {
    test(`convolution of ${Type.name} and its gradients agree with the plain functions`, () => {
      for (const s of CONVOLUTIONS) {
        const [rows, columns] = [windowsAlong(s, 0), windowsAlong(s, 1)];
        const window = (s.channels / s.groups) * s.kernel[0] * s.kernel[1];
        const sizes = { x: s.images * s.channels * s.height * s.width, K: s.outputs * window, y: s.images * s.outputs * rows * columns };
        const x = Type.from(uniforms(sizes.x, 1));
        const K = Type.from(uniforms(sizes.K, 2));
        const y = Type.from(uniforms(sizes.y, 3));
        const bias = Type.from(uniforms(s.outputs, 4));
        for (const b of [bias, null])
          both(sizes.y, Type, window, 'convolve', (set, out) => {
            set.convolve(out, x, K, b, s);
          });
        both(sizes.x, Type, s.outputs * s.kernel[0] * s.kernel[1], 'convolveByInput', (set, out) => {
          set.convolveByInput(out, y, K, s);
        });
        both(sizes.K, Type, s.images * rows * columns, 'convolveByKernel', (set, out) => {
          set.convolveByKernel(out, x, y, s);
        });
      }
    });

    test(`pooling of ${Type.name} and its gradients agree with the plain functions, NaN wins`, () => {
      for (const s of POOLS)
        for (const hostile of [false, true]) {
          const size = s.planes * s.height * s.width;
          const results = s.planes * windowsAlong(s, 0) * windowsAlong(s, 1);
          const x = Type.from(uniforms(size, 5));
          const y = Type.from(uniforms(results, 6));
          const terms = s.kernel[0] * s.kernel[1];
          if (hostile)
            for (const [i, v] of [
              [0, NaN],
              [7, Infinity],
              [11, -Infinity],
              [20, NaN],
            ] as const)
              if (i < size) x[i] = v;
          const places = new Int32Array(results);
          const expected = new Int32Array(results);
          both(results, Type, 0, 'maxPool', (set, out, own) => {
            set.maxPool(out, own ? places : expected, x, s);
          });
          places.forEach((p, i) => {
            if (p !== expected[i]) expect(p, `place ${i}`).toBe(expected[i]);
          });
          both(size, Type, terms, 'maxPoolByInput', (set, out) => {
            set.maxPoolByInput(out, y, expected, s);
          });
          if (!hostile)
            both(results, Type, terms, 'averagePool', (set, out) => {
              set.averagePool(out, x, s);
            });
          both(size, Type, terms, 'averagePoolByInput', (set, out) => {
            set.averagePoolByInput(out, y, s);
          });
        }
    });
  }

  test('the gradient of max pooling adds where windows chose one place, and refuses places outside of the plane', () => {
    const s: PoolShape = { planes: 2, height: 4, width: 4, kernel: [2, 2], stride: [2, 2], padding: none, dilation: one };
    for (const Type of [Float64Array, Float32Array]) {
      const x = new Type(32).fill(NaN);
      kernels.maxPoolByInput(x, Type.of(1, 2, 3, 4, 5, 6, 7, 8), Int32Array.of(5, 5, 0, 15, 0, 2, 8, 10), s);
      const expected = new Type(32);
      for (const [at, v] of [
        [0, 3],
        [5, 3],
        [15, 4],
        [16, 5],
        [18, 6],
        [24, 7],
        [26, 8],
      ])
        expected[at] = v;
      for (let i = 0; i < 32; i++) within(x[i], expected[i], 0, `maxPoolByInput at ${i}`);
      for (const bad of [-1, 16])
        expect(() => {
          kernels.maxPoolByInput(new Type(32), new Type(8), Int32Array.of(0, 2, 8, 10, 0, 2, 8, bad), s);
        }).toThrow(RangeError);
    }
  });

  test('arrays that are too short and windows that do not fit are refused', () => {
    const s = CONVOLUTIONS[1];
    const x = new Float64Array(378);
    const K = new Float64Array(90);
    const y = new Float64Array(945);
    for (const f of [
      () => {
        kernels.convolve(y.slice(1), x, K, null, s);
      },
      () => {
        kernels.convolve(y, x.slice(1), K, null, s);
      },
      () => {
        kernels.convolve(y, x, K.slice(1), null, s);
      },
      () => {
        kernels.convolve(y, x, K, null, { ...s, kernel: [20, 3] });
      },
      () => {
        kernels.maxPool(new Float64Array(3), new Int32Array(60), new Float64Array(240), POOLS[0]);
      },
      () => {
        kernels.maxPool(new Float64Array(60), new Int32Array(59), new Float64Array(240), POOLS[0]);
      },
      () => {
        kernels.maxPoolByInput(new Float64Array(239), new Float64Array(60), new Int32Array(60), POOLS[0]);
      },
      () => {
        kernels.averagePool(new Float64Array(60), new Float64Array(239), POOLS[0]);
      },
      () => {
        kernels.averagePoolByInput(new Float64Array(240), new Float64Array(59), POOLS[0]);
      },
      () => {
        kernels.convolveByInput(x.slice(1), y, K, s);
      },
      () => {
        kernels.convolveByInput(x.slice(), y, K.slice(1), s);
      },
      () => {
        kernels.convolveByKernel(K.slice(1), x, y, s);
      },
      () => {
        kernels.convolveByKernel(K.slice(), x, y.slice(1), s);
      },
    ])
      expect(f).toThrow(RangeError);
  });
}
