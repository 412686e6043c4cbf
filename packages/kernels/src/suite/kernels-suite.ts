/**
 * The suite of the kernels contract: every kernel against the plain tier, at odd sizes, offsets, strides and hostile
 * values; products within their rounding bound; violations of bounds refused.
 */
import type { AnyArray, BinaryName, Kernels, ReductionName, ScanName, UnaryName } from '../contract.ts';
import * as plain from '../plain.ts';
import { HOSTILE, placed, uniforms } from './samples.ts';

/** What the suite uses of Vitest, Jest or the like. */
export interface TestRunner {
  test(name: string, body: () => void): void;
  expect(value: unknown, message?: string): { toBe(expected: unknown): void; toBeLessThanOrEqual(bound: number): void; toThrow(error?: new (message?: string) => Error): void };
}

const UNARY: readonly UnaryName[] = [
  'neg', 'abs', 'sign', 'square', 'sqrt', 'reciprocal', 'relu', 'floor', 'ceil', 'round', 'exp', 'expm1', 'log', 'log1p', 'sigmoid', 'softplus',
  'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'erf', 'erfc', 'erfinv', 'lgamma', 'digamma',
  'lambertW', 'logNdtr', 'isNaN', 'isFinite', 'not',
];
const BINARY: readonly BinaryName[] = [
  'add', 'sub', 'mul', 'div', 'pow', 'remainder', 'maximum', 'minimum', 'atan2', 'hypot', 'xlogy', 'equal', 'notEqual', 'less', 'lessEqual',
  'greater', 'greaterEqual', 'and', 'or', 'xor',
];
const REDUCTIONS: readonly (ReductionName | ScanName)[] = ['sum', 'prod', 'max', 'min', 'argmax', 'argmin', 'logSumExp', 'any', 'all', 'cumsum', 'cumprod'];
const SIZES = [0, 1, 2, 3, 7, 300, 5003];
const EPSILON = 2 ** -53;

/** Tolerated relative difference from the plain tier: 8 units of the result's type; deterministic tiers may ask for 0. */
export interface SuiteOptions { readonly exact?: boolean }

