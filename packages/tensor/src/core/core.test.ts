import { expect, test, vi } from 'vitest';
import * as kernels from '@adjoint/kernels';
import packageJson from '../../package.json' with { type: 'json' };
import { TENSOR_BRAND } from './brand.ts';
import { DuplicatePackageError, ShapeError, VERSION, add, isAdjointError, isTensor, tensor, withKernels, zeros } from '../index.ts';
import { differentiableExamples } from '../differentiable-examples.ts';

test('the version is that of the package', () => {
  expect(VERSION).toBe(packageJson.version);
});

test('a tensor of another copy of the package is refused, naming both versions', () => {
  const foreign = { shape: [], dtype: 'float64', [TENSOR_BRAND]: { abi: 1, version: '9.9.9' } };
  expect(() => isTensor(foreign)).toThrow(DuplicatePackageError);
  expect(() => add(tensor([1]), foreign as never)).toThrow(/9\.9\.9[\s\S]*npm dedupe/);
});

test('errors say what and what to do, and are recognised across copies', () => {
  try {
    zeros([2]).item();
    expect.unreachable();
  } catch (e) {
    expect(e).toBeInstanceOf(ShapeError);
    expect(isAdjointError(e)).toBe(true);
    expect(e).toMatchObject({ code: 'SHAPE', hint: expect.stringContaining('toArray') });
  }
  expect(isAdjointError(new Error())).toBe(false);
});

test('operands that are no tensors are refused', () => {
  for (const wrong of [null, undefined, 'x', [1], {}])
    expect(() => add(tensor([1]), wrong as never), String(wrong)).toThrow(/expected a tensor or a number/);
});

test('other kernels are in force inside their scope only, and not over an await', () => {
  const spy = vi.fn(kernels.add);
  const x = tensor([1, 2]);
  expect(withKernels({ add: spy }, () => x.add(x)).toArray()).toEqual([2, 4]);
  expect(spy).toHaveBeenCalledTimes(1);
  x.add(x);
  expect(spy).toHaveBeenCalledTimes(1);
  expect(() =>
    withKernels({ add: spy }, () => {
      throw new Error('inside');
    }),
  ).toThrow('inside');
  x.add(x);
  expect(spy).toHaveBeenCalledTimes(1);
  expect(() => withKernels({}, () => Promise.resolve(1))).toThrow(/returned a promise/);
});

test('every example of the audit runs', () => {
  for (const { name, f, inputs } of differentiableExamples) expect(f(...inputs()).dtype, name).toBe('float64');
});
