import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { arange, scalar, tensor, zeros } from '../index.ts';

test('prints shape, dtype and aligned columns', () => {
  expect(
    String(
      tensor([
        [1, -2.5],
        [10, 0.125],
      ]),
    ),
  ).toBe('Tensor [2, 2] float64\n[[ 1.000, -2.500],\n [10.000,  0.125]]');
  expect(String(tensor([1, 2]))).toBe('Tensor [2] float64\n[1., 2.]');
  expect(String(tensor([1, -20], 'int32'))).toBe('Tensor [2] int32\n[  1, -20]');
  expect(String(tensor([true, false]))).toBe('Tensor [2] bool\n[ true, false]');
  expect(String(scalar(0.1))).toBe('Tensor [] float64\n0.1');
  expect(String(zeros([0]))).toBe('Tensor [0] float64\n[]');
});

test('planes of higher ranks are separated by empty lines', () => {
  expect(String(arange(4).reshape([2, 1, 2]))).toBe('Tensor [2, 1, 2] float64\n[[[0., 1.]],\n\n [[2., 3.]]]');
});

test('uses one exponent format when magnitudes differ', () => {
  expect(String(tensor([1e-10, 1]))).toBe('Tensor [2] float64\n[1e-10,  1e+0]');
  expect(String(tensor([NaN, Infinity, -Infinity, -0, 0.5]))).toBe('Tensor [5] float64\n[ nan,  inf, -inf, -0.0,  0.5]');
});

test('elides the middle of long axes', () => {
  expect(String(arange(2000))).toBe('Tensor [2000] float64\n[   0.,    1.,    2., …, 1997., 1998., 1999.]');
  expect(String(zeros([50, 50])).split('\n')).toHaveLength(8);
});

test('Node prints tensors and JSON holds their values', () => {
  expect(inspect(tensor([1, 2]))).toBe(String(tensor([1, 2])));
  expect(JSON.stringify({ x: tensor([[1, 2]]) })).toBe('{"x":[[1,2]]}');
  expect(`${scalar(2)}`).toContain('Tensor []');
  expect(Number(scalar(2))).toBe(2);
});
