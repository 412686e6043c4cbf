import { expect, test } from 'vitest';
import { grad } from '@adjoint/calculus';
import { key, uniform } from '@adjoint/random';
import { type AnyTypedArray, type Tensor, withKernels } from '@adjoint/tensor';
import { addChannelBias, channelSum } from './channel-bias.ts';

/** The definition, as kernels that know sums would give it. */
const sum = (out: AnyTypedArray, x: AnyTypedArray, outer: number, n: number, inner: number): void => {
  for (let o = 0; o < outer; o++)
    for (let k = 0; k < inner; k++) {
      let s = 0;
      for (let i = 0; i < n; i++) s += x[(o * n + i) * inner + k];
      out[o * inner + k] = s;
    }
};

test.each([
  [1, 3, 5, 4],
  [15, 2, 3, 3],
  [16, 2, 3, 3],
  [33, 4, 2, 5],
  [0, 3, 2, 2],
  [20, 3, 0, 2],
])('sums of channels of %i × %i × %i × %i images, with kernels that sum and without', (...shape) => {
  const x = uniform(key(4), shape, { low: -1 });
  const expected = x.sum([0, 2, 3]);
  // sums of at most 330 numbers below 1, in any order
  const tolerance = 330 * 2 ** -52 * 330;
  for (const kernels of [{}, { sum }]) {
    const mine = withKernels(kernels as never, () => channelSum(x));
    expect(mine.shape).toEqual([shape[1]]);
    expect(mine.sub(expected).abs().max().item()).toBeLessThan(tolerance);
    const bias = uniform(key(5), [shape[1]]);
    const gradient = withKernels(kernels as never, () => grad((b: Tensor) => addChannelBias(x, b).square().sum())(bias));
    const known = expected.add(bias.mul(shape[0] * shape[2] * shape[3])).mul(2);
    expect(gradient.sub(known).abs().max().item()).toBeLessThan(4 * tolerance);
  }
});
