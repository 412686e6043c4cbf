import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyArray } from '../contract.ts';
import { gatherStrided } from '../strided/gather-strided.ts';
import { wasmKernels } from './index.ts';

const TYPES = [Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array] as const;
const kernels = wasmKernels();
const counted = (Type: (typeof TYPES)[number], n: number): AnyArray => {
  const x = new Type(n);
  for (let i = 0; i < n; i++) x[i] = (i * 37) % 251;
  return x;
};

const same = (x: AnyArray, shape: readonly number[], strides: readonly number[], offset: number): void => {
  const n = shape.reduce((a, b) => a * b, 1);
  const Type = x.constructor as Float64ArrayConstructor;
  const [a, b] = [new Type(n + 3).fill(9), new Type(n + 3).fill(9)];
  kernels.gatherStrided(a, x, shape, strides, offset);
  gatherStrided(b, x, shape, strides, offset);
  // compared as bytes: a matcher walks over a million elements for seconds
  expect(
    Buffer.compare(new Uint8Array(a.buffer), new Uint8Array(b.buffer)),
    `${x.constructor.name} [${shape.join()}] strides [${strides.join()}] at ${offset}`,
  ).toBe(0);
};

test('views of every kind are packed as element by element, in every type', () => {
  for (const Type of TYPES) {
    const x = counted(Type, 60_000);
    for (const [shape, strides, offset] of [
      [[200, 200], [1, 200], 0],
      [[199, 65], [1, 200], 7],
      [[65, 199], [-1, 200], 64],
      [[65, 199], [1, -200], 40_000],
      [[7, 300], [1, 100], 3],
      [[3, 9000], [1, 3], 1],
      [[9000, 3], [1, 9000], 1],
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
      [[3, 5, 7, 11, 2], [770, 1, 110, 5, 55], 1],
      [[4, 28, 28, 16], [12544, 28, 1, 784], 5],
      [[40_000], [-1], 39_999],
      [[20_000], [2], 39],
      [[500], [0], 12],
      [[0, 300], [300, 1], 0],
      [[300, 0], [1, 300], 39_999],
      [[], [], 17],
    ] as const)
      same(x, shape, strides, offset);
  }
});

test('views larger than a part go in blocks: transposes, tall and flat ones, reversed, stepped, inside larger matrices', () => {
  for (const Type of [Float32Array, Uint8Array]) {
    const x = counted(Type, 1_700_000);
    for (const [shape, strides, offset] of [
      [[1000, 1003], [1, 1000], 0],
      [[1024, 1024], [1, 1024], 0],
      [[703, 601], [1, 2000], 9],
      [[703, 601], [1, -2000], 1_300_000],
      [[500_001, 3], [1, 500_001], 2],
      [[3, 500_001], [1, 3], 2],
      [[4, 300_001], [1, 5], 2],
      [[5, 200_001], [300_000, 1], 2],
      [[1000, 1000], [1000, -1], 999],
      [[1000, 700], [1600, 2], 4],
      [[50, 100, 120], [1, 6000, 50], 0],
      [[100, 50, 120], [120, 12_000, 1], 0],
      [[2, 600, 500], [300_000, 1, 600], 0],
      [[2, 600, 500], [800_000, 1, 1200], 0],
      [[900, 40], [1800, 1], 0],
      [[900, 400], [2, 1800], 0],
      [[1_000_000], [-1], 1_200_000],
    ] as const)
      same(x, shape, strides, offset);
  }
});

test('any view inside its array is packed as element by element', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ n: fc.integer({ min: 0, max: 40 }), step: fc.integer({ min: -90, max: 90 }) }), { maxLength: 5 }),
      fc.constantFrom(...TYPES),
      (axes, Type) => {
        const shape = axes.map(({ n }) => n);
        fc.pre(shape.reduce((a, b) => a * b, 1) < 100_000);
        const reach = axes.map(({ n, step }) => Math.max(0, n - 1) * step);
        const offset = -reach.reduce((a, r) => a + Math.min(0, r), 0);
        const extent = offset + reach.reduce((a, r) => a + Math.max(0, r), 0) + 1;
        const strides = axes.map(({ step }) => step);
        same(counted(Type, extent), shape, strides, offset);
      },
    ),
  );
});

test('axes of a packed array in any order, some reversed or stepped, are packed as element by element', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ n: fc.integer({ min: 1, max: 34 }), every: fc.constantFrom(1, 1, 1, 2, -1), key: fc.nat() }), {
        minLength: 2,
        maxLength: 4,
      }),
      fc.constantFrom(...TYPES),
      (axes, Type) => {
        let size = 1;
        let offset = 0;
        const laid = axes.map((a) => {
          const step = size * a.every;
          size *= a.n * Math.abs(a.every);
          if (step < 0) offset -= (a.n - 1) * step;
          return { ...a, step };
        });
        fc.pre(size < 400_000);
        laid.sort((a, b) => a.key - b.key);
        const shape = laid.map(({ n }) => n);
        const strides = laid.map(({ step }) => step);
        same(counted(Type, size), shape, strides, offset);
      },
    ),
  );
});

test('a long vector is reversed or every other element taken, of one more than a whole number of parts too', () => {
  for (const Type of [Float32Array, Uint32Array, Uint8Array])
    for (const extra of [0, 1, 2]) {
      const n = 2 ** 19 / Type.BYTES_PER_ELEMENT + extra;
      const x = counted(Type, 2 * n);
      same(x, [n], [-1], n - 1);
      same(x, [n], [2], 0);
      same(x, [n], [-2], 2 * n - 1);
    }
});

test('the bits of zeros, of NaN with a payload and of numbers at the ends of the range stay', () => {
  const x = new Float64Array(400).map((_, i) => [-0, 5e-324, -Infinity, NaN, 1.7976931348623157e308][i % 5]);
  same(x, [20, 20], [1, 20], 0);
  const words = Uint32Array.from({ length: 1024 }, (_, i) => 0x7f800001 + i); // signalling, were they float32
  const [a, b] = [new Float32Array(1024), new Uint32Array(1024)];
  kernels.gatherStrided(a, new Float32Array(words.buffer), [32, 32], [1, 32], 0);
  gatherStrided(b, words, [32, 32], [1, 32], 0);
  expect(new Uint32Array(a.buffer)).toEqual(b);
});

test('a view of a typed array that begins inside its buffer is taken from there', () => {
  const whole = new Uint32Array(1024).map((_, i) => i);
  same(whole.subarray(7), [30, 30], [1, 31], 3);
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
      kernels.gatherStrided(out, x, [20, 20], strides, offset);
    }).toThrow(RangeError);
  expect(out.every((v) => v === 0)).toBe(true);
});
