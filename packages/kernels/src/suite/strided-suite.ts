/** Copies between packed arrays and strided views against the plain tier: types, negative and repeated strides, offsets, bounds. */
import type { AnyArray, Kernels } from '../contract.ts';
import * as plain from '../plain.ts';
import { filled, uniforms } from './samples.ts';
import { identicalOf, type SuiteOptions, type TestRunner, testOf } from './test-runner.ts';

const STRIDED_NAMES = ['gatherStrided', 'scatterStrided', 'scatterAddStrided'] as const;
const VIEWS = [
  [[], [], 3],
  [[0, 4], [4, 1], 0],
  [[40, 70], [1, 40], 0],
  [[3, 5, 7], [-35, 7, -1], 76],
  [[4, 100], [0, 2], 1],
  [[5, 33], [40, 1], 2],
  [[2, 9, 64], [1, 130, 2], 0],
] as const;
const SIZE = 3000;

export function stridedSuite(runner: TestRunner, kernels: Kernels, options: SuiteOptions = {}): void {
  const { expect } = runner;
  const test = testOf(runner, options);
  const identical = identicalOf(runner);
  for (const name of STRIDED_NAMES)
    test([name], `${name} agrees with the plain tier in every type`, () => {
      for (const Type of [Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array])
        for (const [shape, strides, offset] of VIEWS) {
          const x: AnyArray = filled(
            Type as new (n: number) => AnyArray,
            uniforms(SIZE, 1).map((v) => (Type === Float64Array || Type === Float32Array ? v : Math.abs(100 * v))),
          );
          const [a, b]: AnyArray[] = [new Type(SIZE).fill(1), new Type(SIZE).fill(1)];
          kernels[name](a, x, shape, strides, offset);
          plain[name](b, x, shape, strides, offset);
          identical(a, b, `${name} of ${Type.name} [${shape.join(', ')}]`);
        }
    });
  test(STRIDED_NAMES, 'strided views that leave their arrays are refused', () => {
    const [small, large] = [new Float64Array(11), new Float64Array(100)];
    for (const [shape, strides, offset] of [
      [[3, 4], [4, 1], 0],
      [[3, 3], [4, 1], 1],
      [[2, 3], [-4, 1], 3],
      [[2, 3], [4, 1], -1],
      [[2, 3], [4], 0],
    ] as const) {
      expect(
        () => {
          kernels.gatherStrided(large, small, shape, strides, offset);
        },
        `gatherStrided of [${shape.join(', ')}] from ${offset}`,
      ).toThrow(RangeError);
      for (const name of ['scatterStrided', 'scatterAddStrided'] as const)
        expect(
          () => {
            kernels[name](small.slice(), large, shape, strides, offset);
          },
          `${name} of [${shape.join(', ')}] from ${offset}`,
        ).toThrow(RangeError);
    }
    for (const name of STRIDED_NAMES)
      expect(() => {
        kernels[name](name === 'gatherStrided' ? small : large.slice(), name === 'gatherStrided' ? large : small, [3, 4], [4, 1], 0);
      }, `${name} of a packed array that is short`).toThrow(RangeError);
  });
}
