import { expect, test, vi } from 'vitest';
import { type Tensor, arange, matmul, tensor, where } from '@adjoint/tensor';
import { jit } from './index.ts';

test('gives the same answers, and captures once for each shape and dtype', () => {
  const f = vi.fn((x: Tensor) => x.mul(2).add(1).sum());
  const g = jit(f);
  expect(g(tensor([1, 2])).item()).toBe(8);
  expect(g(tensor([3, 4])).item()).toBe(16);
  expect(f).toHaveBeenCalledTimes(1);
  g(tensor([1, 2, 3]));
  g(tensor([1, 2], 'float32'));
  expect(f).toHaveBeenCalledTimes(3);
  expect([g.programs, g.compilations]).toEqual([3, 3]);
});

test('trees in, trees out; numbers are traced', () => {
  const step = jit(({ w, b }: { w: Tensor; b: Tensor }, rate: Tensor) => ({ w: w.sub(rate.mul(w)), b }));
  const out = step({ w: tensor([1, 2]), b: 3 }, 0.5);
  expect(out.w.toArray()).toEqual([0.5, 1]);
  expect(out.b.item()).toBe(3);
  step({ w: tensor([1, 2]), b: 4 }, 0.25);
  expect(step.compilations).toBe(1);
});

test('equal computations are made once and unused ones not at all', () => {
  const g = jit((x: Tensor) => {
    void x.exp();
    return x.sin().mul(x.sin());
  });
  expect(g.explain(tensor([1]))).toBe('v0 [1] float64 = input\nv4 [1] float64 = fused(sin mul) v0\nreturn v4');
});

test('static arguments may steer the program', () => {
  const power = jit(
    (x: Tensor, n: number) => {
      let y = x;
      for (let k = 1; k < n; k++) y = y.mul(x);
      return y;
    },
    { static: [1] },
  );
  expect(power(2, 5).item()).toBe(32);
  expect(power(2, 3).item()).toBe(8);
  expect(power.compilations).toBe(2);
});

test('a branch on a value throws with the fix, a promise too', () => {
  expect(() => jit((x: Tensor) => (x.greater(0).item() ? x : x.neg()))(1)).toThrow(
    /jit\(the function\)[\s\S]*where\(condition|where\(condition/,
  );
  expect(jit((x: Tensor) => where(x.greater(0), x, x.neg()))(-3).item()).toBe(3);
  expect(() => jit(async (x: Tensor) => x)(1)).toThrow(/promise/);
});

test('the cache forgets the least recently used', () => {
  const g = jit((x: Tensor) => x.sum(), { limit: 2 });
  for (const n of [1, 2, 1, 3, 1]) g(arange(n));
  expect([g.programs, g.compilations]).toEqual([2, 3]);
});

test('a jitted function inside another is inlined; what it closes over is a constant', () => {
  let w = tensor([
    [1, 2],
    [3, 4],
  ]);
  const inner = jit((x: Tensor) => matmul(w, x));
  const outer = jit((x: Tensor) => inner(x).sum());
  expect(outer(tensor([1, 1])).item()).toBe(10);
  w = tensor([
    [0, 0],
    [0, 0],
  ]);
  expect(inner(tensor([1, 1])).toArray()).toEqual([3, 7]);
  expect(outer.explain(tensor([1, 1]))).not.toMatch(/= jit/);
});

test('a function that calls itself without end for one shape is a typed error, and leaves nothing behind', () => {
  let deep = true;
  const f: (x: Tensor) => Tensor = jit((x: Tensor): Tensor => (deep ? f(x) : x.mul(2)));
  for (let k = 0; k < 2; k++) expect(() => f(tensor([1, 2]))).toThrow(/calls itself without end[\s\S]*scan/);
  deep = false;
  expect(f(tensor([1, 2])).toArray()).toEqual([2, 4]);
  const countdown: (x: Tensor, n: number) => Tensor = jit((x: Tensor, n: number): Tensor => (n === 0 ? x : countdown(x.mul(2), n - 1)), {
    static: [1],
  });
  expect(countdown(tensor(1), 70).item()).toBe(2 ** 70);
  const halves: (x: Tensor) => Tensor = jit((x: Tensor): Tensor => (x.shape[0] > 1 ? halves(x.slice([0, x.shape[0] >> 1])) : x));
  expect(halves(arange(8)).toArray()).toEqual([0]);
});

test('an error of a capture or of the listener leaves the next call whole', () => {
  let broken = true;
  const f = jit((x: Tensor) => {
    if (broken) throw new Error('broken');
    return x.mul(2);
  });
  expect(() => f(tensor([1]))).toThrow('broken');
  broken = false;
  expect([f(tensor([1])).toArray(), f.compilations]).toEqual([[2], 1]);
  const heard = jit((x: Tensor) => x.sum(), {
    onRecompile: () => {
      throw new Error('heard');
    },
  });
  for (let n = 1; n < 10; n++) heard(arange(n));
  expect(() => heard(arange(10))).toThrow('heard');
  expect([heard(arange(10)).item(), heard.compilations, heard.programs]).toEqual([45, 10, 10]);
});
