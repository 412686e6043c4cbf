import { expect, test } from 'vitest';
import { type Tensor, tensor } from '@adjoint/tensor';
import { jit } from '../index.ts';

const x = tensor([1, -2, 3]);

test('equal operations on equal numbers are one, signed zeros and NaN told apart', () => {
  const text = (f: (x: Tensor) => unknown): string => jit(f as (x: Tensor) => readonly Tensor[]).explain(x);
  expect(text((v) => [v.mul(2).sum(), v.mul(2).max()]).match(/= mul/g)).toHaveLength(1);
  expect(text((v) => [v.add(0).sum(), v.add(-0).sum(), v.sub(-0).max()]).match(/(?:= |fused\()(?:add|sub)/g)?.length).toBeGreaterThan(0);
  const f = (v: Tensor): readonly Tensor[] => [tensor(1).div(v.mul(0)), tensor(1).div(v.mul(-0)), v.mul(Number.NaN), v.add(Number.NaN)];
  jit((v: Tensor) => f(v))(x).forEach((y, i) => {
    expect([...y.data()]).toEqual([...f(x)[i].data()]);
  });
});
