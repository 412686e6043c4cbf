import { expect, test } from 'vitest';
import { type Tensor, tensor } from '@adjoint/tensor';
import { grad, jvp, vjp } from '../index.ts';

const chain =
  (n: number) =>
  (x: Tensor): Tensor => {
    let y = x;
    for (let k = 0; k < n; k++) y = y.add(1);
    return y;
  };

test('a hundred thousand operations in a row need no stack, in either mode', () => {
  expect(grad(chain(100_000))(0).item()).toBe(1);
  expect(jvp(chain(100_000), 0, 3).tangent.item()).toBe(3);
});

test('a value used many times collects all its cotangents', () => {
  const n = 10_000;
  expect(
    grad((x) => {
      let s: Tensor = tensor(0);
      for (let k = 0; k < n; k++) s = s.add(x.mul(k));
      return s;
    })(1).item(),
  ).toBe(((n - 1) * n) / 2);
});

test('a tape is read again without growing or changing', () => {
  const { pullback } = vjp((x: Tensor) => x.exp().mul(x), tensor([1, 2]));
  const ct = tensor([1, -1]);
  const first = pullback(ct).toArray();
  for (let k = 0; k < 100; k++) expect(pullback(ct).toArray()).toEqual(first);
});
