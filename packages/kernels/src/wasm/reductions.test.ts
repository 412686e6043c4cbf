import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as plain from '../plain.ts';
import { uniforms } from '../suite/samples.ts';
import { wasmKernels } from './index.ts';

const NAMES = ['sum', 'prod', 'max', 'min', 'argmax', 'argmin', 'logSumExp'] as const;
/** Rows in one chunk and in several, ragged leaves, columns in one tile and in several, odd widths. */
const EXTENTS = [
  [5, 1000, 1],
  [3, 129, 1],
  [1, 4097, 1],
  [2, 100003, 1],
  [1, 1000, 9],
  [2, 133, 1025],
  [3, 7, 64],
  [1, 5000, 11],
  [1, 4, 2050],
  [70, 64, 1],
  [2, 300, 3],
] as const;
const exact = wasmKernels({ deterministic: true });

test.each(NAMES)('%s has the bits of the plain tier when deterministic, in both precisions, along rows and columns', (name) => {
  for (const [outer, n, inner] of EXTENTS)
    for (const Type of [Float64Array, Float32Array]) {
      const x = new Type(uniforms(outer * n * inner, n + inner).map((v, i) => (name === 'prod' ? 1 + v / 8 : i % 911 === 5 ? 40 * v : v)));
      const [a, b] = [new Type(outer * inner), new Type(outer * inner)];
      exact[name](a, x, outer, n, inner);
      plain[name](b, x, outer, n, inner);
      expect(a, `${Type.name} [${outer}, ${n}, ${inner}]`).toEqual(b);
    }
});

test.each(['sum', 'prod', 'max', 'min', 'argmax', 'argmin'] as const)(
  '%s has the bits of the plain tier always: nothing in it is fused',
  (name) => {
    for (const [outer, n, inner] of EXTENTS) {
      const x = uniforms(outer * n * inner, n);
      const [a, b] = [new Float64Array(outer * inner), new Float64Array(outer * inner)];
      wasmKernels()[name](a, x, outer, n, inner);
      plain[name](b, x, outer, n, inner);
      expect(a).toEqual(b);
    }
  },
);

test.each(NAMES)('%s of zeros of both signs, infinities, subnormals and NaN anywhere is that of the plain tier', (name) => {
  const special = fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity, NaN, 5e-324, -5e-324, 800, -800, 1e308);
  const [n, inner] = [523, 9];
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(n * inner - 1), special), { maxLength: 12 }),
      fc.constantFrom(0, -0, -1, 3),
      fc.boolean(),
      fc.constantFrom(Float64Array, Float32Array),
      (places, fill, columns, Type) => {
        const x = new Type(n * inner).fill(fill);
        for (const [i, v] of places) x[i] = v;
        const size = columns ? inner : n;
        const [a, b] = [new Type(size), new Type(size)];
        const args = columns ? ([1, n, inner] as const) : ([1, n * inner, 1] as const);
        exact[name](a, x, ...args);
        plain[name](b, x, ...args);
        for (let i = 0; i < size; i++) if (!Object.is(a[i], b[i])) expect(a[i], `element ${i}`).toBe(b[i]);
      },
    ),
    { numRuns: 150 },
  );
});

test('argmax takes the first of equals and the first NaN, across leaves, chunks and tiles', () => {
  const kernels = wasmKernels();
  const x = new Float64Array(9000).fill(-2);
  const out = new Int32Array(1);
  const at = (...places: number[]): number => {
    x.fill(-2);
    places.forEach((p, i) => {
      x[p] = p < 0 ? 0 : i === 2 ? NaN : 7;
    });
    kernels.argmax(out, x, 1, 9000, 1);
    return out[0];
  };
  expect(at(4500, 130)).toBe(130);
  expect(at(8999, 5000)).toBe(5000);
  expect(at(3, 8000, 6000)).toBe(6000);
  x.fill(-Infinity);
  kernels.argmax(out, x, 1, 9000, 1);
  expect(out[0]).toBe(0);
});

test('log Σ exp in four float32 lanes is within 4 units of the float64 value', () => {
  const kernels = wasmKernels();
  for (const [outer, n, inner] of [
    [7, 1000, 1],
    [1, 100000, 1],
    [1, 1000, 33],
  ] as const)
    for (const [scale, shift] of [
      [1, 0],
      [60, 0],
      [0.01, 1000],
      [3, -1e30],
    ] as const) {
      const x = Float32Array.from(uniforms(outer * n * inner, 3), (v) => scale * v + shift);
      const a = new Float32Array(outer * inner);
      const b = new Float64Array(outer * inner);
      kernels.logSumExp(a, x, outer, n, inner);
      plain.logSumExp(b, Float64Array.from(x), outer, n, inner);
      // the terms carry 1 unit each and the subtraction ½ ulp of a difference that their weight makes small: log n units in all, then one rounding
      for (let i = 0; i < a.length; i++)
        expect(Math.abs(a[i] - b[i]), `scale ${scale}, shift ${shift}`).toBeLessThanOrEqual(4 * 2 ** -24 * Math.max(Math.abs(b[i]), 1));
    }
});

test('the sum of a million numbers keeps pairwise accuracy along both axes', () => {
  const kernels = wasmKernels();
  const x = new Float64Array(1e6).fill(0.1);
  const out = new Float64Array(8);
  kernels.sum(out, x, 1, 1e6, 1);
  expect(Math.abs(out[0] - 1e5)).toBeLessThanOrEqual(20 * 2 ** -53 * 1e5 + 1e6 * 2 ** -57); // log₂ n additions; 0.1 itself is rounded
  kernels.sum(out, x, 1, 125000, 8);
  for (const v of out) expect(Math.abs(v - 12500)).toBeLessThanOrEqual((17 + 32) * 2 ** -53 * 12500 + 125000 * 2 ** -57);
});

test('logSumExp of a long column keeps its accuracy', () => {
  const n = 20000;
  const inner = 8;
  const x = new Float64Array(n * inner).fill(0.5);
  const out = new Float64Array(inner);
  for (const kernels of [plain, wasmKernels()]) {
    kernels.logSumExp(out, x, 1, n, inner);
    for (const v of out) expect(Math.abs(v - (0.5 + Math.log(n)))).toBeLessThanOrEqual(4 * 2 ** -52 * 10);
  }
});

test('sums of integers are exact, along rows and columns, and overflow of an integer result is refused', () => {
  const kernels = wasmKernels();
  for (const Type of [Int32Array, Uint32Array])
    for (const [outer, n, inner] of EXTENTS) {
      const x = new Type(
        uniforms(outer * n * inner, n).map((v, i) => (i % 5 === 0 ? (v < 0 ? -2147483648 : 4294967295) : Math.floor(v * 2e9))),
      );
      const [a, b] = [new Float64Array(outer * inner), new Float64Array(outer * inner)];
      kernels.sum(a, x, outer, n, inner);
      plain.sum(b, x, outer, n, inner);
      expect(a, `${Type.name} [${outer}, ${n}, ${inner}]`).toEqual(b);
    }
  expect(() => {
    kernels.sum(new Int32Array(1), new Int32Array(1000).fill(2147483647), 1, 1000, 1);
  }).toThrow(RangeError);
});
