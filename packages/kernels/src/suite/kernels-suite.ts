/**
 * The suite of the kernels contract: every kernel against the plain tier, at odd sizes, offsets, strides and hostile
 * values; products within their rounding bound; violations of bounds refused. Optional members are tested where offered.
 */
import type { AnyArray, Kernels, SoftmaxKernels } from '../contract.ts';
import type { ConvolutionKernels } from '../convolution-contract.ts';
import type { DenseKernels } from '../dense-contract.ts';
import { BINARY_NAMES, REDUCTION_NAMES, SCAN_NAMES, UNARY_NAMES } from '../kernel-names.ts';
import * as plain from '../plain.ts';
import { blasSuite } from './blas-suite.ts';
import { convolutionSuite } from './convolution-suite.ts';
import { denseSuite } from './dense-suite.ts';
import { EPSILON, HOSTILE, uniforms } from './samples.ts';
import { softmaxSuite } from './softmax-suite.ts';
import { type SuiteOptions, type TestRunner, withinOf } from './test-runner.ts';

const SIZES = [0, 1, 2, 3, 7, 300, 5003];
/** Numbers along the reduced axis that are compared exactly, whatever they are. */
const CHOOSING: ReadonlySet<string> = new Set(['max', 'min', 'argmax', 'argmin', 'any', 'all']);

/** A set of kernels with what it may offer beyond the contract. */
export type OfferedKernels = Kernels &
  Partial<SoftmaxKernels> & { readonly dense?: DenseKernels | undefined; readonly convolution?: ConvolutionKernels | undefined };

/** Registers the tests, those of `dense`, `convolution` and softmax too where the set has them. @example kernelsSuite({ test, expect }, myKernels) */
export function kernelsSuite(runner: TestRunner, kernels: OfferedKernels, options: SuiteOptions = {}): void {
  const { test, expect } = runner;
  const within = withinOf(runner);
  const same = (actual: AnyArray, expected: AnyArray, what: string): void => {
    const unit = expected instanceof Float64Array ? 8 * EPSILON : 8 * 2 ** -24;
    for (let i = 0; i < expected.length; i++) {
      const a = actual[i];
      const e = expected[i];
      if (Object.is(a, e)) continue;
      if (options.exact) expect(a, `${what} [${i}]`).toBe(e);
      else expect(Math.abs(a - e), `${what} [${i}]: ${a}, expected ${e}`).toBeLessThanOrEqual(unit * Math.abs(e));
    }
  };
  const operand = (n: number, seed: number): Float64Array =>
    Float64Array.from(uniforms(n, seed), (v, i) => (i % 5 === 0 ? HOSTILE[(i / 5) % HOSTILE.length] : i % 3 === 0 ? 40 * v : v));

  for (const name of UNARY_NAMES)
    test(`${name} agrees with the plain tier`, () => {
      for (const n of SIZES) {
        const x = operand(n, n + 1);
        const x32 = Float32Array.from(x);
        const [a, b] = [new Float64Array(n), new Float64Array(n)];
        const [a32, b32] = [new Float32Array(n), new Float32Array(n)];
        kernels[name](a, x);
        plain[name](b, x);
        same(a, b, `${name} of ${n}`);
        kernels[name](a32, x32);
        plain[name](b32, x32);
        same(a32, b32, `${name} of ${n} float32`);
      }
      expect(() => {
        kernels[name](new Float64Array(5), new Float64Array(4));
      }).toThrow(RangeError);
    });

  for (const name of BINARY_NAMES)
    test(`${name} agrees with the plain tier, one value repeated or not`, () => {
      for (const n of SIZES)
        for (const [xStep, yStep] of [
          [1, 1],
          [0, 1],
          [1, 0],
        ] as const) {
          const x = operand(Math.max(n, 1), n + 1);
          const y = operand(Math.max(n, 1), n + 2).reverse();
          const [a, b] = [new Float64Array(n), new Float64Array(n)];
          kernels[name](a, x, xStep, y, yStep);
          plain[name](b, x, xStep, y, yStep);
          same(a, b, `${name} of ${n}`);
        }
      expect(() => {
        kernels[name](new Float64Array(5), new Float64Array(5), 1, new Float64Array(4), 1);
      }).toThrow(RangeError);
    });

  for (const name of [...REDUCTION_NAMES, ...SCAN_NAMES])
    test(`${name} agrees with the plain tier along any axis`, () => {
      for (const [outer, n, inner] of [
        [1, 1, 1],
        [3, 7, 1],
        [2, 300, 5],
        [1, 1003, 1],
        [4, 129, 3],
        [0, 3, 2],
        [2, 3, 0],
        [3, 1, 37],
        [29, 37, 1],
      ] as const)
        for (const Type of [Float64Array, Float32Array]) {
          const x = Type.from(uniforms(outer * n * inner, n));
          const scan = name.startsWith('cum');
          const size = outer * inner * (scan ? n : 1);
          const unit = Type === Float64Array ? EPSILON : 2 ** -24;
          const [a, b] = [new Type(size), new Type(size)];
          kernels[name](a, x, outer, n, inner);
          plain[name](b, x, outer, n, inner);
          if (options.exact) same(a, b, `${name} of [${outer}, ${n}, ${inner}]`);
          else for (let i = 0; i < size; i++) within(a[i], b[i], 2 * n * n * unit, `${name} of [${outer}, ${n}, ${inner}] at ${i}`);
          if (!CHOOSING.has(name) || size === 0) continue;
          for (let i = 0; i < x.length; i += 5) x[i] = HOSTILE[(i / 5 + n) % HOSTILE.length];
          kernels[name](a, x, outer, n, inner);
          plain[name](b, x, outer, n, inner);
          for (let i = 0; i < size; i++)
            if (!Object.is(a[i], b[i]) && a[i] !== b[i]) expect(a[i], `${name} of hostile [${outer}, ${n}, ${inner}] at ${i}`).toBe(b[i]);
        }
      expect(() => {
        kernels[name](new Float64Array(5), new Float64Array(5), 2, 3, 1);
      }).toThrow(RangeError);
      expect(() => {
        kernels[name](new Float64Array(1), new Float64Array(6), 2, 3, 1);
      }).toThrow(RangeError);
    });

  blasSuite(runner, kernels, options);
  if (kernels.dense) denseSuite(runner, kernels.dense);
  if (kernels.convolution) convolutionSuite(runner, kernels.convolution);
  const { softmax, logSoftmax } = kernels;
  if (softmax && logSoftmax) softmaxSuite(runner, kernels, { softmax, logSoftmax });

  test('strided copies agree with the plain tier', () => {
    const x = uniforms(3000, 1);
    for (const [shape, strides, offset] of [
      [[], [], 3],
      [[0, 4], [4, 1], 0],
      [[40, 70], [1, 40], 0],
      [[3, 5, 7], [-35, 7, -1], 76],
      [[4, 100], [0, 2], 1],
    ] as const) {
      const n = shape.reduce<number>((p, e) => p * e, 1);
      for (const name of ['gatherStrided', 'scatterStrided', 'scatterAddStrided'] as const) {
        const [a, b] = [new Float64Array(3000), new Float64Array(3000)];
        kernels[name](a, x, shape, strides, offset);
        plain[name](b, x, shape, strides, offset);
        same(a, b, `${name} of ${n}`);
      }
      if (n > 0)
        expect(() => {
          kernels.gatherStrided(new Float64Array(n), new Float64Array(2), [...shape, 2], [...strides, 2], 0);
        }).toThrow(RangeError);
    }
  });
}
