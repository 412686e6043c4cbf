import { expect, test, vi } from 'vitest';
import { type Tensor, adoptBuffer, tensor } from '@adjoint/tensor';
import { jit } from './index.ts';

const step = (p: { w: Tensor; b: Tensor }, x: Tensor): { w: Tensor; b: Tensor } => ({ w: p.w.sub(x.mul(0.5)), b: p.b.mul(2) });

test('what was given up cannot be read: a typed error; older views of its array stay right', () => {
  const f = jit(step, { donate: [0] });
  const array = new Float64Array(1000).fill(3);
  const w = adoptBuffer(array);
  const views = [w.slice([2, 5]), w.reshape([10, 100]), w.at(7)];
  const b = tensor([1, 2, 3]);
  const x = tensor(new Float64Array(1000).fill(2));
  let p = f({ w, b }, x);
  expect(p.w.toArray()).toEqual(new Array(1000).fill(2));
  expect(p.b.toArray()).toEqual([2, 4, 6]);
  for (const read of [() => w.toArray(), () => w.add(1), () => w.data(), () => f({ w, b: p.b }, x)])
    expect(read).toThrow(/shape \[1000] was given up to jit\(step\)[\s\S]*donate/);
  for (let k = 0; k < 3; k++) p = f(p, x);
  expect([p.w.toArray(), p.b.toArray(), x.toArray()]).toEqual([new Array(1000).fill(-1), [16, 32, 48], new Array(1000).fill(2)]);
  expect(views.map((v) => new Set(v.data()))).toEqual([new Set([3]), new Set([3]), new Set([3])]);
  expect([...array]).toEqual(new Array(1000).fill(3));
  expect(f.compilations).toBe(1);
});

test('one array among the arguments twice, inputs that are results and parts of larger arrays stay right', () => {
  const f = jit((a: Tensor, b: Tensor) => [a.add(b), b.mul(3), a] as const, { donate: [0, 1] });
  const x = tensor([1, 2, 3, 4]);
  expect(f(x, x).map((y) => y.toArray())).toEqual([
    [2, 4, 6, 8],
    [3, 6, 9, 12],
    [1, 2, 3, 4],
  ]);
  const whole = new Float64Array([9, 1, 2, 9]);
  const part = adoptBuffer(whole.subarray(1, 3));
  const g = jit((a: Tensor) => a.mul(2).add(1), { donate: [0] });
  expect(g(part).toArray()).toEqual([3, 5]);
  expect([...whole]).toEqual([9, 1, 2, 9]);
});

test('a call that throws gives nothing up; nor does one inside another jit', () => {
  const f = jit((a: Tensor) => a.mul(2).astype('int32').astype('float64').add(1), { donate: [0] });
  const bad = tensor([1, Number.NaN]);
  const x = tensor([1, 2]);
  expect(() => f(bad)).toThrow(/astype/);
  expect(bad.at(0).item()).toBe(1);
  expect(jit((a: Tensor) => f(a).add(a))(x).toArray()).toEqual([4, 7]);
  expect(x.toArray()).toEqual([1, 2]);
});

test('what the function closes over cannot be given up, nor a static argument', () => {
  const w = tensor([1, 2]);
  const f = jit((a: Tensor) => a.mul(w), { donate: [0] });
  expect(() => f(w)).toThrow(/also closed over/);
  expect(w.toArray()).toEqual([1, 2]);
  expect(() => jit((a: Tensor) => a, { donate: [0], static: [0] })).toThrow(/static/);
});

test('a donated argument that a call does not have is a typed error', () => {
  const f: (...xs: readonly Tensor[]) => Tensor = jit((...xs: readonly Tensor[]) => xs[0].add(xs.at(-1)!), { donate: [1] });
  expect(() => f(tensor([1]))).toThrow(/arguments \[1] are donated, but it is called with 1/);
  expect(f(tensor([1]), tensor([2])).toArray()).toEqual([3]);
});

test('a constant among the results is a copy: giving it up elsewhere leaves the program whole', () => {
  const w = tensor(new Float64Array(1000).fill(2));
  const f = jit((x: Tensor) => [w, w.mul(2), x.add(1)] as const);
  const g = jit((x: Tensor) => x.mul(3), { donate: [0] });
  for (let k = 0; k < 3; k++) {
    const [a, b, c] = f(tensor(new Float64Array(1000).fill(k)));
    expect([a, b, c].map((y) => g(y).at(999).item())).toEqual([6, 12, 3 * (k + 1)]);
  }
  expect(w.at(999).item()).toBe(2);
});

test('what shares its buffer with a constant of the function cannot be given up', () => {
  const whole = new Float64Array(1000).fill(2);
  const constant = adoptBuffer(whole.subarray(0, 1000));
  const f = jit((x: Tensor) => x.mul(constant), { donate: [0] });
  expect(() => f(adoptBuffer(whole))).toThrow(/also closed over/);
  expect(constant.at(999).item()).toBe(2);
});

test('many compilations are told, not printed', () => {
  const told = vi.fn();
  const f = jit((x: Tensor) => x.sum(), { onRecompile: told });
  for (let n = 1; n < 10; n++) f(tensor(new Float64Array(n)));
  expect(f.warning).toBeNull();
  for (let n = 10; n < 30; n++) f(tensor(new Float64Array(n)));
  expect(told).toHaveBeenCalledTimes(2);
  expect(f.warning).toMatchObject({
    compilations: 29,
    calls: 29,
    latest: ['float64[28]', 'float64[29]'],
    message: expect.stringMatching(/29 times in 29 calls/),
  });
});
