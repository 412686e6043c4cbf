import { expect, test } from 'vitest';
import {
  all,
  any,
  argmax,
  arange,
  cumprod,
  cumsum,
  logSumExp,
  max,
  mean,
  min,
  ones,
  prod,
  softmax,
  std,
  sum,
  tensor,
  variance,
  zeros,
} from '../index.ts';

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

test('reductions over all, one, several and negative axes, with and without kept axes', () => {
  expect(sum(x).item()).toBe(21);
  expect(x.sum(0).toArray()).toEqual([5, 7, 9]);
  expect(x.sum(-1).toArray()).toEqual([6, 15]);
  expect(x.sum(1, { keepDims: true }).shape).toEqual([2, 1]);
  const cube = arange(24).reshape([2, 3, 4]);
  expect(cube.sum([0, 2]).toArray()).toEqual([60, 92, 124]);
  expect(cube.transpose([2, 0, 1]).sum([0, 1]).toArray()).toEqual([60, 92, 124]);
  expect(x.sum([]).toArray()).toEqual(x.toArray());
  expect(prod(x, 1).toArray()).toEqual([6, 120]);
  expect(max(x, 0).toArray()).toEqual([4, 5, 6]);
  expect(min(x).item()).toBe(1);
});

test('a wrong axis is named', () => {
  expect(() => x.sum(2)).toThrow(/axis 2 of a tensor of rank 2/);
  expect(() => x.sum([0, -2])).toThrow(/axis 0 is named twice/);
});

test('empty reductions give the neutral element, or refuse where there is none', () => {
  expect(sum(zeros([0, 3]), 0).toArray()).toEqual([0, 0, 0]);
  expect(prod(zeros([0])).item()).toBe(1);
  expect(logSumExp(zeros([0])).item()).toBe(-Infinity);
  expect(all(zeros([0], 'bool')).item()).toBe(1);
  expect(any(zeros([0], 'bool')).item()).toBe(0);
  expect(() => max(zeros([2, 0]), 1)).toThrow(/max: axes \[1\] of shape \[2, 0\] are empty/);
});

test('an integer sum is exact or refuses', () => {
  expect(sum(tensor([2147483647, -1], 'int32')).item()).toBe(2147483646);
  expect(() => sum(tensor([2147483647, 1], 'int32'))).toThrow(/2147483648 does not fit int32/);
  expect(sum(tensor([true, true, false])).dtype).toBe('int32');
  expect(() => prod(tensor([65536, 65536], 'uint32'))).toThrow(/does not fit uint32/);
});

test('a sum of many equal terms keeps its digits', () => {
  const n = 1e6;
  const s = sum(ones([n]).mul(0.1)).item();
  expect(Math.abs(s - n * 0.1) / (n * 0.1)).toBeLessThan(20 * 2 ** -53 * 2); // pairwise: log₂ n roundings, not n
});

test('variance does not cancel for a large mean', () => {
  expect(variance(tensor([1e9 + 1, 1e9 + 2, 1e9 + 3])).item()).toBeCloseTo(2 / 3, 12);
  expect(variance(tensor([1, 2, 3]), undefined, { ddof: 1 }).item()).toBe(1);
  expect(std(tensor([1, 3])).item()).toBe(1);
  expect(mean(tensor([1, 2], 'int32')).item()).toBe(1.5);
  expect(mean(zeros([0])).item()).toBeNaN();
});

test('log-sum-exp survives huge arguments and softmax sums to one', () => {
  expect(logSumExp(tensor([1000, 1000])).item()).toBeCloseTo(1000 + Math.LN2, 12);
  expect(logSumExp(tensor([-Infinity, -Infinity])).item()).toBe(-Infinity);
  expect(logSumExp(tensor([Infinity, 0])).item()).toBe(Infinity);
  expect(
    softmax(
      tensor([
        [1e4, 0, -1e4],
        [0, 0, 0],
      ]),
    )
      .sum(1)
      .toArray(),
  ).toEqual([1, expect.closeTo(1, 15)]);
});

test('arg-extrema name the first of equals', () => {
  expect(argmax(tensor([1, 3, 3])).item()).toBe(1);
  expect(x.argmax(1).toArray()).toEqual([2, 2]);
  expect(tensor([2, 1, 1]).argmin().dtype).toBe('int32');
  expect(argmax(tensor([1, NaN, 3])).item()).toBe(1);
});

test('running sums and products', () => {
  expect(cumsum(x, 1).toArray()).toEqual([
    [1, 3, 6],
    [4, 9, 15],
  ]);
  expect(cumsum(x, 0).toArray()).toEqual([
    [1, 2, 3],
    [5, 7, 9],
  ]);
  expect(cumsum(x).toArray()).toEqual([1, 3, 6, 10, 15, 21]);
  expect(cumprod(tensor([2, 3, 4], 'int32')).toArray()).toEqual([2, 6, 24]);
  expect(() => cumsum(tensor([2147483647, 1], 'int32'))).toThrow(/outside int32/);
});
