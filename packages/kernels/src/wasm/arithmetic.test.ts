import { expect, test } from 'vitest';
import type { AnyArray, BinaryName, UnaryName } from '../contract.ts';
import * as plain from '../plain.ts';
import { HOSTILE, uniforms } from '../suite/samples.ts';
import { wasmKernels } from './index.ts';

const ARITHMETIC = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum'] as const satisfies readonly BinaryName[];
const COMPARISONS = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const satisfies readonly BinaryName[];
const UNARY = [
  'neg',
  'abs',
  'square',
  'sqrt',
  'reciprocal',
  'relu',
  'floor',
  'ceil',
  'round',
  'sign',
] as const satisfies readonly UnaryName[];
const kernels = wasmKernels();
const SIZES = [0, 5, 127, 128, 200, 2048, 2049, 9001];
/** A quarter hostile, ties and equal pairs among the rest; the second operand is the first, turned. */
const numbers = (n: number, seed: number): Float64Array =>
  uniforms(Math.max(n, 1), seed).map((v, i) =>
    i % 4 === 0 ? HOSTILE[(i / 4) % HOSTILE.length] : i % 4 === 1 ? Math.round(8 * v) / 2 : 1e3 * v,
  );
const same = (a: AnyArray, b: AnyArray, what: string): void => {
  for (let i = 0; i < b.length; i++) if (!Object.is(a[i], b[i])) expect(a[i], `${what} [${i}]`).toBe(b[i]);
};

test.each(ARITHMETIC)('%s has the bits of the plain tier in both precisions, one value repeated or not', (name) => {
  for (const Type of [Float64Array, Float32Array])
    for (const n of SIZES)
      for (const [xStep, yStep] of [
        [1, 1],
        [0, 1],
        [1, 0],
        [0, 0],
      ] as const) {
        const x = new Type(numbers(n, 1));
        const y = new Type(numbers(n, 1)).reverse();
        const [a, b] = [new Type(n), new Type(n)];
        kernels[name](a, x, xStep, y, yStep);
        plain[name](b, x, xStep, y, yStep);
        same(a, b, `${Type.name} of ${n}`);
      }
});

test.each(COMPARISONS)('%s writes the bytes of the plain tier, and falls back to it for results of another type', (name) => {
  for (const Type of [Float64Array, Float32Array])
    for (const n of SIZES)
      for (const [xStep, yStep] of [
        [1, 1],
        [0, 1],
        [1, 0],
      ] as const)
        for (const Out of [Uint8Array, Float64Array]) {
          const x = new Type(numbers(n, 1));
          const y = new Type(numbers(n, 1)).reverse();
          const [a, b] = [new Out(n), new Out(n)];
          kernels[name](a, x, xStep, y, yStep);
          plain[name](b, x, xStep, y, yStep);
          same(a, b, `${Type.name} of ${n}`);
        }
});

test.each(UNARY)('%s has the bits of the plain tier in both precisions, in place too', (name) => {
  for (const Type of [Float64Array, Float32Array])
    for (const n of SIZES) {
      const x = new Type(numbers(n, 3));
      const y = new Type(n);
      plain[name](y, x);
      const a = x.slice(0, n);
      kernels[name](a, a);
      same(a, y, `${Type.name} of ${n}`);
    }
});

test('operands of other types and views into larger arrays are taken as the plain tier takes them', () => {
  const n = 500;
  const big = numbers(3000, 5);
  const x = big.subarray(7, 7 + n);
  const y = big.subarray(1001);
  const [a, b] = [new Float64Array(n + 3), new Float64Array(n + 3)];
  kernels.add(a.subarray(3), x, 1, y, 1);
  plain.add(b.subarray(3), x, 1, y, 1);
  same(a, b, 'views');
  const i = Int32Array.from({ length: n }, (_, k) => k * 7919);
  const [p, q] = [new Int32Array(n), new Int32Array(n)];
  kernels.mul(p, i, 1, i, 1);
  plain.mul(q, i, 1, i, 1);
  same(p, q, 'integers');
  const [u, v] = [new Float32Array(n), new Float32Array(n)];
  kernels.sub(u, x, 1, Float32Array.from(y), 1);
  plain.sub(v, x, 1, Float32Array.from(y), 1);
  same(u, v, 'mixed');
});

test('operands that are too short are refused before anything is written', () => {
  const out = new Float64Array(300).fill(7);
  const x = new Float64Array(300);
  const short = new Float64Array(299);
  for (const name of [...ARITHMETIC, ...COMPARISONS]) {
    expect(() => {
      kernels[name](out, x, 1, short, 1);
    }).toThrow(RangeError);
    expect(() => {
      kernels[name](out, new Float64Array(0), 0, x, 1);
    }).toThrow(RangeError);
  }
  for (const name of UNARY)
    expect(() => {
      kernels[name](out, short);
    }).toThrow(RangeError);
  expect(out.every((v) => v === 7)).toBe(true);
});
