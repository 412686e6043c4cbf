import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Floats } from '../contract.ts';
import * as plain from '../plain.ts';
import { logSoftmaxBy, softmaxBy } from '../reduce/softmax.ts';
import { uniforms } from '../suite/samples.ts';
import { wasmKernels } from './index.ts';

const NAMES = ['softmax', 'logSoftmax'] as const;
const MODES = { fused: wasmKernels(), separate: wasmKernels({ fused: false }), exact: wasmKernels({ deterministic: true }) };
/** Rows in one piece and in several, ragged leaves, columns in one tile and in several, odd widths, and what is too small. */
const EXTENTS = [
  [5, 1000, 1],
  [3, 129, 1],
  [17, 65, 1],
  [1, 4097, 1],
  [2, 100003, 1],
  [1, 1000, 9],
  [2, 133, 1025],
  [3, 7, 64],
  [1, 5000, 11],
  [1, 4, 2050],
  [2, 300, 3],
  [3, 5, 1],
  [1, 1, 1],
  [0, 4, 2],
  [2, 0, 3],
] as const;
type Mode = (typeof MODES)[keyof typeof MODES];
const alike = (x: Floats): Floats => (x instanceof Float64Array ? new Float64Array(x.length) : new Float32Array(x.length));
const both = (k: Mode, name: (typeof NAMES)[number], x: Floats, outer: number, n: number, inner: number): [Floats, Floats] => {
  const [a, b] = [alike(x), alike(x)];
  k[name]!(a, x, outer, n, inner);
  (name === 'softmax' ? softmaxBy : logSoftmaxBy)(k, b, x, outer, n, inner);
  return [a, b];
};

test.each(NAMES)('%s has the bits of its steps one by one, in every mode and precision, along rows and columns', (name) => {
  for (const [outer, n, inner] of EXTENTS)
    for (const Type of [Float64Array, Float32Array])
      for (const [mode, k] of Object.entries(MODES)) {
        const x = new Type(uniforms(outer * n * inner, n + inner).map((v, i) => (i % 7 === 3 ? 60 * v : v)));
        const [a, b] = both(k, name, x, outer, n, inner);
        expect(a, `${mode} ${Type.name} [${outer}, ${n}, ${inner}]`).toEqual(b);
      }
});

test.each(NAMES)('%s may overwrite its operand', (name) => {
  for (const [outer, n, inner] of [...EXTENTS])
    for (const Type of [Float64Array, Float32Array]) {
      const x = new Type(uniforms(outer * n * inner, n).map((v, i) => (i % 211 === 3 ? Infinity : i % 97 === 0 ? NaN : 3 * v)));
      const expected = alike(x);
      MODES.fused[name]!(expected, x, outer, n, inner);
      MODES.fused[name]!(x, x, outer, n, inner);
      expect(x).toEqual(expected);
    }
});

test.each(NAMES)('%s of infinities, NaN, zeros of both signs, huge and vanishing numbers has the bits of its steps', (name) => {
  const special = fc.constantFrom(0, -0, 1, Infinity, -Infinity, NaN, 5e-324, 800, -800, 1e308, -1e308, 88.8, 709.7, 3e38, -3e38);
  const [n, inner] = [523, 9];
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(n * inner - 1), special), { maxLength: 12 }),
      fc.constantFrom(0, -0, -1, 3, -Infinity),
      fc.boolean(),
      fc.constantFrom(Float64Array, Float32Array),
      fc.constantFrom(...Object.values(MODES)),
      (places, fill, columns, Type, k) => {
        const x = new Type(n * inner).fill(fill);
        for (const [i, v] of places) x[i] = v;
        const [a, b] = columns ? both(k, name, x, 1, n, inner) : both(k, name, x, inner, n, 1);
        expect(a).toEqual(b);
      },
    ),
  );
});

test('exponentials that vanish or are subnormal are those of the scalar function', () => {
  // float64: from 2⁻¹⁰²² to below 2⁻¹⁰⁷⁵; float32: from 2⁻¹²⁶ to below 2⁻¹⁵⁰
  for (const [Type, low, high] of [
    [Float64Array, -746, -708],
    [Float32Array, -105, -87],
  ] as const) {
    const n = 2000;
    const x = new Type(Array.from({ length: n }, (_, i) => (i === 0 ? 0 : low + ((high - low) * i) / n)));
    x[1] = -745.1332191019412;
    x[2] = -745.1332191019411;
    x[3] = -103;
    x[4] = -104.5;
    x[5] = Math.fround(-103.97208);
    for (const k of Object.values(MODES)) {
      const [rows, steps] = both(k, 'softmax', x, 1, n, 1);
      expect(rows).toEqual(steps);
      const columns = new Type(Array.from({ length: 8 * n }, (_, i) => x[i >> 3]));
      const [a, b] = both(k, 'softmax', columns, 1, n, 8);
      expect(a).toEqual(b);
    }
  }
});

test.each(NAMES)('%s in float64 is within a few roundings of exact sums of exponentials', (name) => {
  const n = 1000;
  const x = uniforms(n, 5).map((v) => 20 * v);
  const y = new Float64Array(n);
  MODES.fused[name]!(y, x, 1, n, 1);
  const top = Math.max(...x);
  let hi = 0;
  let lo = 0; // the sum of exponentials with its rounding errors (Knuth's two-sum)
  for (const v of x) {
    const e = Math.exp(v - top);
    const s = hi + e;
    const t = s - hi;
    lo += hi - (s - t) + (e - t);
    hi = s;
  }
  for (let i = 0; i < n; i++) {
    const expected = name === 'softmax' ? Math.exp(x[i] - top) / (hi + lo) : x[i] - top - Math.log(hi + lo);
    // x − top, up to 40, is rounded before the exponential: 40·eps/2; sum, exponentials and quotient: a few eps
    const error = Math.abs(y[i] - expected) / (name === 'softmax' ? expected : 1 + Math.abs(expected));
    expect(error).toBeLessThanOrEqual(30 * Number.EPSILON);
  }
});

test.each(NAMES)('%s refuses extents that do not fit', (name) => {
  const k = MODES.fused[name]!;
  expect(() => {
    k(new Float64Array(999), new Float64Array(1000), 1, 1000, 1);
  }).toThrow(RangeError);
  expect(() => {
    k(new Float64Array(1000), new Float64Array(999), 1, 1000, 1);
  }).toThrow(RangeError);
  expect(() => {
    (name === 'softmax' ? softmaxBy : logSoftmaxBy)(plain, new Float64Array(5), new Float64Array(6), 2, 3, 1);
  }).toThrow(RangeError);
});
