import { expect, test } from 'vitest';
import * as kernels from '../index.ts';

const f64 = (...xs: number[]): Float64Array => Float64Array.from(xs);

test('unary kernels at NaN, infinities, zeros and halves', () => {
  const x = f64(NaN, -Infinity, -2.5, -1.5, -0.5, -0.2, -0, 0, 0.5, 1.5, 2.5, 3.7);
  const run = (k: (out: Float64Array, x: Float64Array) => void): number[] => {
    const out = new Float64Array(x.length);
    k(out, x);
    return [...out];
  };
  expect(run(kernels.round)).toEqual([NaN, -Infinity, -2, -2, -0, -0, -0, 0, 0, 2, 2, 4]);
  expect(run(kernels.relu)).toEqual([NaN, 0, 0, 0, 0, 0, 0, 0, 0.5, 1.5, 2.5, 3.7]);
  expect(run(kernels.sign)).toEqual([NaN, -1, -1, -1, -1, -1, -0, 0, 1, 1, 1, 1]);
  expect(run(kernels.isFinite)).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  expect(run(kernels.isNaN)[0]).toBe(1);
  expect(run(kernels.reciprocal).slice(6, 8)).toEqual([-Infinity, Infinity]);
});

test('steps of 0 repeat one value', () => {
  const out = new Float64Array(3);
  kernels.sub(out, f64(5), 0, f64(1, 2, 3), 1);
  expect([...out]).toEqual([4, 3, 2]);
  kernels.div(out, f64(1, 2, 3), 1, f64(2), 0);
  expect([...out]).toEqual([0.5, 1, 1.5]);
});

test('extrema propagate NaN from either side; remainders are exact', () => {
  const out = new Float64Array(3);
  kernels.maximum(out, f64(NaN, 1, 3), 1, f64(1, NaN, 2), 1);
  expect([...out]).toEqual([NaN, NaN, 3]);
  kernels.minimum(out, f64(NaN, 1, 3), 1, f64(1, NaN, 2), 1);
  expect([...out]).toEqual([NaN, NaN, 2]);
  kernels.remainder(out, f64(-1e-20, 5.5, -7), 1, f64(3, -2, 3.5), 1);
  expect([...out]).toEqual([3, -0.5, -0]);
});

test('integers keep their low 32 bits in products', () => {
  const out = new Int32Array(1);
  kernels.mul(out, Int32Array.of(123456789), 1, Int32Array.of(987654321), 1);
  expect(out[0]).toBe(Math.imul(123456789, 987654321));
});

test('operands that are too short are refused', () => {
  expect(() => kernels.exp(new Float64Array(3), f64(1))).toThrow(/exp: the operand holds 1 elements, the result 3/);
  expect(() => kernels.add(new Float64Array(3), f64(1), 1, f64(1), 0)).toThrow(RangeError);
  expect(() => kernels.gatherStrided(new Float64Array(4), f64(1, 2, 3), [2, 2], [2, 1], 0)).toThrow(/leaves an array of 3/);
  expect(() => kernels.scatterStrided(new Float64Array(2), f64(1, 2), [2], [-1], 0)).toThrow(RangeError);
  expect(() => kernels.sum(new Float64Array(1), f64(1, 2), 1, 3, 1)).toThrow(/\[1, 3, 1\]/);
});