/** Registers the tests. @example kernelsSuite({ test, expect }, myKernels) */
export function kernelsSuite({ test, expect }: TestRunner, kernels: Kernels, options: SuiteOptions = {}): void {
  const same = (actual: AnyArray, expected: AnyArray, what: string): void => {
    const unit = expected instanceof Float64Array ? 8 * EPSILON : 8 * 2 ** -24;
    for (let i = 0; i < expected.length; i++) {
      const a = actual[i], e = expected[i];
      if (Object.is(a, e)) continue;
      if (options.exact) expect(a, `${what} [${i}]`).toBe(e);
      else expect(Math.abs(a - e), `${what} [${i}]: ${a}, expected ${e}`).toBeLessThanOrEqual(unit * Math.abs(e));
    }
  };
  /** Only a violation reaches the runner: a call for each element would take most of the time. */
  const within = (actual: number, expected: number, bound: number, what: string): void => {
    if (!(Math.abs(actual - expected) <= bound)) expect(Math.abs(actual - expected), what).toBeLessThanOrEqual(bound);
  };
  const operand = (n: number, seed: number): Float64Array => Float64Array.from(uniforms(n, seed), (v, i) => (i % 5 === 0 ? HOSTILE[(i / 5) % HOSTILE.length] : i % 3 === 0 ? 40 * v : v));

  for (const name of UNARY) test(`${name} agrees with the plain tier`, () => {
    for (const n of SIZES) {
      const x = operand(n, n + 1), x32 = Float32Array.from(x);
      const [a, b] = [new Float64Array(n), new Float64Array(n)], [a32, b32] = [new Float32Array(n), new Float32Array(n)];
      kernels[name](a, x); plain[name](b, x); same(a, b, `${name} of ${n}`);
      kernels[name](a32, x32); plain[name](b32, x32); same(a32, b32, `${name} of ${n} float32`);
    }
    expect(() => { kernels[name](new Float64Array(5), new Float64Array(4)); }).toThrow(RangeError);
  });

  for (const name of BINARY) test(`${name} agrees with the plain tier, one value repeated or not`, () => {
    for (const n of SIZES) for (const [xStep, yStep] of [[1, 1], [0, 1], [1, 0]] as const) {
      const x = operand(Math.max(n, 1), n + 1), y = operand(Math.max(n, 1), n + 2).reverse();
      const [a, b] = [new Float64Array(n), new Float64Array(n)];
      kernels[name](a, x, xStep, y, yStep); plain[name](b, x, xStep, y, yStep); same(a, b, `${name} of ${n}`);
    }
    expect(() => { kernels[name](new Float64Array(5), new Float64Array(5), 1, new Float64Array(4), 1); }).toThrow(RangeError);
  });

  for (const name of REDUCTIONS) test(`${name} agrees with the plain tier along any axis`, () => {
    for (const [outer, n, inner] of [[1, 1, 1], [3, 7, 1], [2, 300, 5], [1, 1003, 1], [4, 129, 3]] as const) {
      const x = uniforms(outer * n * inner, n), scan = name.startsWith('cum'), size = outer * inner * (scan ? n : 1);
      const [a, b] = [new Float64Array(size), new Float64Array(size)];
      kernels[name](a, x, outer, n, inner); plain[name](b, x, outer, n, inner);
      if (options.exact) same(a, b, `${name} of [${outer}, ${n}, ${inner}]`);
      else for (let i = 0; i < size; i++) within(a[i], b[i], 2 * n * n * EPSILON, `${name} of [${outer}, ${n}, ${inner}] at ${i}`);
    }
    expect(() => { kernels[name](new Float64Array(5), new Float64Array(5), 2, 3, 1); }).toThrow(RangeError);
  });

  for (const [m, n, k] of [[1, 1, 1], [3, 1, 5], [37, 29, 300], [64, 64, 64], [16, 16, 16], [7, 130, 513]] as const) test(`gemm of ${m} × ${n} × ${k} in every layout`, () => {
    const a = uniforms(m * k, 1), b = uniforms(k * n, 2), c = uniforms(m * n, 3);
    for (const transA of [false, true]) for (const transB of [false, true]) for (const beta of [0, 1, -0.5]) for (const pad of [0, 3]) {
      const A = placed(a, transA ? k : m, transA ? m : k, 5, pad, NaN), B = placed(b, transB ? n : k, transB ? k : n, 2, pad, NaN), C = placed(c, m, n, 1, pad, 7);
      const expected = C.array.slice();
      for (const [set, out] of [[kernels, C.array], [plain, expected]] as const) set.gemm(transA, transB, m, n, k, 1.5, A.array, 5, A.ld, B.array, 2, B.ld, beta, out, 1, C.ld);
      for (let i = 0; i < expected.length; i++) {                    // |error| ≤ γ_k Σ|a||b| ≤ 1.5 k²ε each, pads untouched
        within(C.array[i], expected[i], options.exact ? 0 : 4 * (k + 2) * (k + 2) * EPSILON, `gemm at ${i}`);
      }
      const out32 = Float32Array.from(placed(c, m, n, 1, pad, 7).array);
      kernels.gemm(transA, transB, m, n, k, 1.5, Float32Array.from(A.array), 5, A.ld, Float32Array.from(B.array), 2, B.ld, beta, out32, 1, C.ld);
      for (let i = 0; i < expected.length; i++) within(out32[i], expected[i], 4 * (k + 2) * (k + 2) * 2 ** -24, `gemm float32 at ${i}`);
    }
  });

  test('gemm does not read C when β is 0, and α = 0 does not read A', () => {
    const x = uniforms(900, 1), c = new Float64Array(900).fill(NaN), nan = new Float64Array(900).fill(NaN);
    kernels.gemm(false, false, 30, 30, 30, 1, x, 0, 30, x, 0, 30, 0, c, 0, 30);
    for (const v of c) expect(v - v).toBe(0);
    kernels.gemm(false, false, 30, 30, 30, 0, nan, 0, 30, nan, 0, 30, 1, c, 0, 30);
    for (const v of c) expect(v - v).toBe(0);
  });

  test('gemm, gemv, trsm and dot refuse operands that leave their arrays', () => {
    const x = new Float64Array(100);
    expect(() => { kernels.gemm(false, false, 10, 10, 10, 1, x, 1, 10, x, 0, 10, 0, x.slice(), 0, 10); }).toThrow(RangeError);
    expect(() => { kernels.gemm(false, false, 10, 10, 10, 1, x, 0, 9, x, 0, 10, 0, x.slice(), 0, 10); }).toThrow(RangeError);
    expect(() => { kernels.gemv(false, 10, 10, 1, x, 0, 10, x, 91, 1, 0, x.slice(), 0, 1); }).toThrow(RangeError);
    expect(() => { kernels.trsm(true, true, false, false, 10, 10, 1, x, 0, 11, x.slice(), 0, 10); }).toThrow(RangeError);
    expect(() => kernels.dot(3, x, 0, 50, x, 0, 1)).toThrow(RangeError);
  });

  test('trsm and syrk agree with the plain tier in all their ways', () => {
    const n = 70, a = uniforms(n * n, 1).map((v, i) => (i % (n + 1) === 0 ? 4 + v : v / n)), b = uniforms(n * n, 2);
    for (const first of [true, false]) for (const lower of [true, false]) for (const trans of [true, false]) {
      const [x, y, u, v] = [b.slice(), b.slice(), b.slice(), b.slice()];
      kernels.trsm(first, lower, trans, false, n, n, 2, a, 0, n, x, 0, n); plain.trsm(first, lower, trans, false, n, n, 2, a, 0, n, y, 0, n);
      kernels.syrk(lower, trans, n, n, 1, a, 0, n, first ? 0 : 2, u, 0, n); plain.syrk(lower, trans, n, n, 1, a, 0, n, first ? 0 : 2, v, 0, n);
      for (let i = 0; i < n * n; i++) {
        within(x[i], y[i], options.exact ? 0 : 100 * n * EPSILON, `trsm at ${i}`); // triangles with condition numbers below 10
        within(u[i], v[i], options.exact ? 0 : 100 * n * EPSILON, `syrk at ${i}`);
      }
    }
  });

  test('vectors: dot, axpy, gemv, ger, norms and the largest', () => {
    const x = uniforms(2100, 1), y = uniforms(2100, 2), n = 1003;
    for (const [xStep, yStep] of [[1, 1], [2, 1], [-1, 2]] as const) {
      const at = xStep < 0 ? 1005 : 2;
      expect(Math.abs(kernels.dot(n, x, at, xStep, y, 1, yStep) - plain.dot(n, x, at, xStep, y, 1, yStep))).toBeLessThanOrEqual(options.exact ? 0 : n * n * EPSILON);
      const [u, v] = [y.slice(), y.slice()];
      kernels.axpy(n, 0.3, x, at, xStep, u, 1, yStep); plain.axpy(n, 0.3, x, at, xStep, v, 1, yStep);
      same(u, v, 'axpy');
      expect(Math.abs(kernels.nrm2(n, x, at, xStep) / plain.nrm2(n, x, at, xStep) - 1)).toBeLessThanOrEqual(n * EPSILON);
      expect(Math.abs(kernels.asum(n, x, at, xStep) / plain.asum(n, x, at, xStep) - 1)).toBeLessThanOrEqual(n * EPSILON);
      expect(kernels.iamax(n, x, at, xStep)).toBe(plain.iamax(n, x, at, xStep));
    }
    for (const trans of [false, true]) {
      const [u, v] = [y.slice(), y.slice()];
      kernels.gemv(trans, 37, 29, 2, x, 3, 31, y, 1, 2, 0.5, u, 4, 3); plain.gemv(trans, 37, 29, 2, x, 3, 31, y, 1, 2, 0.5, v, 4, 3);
      for (let i = 0; i < u.length; i++) within(u[i], v[i], options.exact ? 0 : 4 * 37 * 37 * EPSILON, `gemv at ${i}`);
    }
    const [g, h] = [x.slice(), x.slice()];
    kernels.ger(37, 29, 2, y, 0, 2, y, 100, 1, g, 3, 31); plain.ger(37, 29, 2, y, 0, 2, y, 100, 1, h, 3, 31);
    for (let i = 0; i < g.length; i++) within(g[i], h[i], options.exact ? 0 : 8 * EPSILON, `ger at ${i}`);
    for (const scale of [1e-200, 1e200]) expect(Math.abs(kernels.nrm2(n, x.map((v) => v * scale), 0, 1) / scale / plain.nrm2(n, x, 0, 1) - 1)).toBeLessThanOrEqual(n * EPSILON);
  });

  test('strided copies agree with the plain tier', () => {
    const x = uniforms(3000, 1);
    for (const [shape, strides, offset] of [[[], [], 3], [[0, 4], [4, 1], 0], [[40, 70], [1, 40], 0], [[3, 5, 7], [-35, 7, -1], 76], [[4, 100], [0, 2], 1]] as const) {
      const n = shape.reduce<number>((p, e) => p * e, 1);
      for (const name of ['gatherStrided', 'scatterStrided', 'scatterAddStrided'] as const) {
        const [a, b] = [new Float64Array(3000), new Float64Array(3000)];
        kernels[name](a, x, shape, strides, offset); plain[name](b, x, shape, strides, offset);
        same(a, b, `${name} of ${n}`);
      }
      if (n > 0) expect(() => { kernels.gatherStrided(new Float64Array(n), new Float64Array(2), [...shape, 2], [...strides, 2], 0); }).toThrow(RangeError);
    }
  });
}
