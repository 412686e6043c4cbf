import { expect, test } from 'vitest';
import { type Tensor, tensor } from '@adjoint/tensor';
import { jit } from '../index.ts';

const x = tensor([
  [1, -0, Number.NaN],
  [Infinity, 4, -5],
]);
const names = (f: (x: Tensor) => Tensor): string[] =>
  [
    ...jit(f)
      .explain(x)
      .matchAll(/= (?!input|captured)(\S+)/g),
  ].map((m) => m[1]);

test('what gives its operand back is gone', () => {
  expect(names((t) => t.mul(1).div(1).sub(0).neg().neg())).toEqual([]);
  expect(names((t) => t.mT().mT())).toEqual([]);
  expect(names((t) => t.reshape([6]).reshape([3, 2]).reshape([2, 3]))).toEqual([]);
  expect(jit((t: Tensor) => t.mul(1).neg().neg())(x).toArray()).toEqual(x.toArray());
});

test('chains of shapes become one', () => {
  expect(names((t) => t.reshape([6]).reshape([3, 2]))).toEqual(['reshape']);
  const f = (t: Tensor): Tensor => t.reshape([1, 2, 3]).transpose([2, 0, 1]).transpose([1, 0, 2]);
  expect(names(f)).toEqual(['reshape', 'transpose']);
  expect(jit(f)(x).toArray()).toEqual(f(x).toArray());
});

test('what would change a bit stays', () => {
  expect(names((t) => t.add(0))).toEqual(['add']);
  expect(names((t) => t.mul(0))).toEqual(['mul']);
  expect(jit((t: Tensor) => t.add(0))(x).toArray()).toEqual([
    [1, 0, Number.NaN],
    [Infinity, 4, -5],
  ]);
  expect(names((t) => t.mul(tensor([[1], [1]])))).toEqual(['mul']);
});

test('a product with one that grows the shape stays', () => {
  const f = (t: Tensor): Tensor => tensor(1).mul(t).sum().mul(1);
  expect(jit(f)(tensor(3)).item()).toBe(3);
  expect(jit((t: Tensor) => t.mul(1))(tensor([2], 'float32')).dtype).toBe('float32');
});
