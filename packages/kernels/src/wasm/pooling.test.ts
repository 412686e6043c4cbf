import { expect, test } from 'vitest';
import fc from 'fast-check';
import { maxPool } from '../convolution/index.ts';
import type { PoolShape } from '../convolution-contract.ts';
import { windowsAlong } from '../convolution/shape.ts';
import { createArena } from './arena.ts';
import { createMaxPool } from './pooling.ts';

test('max pooling is that of the plain tier to the bit, ties, NaN, infinities and zeros of both signs among the values', () => {
  const pool = createMaxPool(createArena());
  const value = fc.constantFrom(0, -0, 1, -1, 2, 2.5, NaN, Infinity, -Infinity, 1e-45, 3e38);
  const shape = fc.record({
    planes: fc.integer({ min: 0, max: 5 }),
    height: fc.integer({ min: 2, max: 11 }),
    width: fc.integer({ min: 2, max: 21 }),
    usual: fc.boolean(),
  });
  fc.assert(
    fc.property(shape, fc.array(value, { minLength: 40, maxLength: 40 }), fc.nat(), ({ usual, ...sizes }, values, seed) => {
      const s: PoolShape = {
        ...sizes,
        kernel: [2, 2],
        stride: usual ? [2, 2] : [1, 2],
        padding: usual ? [0, 0] : [1, 0],
        dilation: [1, 1],
      };
      const n = s.planes * windowsAlong(s, 0) * windowsAlong(s, 1);
      const x = Float32Array.from(
        { length: s.planes * s.height * s.width },
        (_, i) => values[((Math.imul(i + 1, 2654435761) + seed) >>> 7) % 40],
      );
      const y = new Float32Array(n);
      const places = new Int32Array(n);
      const expected = new Float32Array(n);
      const at = new Int32Array(n);
      pool(y, places, x, s);
      maxPool(expected, at, x, s);
      expect(places).toEqual(at);
      for (let i = 0; i < n; i++) expect(Object.is(y[i], expected[i])).toBe(true);
    }),
    { numRuns: 300, seed: 5 },
  );
});

test('planes beyond one block of scratch', () => {
  const s: PoolShape = { planes: 70, height: 40, width: 38, kernel: [2, 2], stride: [2, 2], padding: [0, 0], dilation: [1, 1] };
  const n = 70 * 20 * 19;
  const x = Float32Array.from({ length: 70 * 40 * 38 }, (_, i) => Math.sqrt(i) % 1);
  const y = new Float32Array(n);
  const places = new Int32Array(n);
  const expected = new Float32Array(n);
  const at = new Int32Array(n);
  createMaxPool(createArena())(y, places, x, s);
  maxPool(expected, at, x, s);
  expect(places).toEqual(at);
  expect(y).toEqual(expected);
});
