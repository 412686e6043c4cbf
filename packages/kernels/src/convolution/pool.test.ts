import { expect, test } from 'vitest';
import type { PoolShape } from '../convolution-contract.ts';
import { averagePool, averagePoolByInput, maxPool, maxPoolByInput } from './index.ts';
import { windowsAlong } from './shape.ts';

const shape = (s: Partial<PoolShape>): PoolShape => ({
  planes: 1,
  height: 2,
  width: 4,
  kernel: [2, 2],
  stride: [2, 2],
  padding: [0, 0],
  dilation: [1, 1],
  ...s,
});

test('the first of equals wins, NaN wins over all, padding never does', () => {
  const y = new Float64Array(2);
  const places = new Int32Array(2);
  maxPool(y, places, Float64Array.of(1, 3, NaN, 9, 3, 2, 9, 9), shape({}));
  expect([...y]).toEqual([3, NaN]);
  expect([...places]).toEqual([1, 2]);
  const one = new Float64Array(4);
  const at = new Int32Array(4);
  maxPool(one, at, Float64Array.of(-1, -2, -3, -4), shape({ height: 2, width: 2, padding: [1, 1] }));
  expect([...one]).toEqual([-1, -2, -3, -4]);
  expect([...at]).toEqual([0, 1, 2, 3]);
});

test('the gradient goes to the places and adds up where windows overlap', () => {
  const s = shape({ height: 1, width: 4, kernel: [1, 2], stride: [1, 1] });
  const y = new Float32Array(3);
  const places = new Int32Array(3);
  const x = new Float32Array(4).fill(7);
  maxPool(y, places, Float32Array.of(0, 5, 1, 2), s);
  maxPoolByInput(x, Float32Array.of(1, 10, 100), places, s);
  expect([...x]).toEqual([0, 11, 0, 100]);
  expect(() => {
    maxPoolByInput(x, y, Int32Array.of(0, 4, 1), s);
  }).toThrow(RangeError);
});

test('the mean counts padding as zeros, and its transpose is adjoint', () => {
  const s = shape({ planes: 2, height: 5, width: 7, kernel: [3, 2], stride: [2, 3], padding: [1, 1], dilation: [1, 2] });
  const n = 2 * windowsAlong(s, 0) * windowsAlong(s, 1);
  const x = Float64Array.from({ length: 70 }, (_, i) => Math.sqrt(i) % 1);
  const c = Float64Array.from({ length: n }, (_, i) => Math.sqrt(3 * i) % 1);
  const y = new Float64Array(n);
  const back = new Float64Array(70);
  averagePool(y, x, s);
  averagePoolByInput(back, c, s);
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
  expect(Math.abs(dot(c, y) - dot(back, x))).toBeLessThanOrEqual(70 * 2 ** -52 * dot(c, y)); // 70 terms, all positive
  averagePool(y, new Float64Array(70).fill(6), s);
  expect(y[0]).toBe(2); // two of six elements lie inside
});
