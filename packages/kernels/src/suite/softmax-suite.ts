/** Softmax and its logarithm of a set that offers them: the bits of the set's own kernels, each step rounded. */
import type { Kernels, SoftmaxKernels } from '../contract.ts';
import { logSoftmaxBy, softmaxBy } from '../reduce/softmax.ts';
import { HOSTILE, uniforms } from './samples.ts';
import type { TestRunner } from './test-runner.ts';

const EXTENTS = [
  [3, 7, 1],
  [2, 5003, 1],
  [29, 300, 1],
  [1, 129, 37],
  [2, 300, 65],
  [0, 3, 2],
  [2, 0, 3],
] as const;

export function softmaxSuite({ test, expect }: TestRunner, kernels: Kernels, { softmax, logSoftmax }: SoftmaxKernels): void {
  for (const [name, kernel, steps] of [
    ['softmax', softmax, softmaxBy],
    ['logSoftmax', logSoftmax, logSoftmaxBy],
  ] as const)
    test(`${name} has the bits of its steps along any axis`, () => {
      for (const [outer, n, inner] of EXTENTS)
        for (const Type of [Float64Array, Float32Array])
          for (const hostile of [false, true]) {
            const x = new Type(
              uniforms(outer * n * inner, n).map((v, i) => (hostile && i % 41 === 0 ? HOSTILE[i % HOSTILE.length] : 9 * v)),
            );
            const [a, b] = [new Type(x.length), new Type(x.length)];
            kernel(a, x, outer, n, inner);
            steps(kernels, b, x, outer, n, inner);
            for (let i = 0; i < a.length; i++)
              if (!Object.is(a[i], b[i])) expect(a[i], `${name} of [${outer}, ${n}, ${inner}] at ${i}`).toBe(b[i]);
          }
      expect(() => {
        kernel(new Float64Array(5), new Float64Array(6), 2, 3, 1);
      }).toThrow(RangeError);
    });
}
