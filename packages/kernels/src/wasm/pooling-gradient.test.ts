import { expect, test } from 'vitest';
import fc from 'fast-check';
import { maxPool, maxPoolByInput } from '../convolution/index.ts';
import type { PoolShape } from '../convolution-contract.ts';
import { createArena } from './arena.ts';
import { createMaxPoolByInput } from './pooling-gradient.ts';

const tile = (planes: number, height: number, width: number): PoolShape => ({
  planes,
  height,
  width,
  kernel: [2, 2],
  stride: [2, 2],
  padding: [0, 0],
  dilation: [1, 1],
});
const pseudo = (i: number, seed: number): number => ((Math.imul(i + 1, 2654435761) + seed) >>> 7) % 40;

test('the gradient of max pooling is that of the plain tier to the bit, with odd rows and columns left over', () => {
  const spread = createMaxPoolByInput(createArena());
  const value = fc.constantFrom(0, -0, 1, -1, 2.5, NaN, Infinity, -Infinity, 1e-45, 3e38);
  const size = { planes: fc.integer({ min: 0, max: 5 }), height: fc.integer({ min: 2, max: 11 }), width: fc.integer({ min: 2, max: 23 }) };
  fc.assert(
    fc.property(fc.record(size), fc.array(value, { minLength: 40, maxLength: 40 }), fc.nat(), ({ planes, height, width }, values, seed) => {
      const s = tile(planes, height, width);
      const n = planes * (height >> 1) * (width >> 1);
      const places = new Int32Array(n);
      const input = Float32Array.from({ length: planes * height * width }, (_, i) => values[pseudo(i, seed)]);
      maxPool(new Float32Array(n), places, input, s);
      const y = Float32Array.from({ length: n }, (_, i) => values[pseudo(i, seed + 99)]);
      const x = input.fill(7);
      const expected = x.slice();
      spread(x, y, places, s);
      maxPoolByInput(expected, y, places, s);
      for (let i = 0; i < x.length; i++) expect(Object.is(x[i], expected[i])).toBe(true);
    }),
    { numRuns: 300, seed: 6 },
  );
});

test('places outside of their own window are summed by the plain tier, those outside of the plane are refused', () => {
  const spread = createMaxPoolByInput(createArena());
  const s = tile(1, 4, 4);
  const x = new Float32Array(16);
  spread(x, Float32Array.of(1, 2, 3, 4), Int32Array.of(5, 5, 0, 15), s);
  expect([...x]).toEqual([3, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
  for (const bad of [-1, 16])
    expect(() => {
      spread(x, new Float32Array(4), Int32Array.of(0, 2, 8, bad), s);
    }).toThrow(RangeError);
});

test('planes beyond one block of scratch', () => {
  const s = tile(70, 40, 39);
  const n = 70 * 20 * 19;
  const input = Float32Array.from({ length: 70 * 40 * 39 }, (_, i) => Math.sqrt(i) % 1);
  const places = new Int32Array(n);
  const y = new Float32Array(n);
  maxPool(y, places, input, s);
  const x = new Float32Array(input.length).fill(3);
  const expected = x.slice();
  createMaxPoolByInput(createArena())(x, y, places, s);
  maxPoolByInput(expected, y, places, s);
  expect(x).toEqual(expected);
});
