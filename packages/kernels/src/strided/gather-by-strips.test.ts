import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyArray } from '../contract.ts';
import { gatherByStrips } from './gather-by-strips.ts';
import { gatherStrided } from './gather-strided.ts';

const TYPES = [Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array] as const;
const same = (x: AnyArray, shape: readonly number[], strides: readonly number[], offset: number): void => {
  const n = shape.reduce((a, b) => a * b, 1);
  const Type = x.constructor as Float64ArrayConstructor;
  const [a, b] = [new Type(n + 3).fill(9), new Type(n + 3).fill(9)];
  gatherByStrips(a, x, shape, strides, offset);
  gatherStrided(b, x, shape, strides, offset);
  expect(a, `[${shape.join()}] strides [${strides.join()}]`).toEqual(b);
};
const counted = (Type: (typeof TYPES)[number], n: number): AnyArray => new Type(n).map((_: number, i: number) => i % 251);

test('transposed, repeated, reversed and stepped views are packed as element by element, in every type', () => {
  for (const Type of TYPES) {
    const x = counted(Type, 40_000);
    for (const [shape, strides, offset] of [
      [[200, 200], [1, 200], 0],
      [[199, 65], [1, 200], 7],
      [[65, 199], [-1, 200], 64],
      [[7, 300], [1, 100], 3],
      [[300, 7], [100, 1], 3],
      [[300, 7], [100, -2], 50],
      [[20, 30, 40], [1, 20, 600], 0],
      [[20, 30, 40], [1200, 1, 30], 0],
      [[20, 30, 40], [40, 800, 1], 0],
      [[20, 30, 40], [0, 40, 1], 0],
      [[20, 30, 40], [40, 0, 1], 5],
      [[20, 30, 40], [30, 1, 0], 5],
      [[20, 1, 30, 1], [1, 7, 20, 9], 0],
      [[3, 5, 7, 11], [1, 3, 15, 105], 0],
      [[3, 5, 7, 11], [-385, 77, -11, 1], 847],
      [[40_000], [-1], 39_999],
      [[500], [0], 12],
      [[0, 300], [300, 1], 0],
      [[300, 0], [1, 300], 39_999],
      [[], [], 17],
    ] as const)
      same(x, shape, strides, offset);
  }
});

test('any view inside its array is packed as element by element', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ n: fc.integer({ min: 0, max: 40 }), step: fc.integer({ min: -90, max: 90 }) }), { maxLength: 4 }),
      fc.constantFrom(...TYPES),
      (axes, Type) => {
        const shape = axes.map(({ n }) => n);
        fc.pre(shape.reduce((a, b) => a * b, 1) < 100_000);
        const reach = axes.map(({ n, step }) => Math.max(0, n - 1) * step);
        const offset = -reach.reduce((a, r) => a + Math.min(0, r), 0);
        same(
          counted(Type, offset + reach.reduce((a, r) => a + Math.max(0, r), 0) + 1),
          shape,
          axes.map(({ step }) => step),
          offset,
        );
      },
    ),
  );
});

test('the bits of zeros and of numbers at the ends of the range stay', () => {
  const x = new Float64Array(400).map((_, i) => [-0, 5e-324, -Infinity, NaN, 1.7976931348623157e308][i % 5]);
  same(x, [20, 20], [1, 20], 0);
});

test('a type is converted as element by element', () => {
  const [a, b] = [new Float32Array(400), new Float32Array(400)];
  const x = new Float64Array(400).map((_, i) => i / 3);
  gatherByStrips(a, x, [20, 20], [1, 20], 0);
  gatherStrided(b, x, [20, 20], [1, 20], 0);
  expect(a).toEqual(b);
});

test('a view that leaves its array is refused before anything is written', () => {
  const out = new Float64Array(400);
  const x = new Float64Array(400).fill(1);
  for (const [strides, offset] of [
    [[1, 20], 1],
    [[-1, 20], 0],
    [[2 ** 40, 1], 0],
    [[NaN, 1], 0],
  ] as const)
    expect(() => {
      gatherByStrips(out, x, [20, 20], strides, offset);
    }).toThrow(RangeError);
  expect(() => {
    gatherByStrips(new Float64Array(399), x, [20, 20], [1, 20], 0);
  }).toThrow(RangeError);
  expect(out.every((v) => v === 0)).toBe(true);
});
