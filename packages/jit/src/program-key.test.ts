import { expect, test } from 'vitest';
import { OPAQUE, type Tensor, tensor } from '@adjoint/tensor';
import { jit } from './index.ts';
import { createIdentities, staticText } from './program-key.ts';

const x = tensor([1, 2]);

test('a static function is told from another one, wherever it stands', () => {
  const f = jit((t: Tensor, g: (t: Tensor) => Tensor, o: { readonly inner: readonly ((t: Tensor) => Tensor)[] }) => o.inner[0](g(t)), {
    static: [1, 2],
  });
  const twice = (t: Tensor): Tensor => t.mul(2);
  const thrice = (t: Tensor): Tensor => t.mul(3);
  const all = [
    [twice, twice, 4],
    [twice, thrice, 6],
    [thrice, thrice, 9],
    [twice, twice, 4],
  ] as const;
  for (const [a, b, times] of all) expect(f(x, a, { inner: [b] }).toArray()).toEqual([times, 2 * times]);
  expect(f.compilations).toBe(3);
});

test('static data that JSON does not tell apart has programs of its own', () => {
  const id = createIdentities();
  const text = (v: unknown): string => staticText(v, id);
  const map = new Map([['a', 1]]);
  const other = new Map([['a', 2]]);
  const all = [
    Number.NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    null,
    undefined,
    'null',
    '0',
    true,
    1n,
    1,
    '1',
    [],
    {},
    { a: undefined },
    { a: null },
    [null],
    [undefined],
    [[]],
    ['a,b'],
    ['a', 'b'],
    { 'a:1,b': 2 },
    { a: 1, b: 2 },
    map,
    other,
    Float64Array.of(1),
    Float32Array.of(1),
    [1],
    tensor([1]),
    tensor([1], 'float32'),
    tensor(1),
    tensor([Number.NaN]),
    tensor([-0]),
    tensor([0]),
    () => 1,
    () => 1,
    new Date(0),
  ];
  expect(new Set(all.map(text)).size).toBe(all.length);
  expect([{ a: [1, { b: 2 }] }, map, Float64Array.of(1), tensor([-0])].map((v) => text(v))).toEqual(
    [{ a: [1, { b: 2 }] }, map, Float64Array.of(1), tensor([-0])].map((v) => text(v)),
  );
  const f = jit((t: Tensor, c: number | null) => t.mul(c ?? 7), { static: [1] });
  expect([f(x, null).toArray(), f(x, Number.NaN).toArray(), f(x, -0).toArray(), f(x, 0).toArray()]).toEqual([
    [7, 14],
    [Number.NaN, Number.NaN],
    [-0, -0],
    [0, 0],
  ]);
});

test('structures without leaves, empty ones and missing ones differ', () => {
  const kind = (e: unknown): number =>
    Array.isArray(e) ? 10 + e.length : e === null ? 1 : e === undefined ? 2 : 3 + Object.keys(e).length;
  const f = jit(({ a, e }: { a: Tensor; e?: unknown }) => a.mul(kind(e)));
  const at = tensor([1]);
  for (const e of [null, undefined, [], [null], [null, null], [[]], {}, { n: null }, { m: null, n: null }])
    expect(f({ a: at, e }).item(), JSON.stringify(e)).toBe(kind(e));
  expect(f({ a: at }).item()).toBe(2);
  const g = jit<unknown[], Tensor>((...xs: unknown[]) => (xs[0] as Tensor).mul(xs.length));
  expect([g(at, null).item(), g(at).item(), g(at, null, null).item(), g(at).item()]).toEqual([2, 1, 3, 1]);
});

test('opaque leaves of one class with another property are another program', () => {
  class Scaled {
    readonly by: number;
    readonly x: Tensor;
    constructor(by: number, v: Tensor) {
      this.by = by;
      this.x = v;
    }
    [OPAQUE](): { parts: readonly Tensor[]; make: (parts: readonly Tensor[]) => Scaled } {
      return { parts: [this.x], make: ([v]) => new Scaled(this.by, v) };
    }
  }
  const f = jit((s: Scaled) => s.x.mul(s.by));
  expect([f(new Scaled(2, x)).toArray(), f(new Scaled(3, x)).toArray(), f(new Scaled(2, x)).toArray(), f.compilations]).toEqual([
    [2, 4],
    [3, 6],
    [2, 4],
    2,
  ]);
});

test('what cannot be meant is refused', () => {
  const loop: { self?: unknown } = {};
  loop.self = loop;
  const f = jit(
    (t: Tensor, s: unknown) => {
      void s;
      return t;
    },
    { static: [1] },
  );
  expect(() => f(x, loop)).toThrow(/contains itself/);
  expect(() => f(x, Symbol('s'))).toThrow(/Symbol\(s\) is a static argument/);
  expect(() => jit(3 as never)).toThrow(/a number instead of a function/);
  for (const i of [-1, 0.5]) {
    expect(() => jit((t: Tensor) => t, { static: [i] })).toThrow(/static \[/);
    expect(() => jit((t: Tensor) => t, { donate: [i] })).toThrow(/donate \[/);
  }
});
