import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Floats } from '../contract.ts';
import * as plain from '../index.ts';
import { HOSTILE, uniforms } from '../suite/samples.ts';
import { wasmKernels } from './index.ts';

const kernels = wasmKernels();
const strict = wasmKernels({ deterministic: true });
const TYPES = [Float64Array, Float32Array];
/** Lengths on both sides of every limit: groups of four, the shortest that is worth a copy, one piece, several. */
const LENGTHS = [0, 1, 3, 95, 96, 97, 191, 192, 195, 1003, 2048, 2051, 4099, 6147];

describe.each(TYPES)('vectors have the bits of the plain tier, fused or not: %o', (Type) => {
  test.each(LENGTHS)('of length %d, at offsets and steps', (n) => {
    for (const set of [kernels, strict])
      for (const [xOffset, xStep, yStep] of [
        [0, 1, 1],
        [5, 1, 1],
        [2, 3, 1],
        [n, -1, 2],
      ] as const) {
        const x = Type.from(uniforms(5 + 3 * n, n + 1));
        const y = Type.from(uniforms(5 + 3 * n, n + 2));
        const u = y.slice();
        const v = y.slice();
        expect(set.dot(n, x, xOffset, xStep, y, 1, yStep)).toBe(plain.dot(n, x, xOffset, xStep, y, 1, yStep));
        set.axpy(n, 0.3, x, xOffset, xStep, u, 1, yStep);
        plain.axpy(n, 0.3, x, xOffset, xStep, v, 1, yStep);
        expect(u).toEqual(v);
        for (const name of ['nrm2', 'asum', 'iamax'] as const)
          expect(set[name](n, x, xOffset, xStep), name).toBe(plain[name](n, x, xOffset, xStep));
      }
  });

  test('hostile values anywhere: NaN is found first, infinities and both ends of the range do not spoil a norm', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 192, max: 2500 }),
        fc.array(fc.tuple(fc.nat(2499), fc.constantFrom(...HOSTILE)), { maxLength: 4 }),
        fc.constantFrom(1, 1e-160, 1e160, 0),
        (n, places, scale) => {
          const x = Type.from(uniforms(n, n)).map((v) => v * scale);
          for (const [i, v] of places) if (i < n) x[i] = v;
          for (const name of ['nrm2', 'asum', 'iamax'] as const) expect(kernels[name](n, x, 0, 1), name).toBe(plain[name](n, x, 0, 1));
          expect(kernels.dot(n, x, 0, 1, x, 0, 1)).toBe(plain.dot(n, x, 0, 1, x, 0, 1));
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    [1, 1],
    [3, 400],
    [400, 3],
    [37, 29],
    [12, 11],
    [7, 1025],
    [130, 300],
    [2, 16_385],
    [9, 9000],
  ])('gemv and ger of %d × %d', (m, n) => {
    for (const set of [kernels, strict])
      for (const pad of [0, 3, 40])
        for (const [alpha, beta] of [
          [1, 0],
          [2, -0.5],
        ] as const) {
          const lda = n + pad;
          const a = Type.from(uniforms(7 + m * lda, 3));
          const x = Type.from(uniforms(3 * Math.max(m, n), 4));
          const y = Type.from(uniforms(2 + 2 * Math.max(m, n), 5));
          for (const trans of [false, true]) {
            const u = y.slice();
            const v = y.slice();
            set.gemv(trans, m, n, alpha, a, 7, lda, x, 1, 2, beta, u, 2, 2);
            plain.gemv(trans, m, n, alpha, a, 7, lda, x, 1, 2, beta, v, 2, 2);
            expect(u, `gemv ${trans}`).toEqual(v);
          }
          const g = a.slice();
          const h = a.slice();
          set.ger(m, n, alpha, x, 2 * m, -2, y, 1, 1, g, 7, lda);
          plain.ger(m, n, alpha, x, 2 * m, -2, y, 1, 1, h, 7, lda);
          expect(g, 'ger').toEqual(h);
        }
  });
});

test('mixed types go to the plain tier, and operands that leave their arrays are refused', () => {
  const x = new Float64Array(500).fill(0.1);
  const y: Floats = new Float32Array(500).fill(0.1);
  expect(kernels.dot(500, x, 0, 1, y, 0, 1)).toBe(plain.dot(500, x, 0, 1, y, 0, 1));
  expect(() => kernels.dot(500, x, 1, 1, x, 0, 1)).toThrow(/x of 500 elements/);
  expect(() => {
    kernels.axpy(500, 1, x, 0, 1, x, 1, 1);
  }).toThrow(RangeError);
  expect(() => kernels.nrm2(501, x, 0, 1)).toThrow(RangeError);
  expect(() => kernels.asum(500, x, -1, 1)).toThrow(RangeError);
  expect(() => kernels.iamax(500, x, 1, 1)).toThrow(RangeError);
  expect(() => kernels.iamax(NaN, x, 0, 1)).toThrow(RangeError);
  expect(() => {
    kernels.gemv(false, 20, 26, 1, x, 0, 26, x, 0, 1, 0, x.slice(), 0, 1);
  }).toThrow(RangeError);
  expect(() => {
    kernels.gemv(true, 20, 25, 1, x, 0, 25, x, 0, 30, 0, x.slice(), 0, 1);
  }).toThrow(/x of 20 elements/);
  expect(() => {
    kernels.ger(20, 25, 1, x, 0, 1, x, 480, 1, x.slice(), 0, 25);
  }).toThrow(/y of 25 elements/);
});
