import { expect, test } from 'vitest';
import { adoptBuffer, arange, eye, full, linspace, scalar, tensor, zerosLike } from '../index.ts';

test('nested arrays, typed arrays, numbers and booleans become tensors', () => {
  expect(
    tensor([
      [1, 2],
      [3, 4],
    ]).shape,
  ).toEqual([2, 2]);
  expect(tensor(3).shape).toEqual([]);
  expect(tensor([true, false]).dtype).toBe('bool');
  expect(tensor(new Float32Array([1.5])).dtype).toBe('float32');
  expect(tensor(new Uint32Array([4294967295])).item()).toBe(4294967295);
  expect(tensor(new Uint8Array([255])).dtype).toBe('int32');
  expect(tensor([]).shape).toEqual([0]);
  expect(tensor([[], []]).shape).toEqual([2, 0]);
  expect(tensor(tensor([1.5]), 'int32').item()).toBe(1);
});

test('ragged or foreign input is refused with its place', () => {
  expect(() => tensor([[1, 2], [3]])).toThrow(/tensor\[1\] has length 1, its siblings 2/);
  expect(() => tensor([[1], 2] as never)).toThrow(/tensor\[1\] is a number/);
  expect(() => tensor([1, [2]] as never)).toThrow(/tensor\[1\] is an array/);
  expect(() => tensor(['1'] as never)).toThrow(/a string/);
  expect(() => tensor(new BigInt64Array(1) as never)).toThrow(/BigInt64Array/);
  expect(() => tensor(undefined as never)).toThrow(/undefined/);
  expect(() => tensor([1], 'complex' as never)).toThrow(/complex is not a dtype/);
});

test('values that a dtype cannot hold are refused, not wrapped', () => {
  expect(() => tensor([1.5], 'int32')).toThrow(/element 0 is 1.5/);
  expect(() => tensor([-1], 'uint32')).toThrow(/-1/);
  expect(() => full([2], NaN, 'int32')).toThrow(/NaN/);
  expect(() => tensor([3e9]).astype('int32')).toThrow(/outside int32/);
  expect(() => tensor([NaN]).astype('int32')).toThrow(/element 0 is NaN/);
  expect(tensor([-1.9, 1.9]).astype('int32').toArray()).toEqual([-1, 1]);
});

test('an adopted buffer is not copied, and must fit its shape', () => {
  const buffer = new Float64Array([1, 2, 3, 4]);
  expect(adoptBuffer(buffer, [2, 2]).data()).toBe(buffer);
  expect(() => adoptBuffer(buffer, [3])).toThrow(/4 elements as shape \[3\]/);
});

test('ranges, grids and identities', () => {
  expect(arange(1, 2, 0.25).toArray()).toEqual([1, 1.25, 1.5, 1.75]);
  expect(arange(3, 0, -1).toArray()).toEqual([3, 2, 1]);
  expect(arange(0).shape).toEqual([0]);
  expect(linspace(0, 1, 5).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(linspace(2, 9, 1).toArray()).toEqual([2]);
  expect(eye(2, 3).toArray()).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ]);
  expect(zerosLike(scalar(1, 'float32')).dtype).toBe('float32');
  expect(() => arange(0, 1, 0)).toThrow(/not 0/);
  expect(() => arange(Infinity)).toThrow(/finite/);
});