test('reductions of any axis agree with their definitions', () => {
  const [outer, n, inner] = [3, 150, 5];
  const x = Float64Array.from({ length: outer * n * inner }, (_, i) => Math.sin(i * 1.7));
  const out = new Float64Array(outer * inner);
  const line = (o: number, k: number): number[] => Array.from({ length: n }, (_, i) => x[(o * n + i) * inner + k]);
  const check = (kernel: typeof kernels.sum, f: (xs: number[]) => number, digits: number): void => {
    kernel(out, x, outer, n, inner);
    for (let o = 0; o < outer; o++) for (let k = 0; k < inner; k++) expect(out[o * inner + k]).toBeCloseTo(f(line(o, k)), digits);
  };
  check(kernels.sum, (xs) => xs.reduce((a, b) => a + b, 0), 11);
  check(kernels.prod, (xs) => xs.reduce((a, b) => a * b, 1), 12);
  check(kernels.max, (xs) => Math.max(...xs), 15);
  check(kernels.min, (xs) => Math.min(...xs), 15);
  check(kernels.argmax, (xs) => xs.indexOf(Math.max(...xs)), 15);
  check(kernels.argmin, (xs) => xs.indexOf(Math.min(...xs)), 15);
  check(kernels.logSumExp, (xs) => Math.log(xs.reduce((a, b) => a + Math.exp(b), 0)), 12);
  const scan = new Float64Array(x.length);
  kernels.cumsum(scan, x, outer, n, inner);
  expect(scan[(2 * n - 1) * inner]).toBeCloseTo(
    line(1, 0).reduce((a, b) => a + b, 0),
    11,
  );
});

test('NaN and infinities in reductions', () => {
  const out = new Float64Array(1);
  const of = (k: typeof kernels.sum, ...xs: number[]): number => {
    k(out, f64(...xs), 1, xs.length, 1);
    return out[0];
  };
  expect(of(kernels.max, 1, NaN, 2)).toBeNaN();
  expect(of(kernels.argmax, 1, NaN, 2, NaN)).toBe(1);
  expect(of(kernels.logSumExp, -Infinity, -Infinity)).toBe(-Infinity);
  expect(of(kernels.logSumExp, Infinity, 1)).toBe(Infinity);
  expect(of(kernels.logSumExp, NaN, 1)).toBeNaN();
  expect(of(kernels.logSumExp, 1e308, 1e308)).toBe(1e308);
  expect(of(kernels.sum)).toBe(0);
});

test('strided copies read, write and add views of any layout', () => {
  const x = f64(0, 1, 2, 3, 4, 5);
  const out = new Float64Array(6);
  kernels.gatherStrided(out, x, [3, 2], [1, 3], 0);
  expect([...out]).toEqual([0, 3, 1, 4, 2, 5]);
  kernels.gatherStrided(out, x, [2, 3], [-3, -1], 5);
  expect([...out]).toEqual([5, 4, 3, 2, 1, 0]);
  out.fill(0);
  kernels.scatterAddStrided(out, f64(1, 2, 3, 4), [2, 2], [0, 1], 1);
  expect([...out]).toEqual([0, 4, 6, 0, 0, 0]);
  const big = Float64Array.from({ length: 40 * 70 }, (_, i) => i);
  const turned = new Float64Array(40 * 70);
  kernels.gatherStrided(turned, big, [70, 40], [1, 70], 0);
  expect(turned[3 * 40 + 7]).toBe(7 * 70 + 3);
});

test('integer totals that overflow throw instead of wrapping', () => {
  expect(() => kernels.sum(new Int32Array(1), Int32Array.of(2147483647, 1), 1, 2, 1)).toThrow(/sum: 2147483648 overflows int32/);
  expect(() => kernels.sum(new Int32Array(2), Int32Array.of(-2147483648, 0, -1, 0), 1, 2, 2)).toThrow(/overflows int32/);
  expect(() => kernels.prod(new Int32Array(1), Int32Array.of(65536, 65536), 1, 2, 1)).toThrow(/prod: 4294967296 overflows int32/);
  expect(() => kernels.cumsum(new Uint8Array(2), Uint8Array.of(200, 100), 1, 2, 1)).toThrow(/cumsum: 300 overflows uint8/);
});

test('a scan may run in place', () => {
  const x = f64(1, 2, 3, 4, 5, 6);
  kernels.cumprod(x, x, 1, 3, 2);
  expect([...x]).toEqual([1, 2, 3, 8, 15, 48]);
});
