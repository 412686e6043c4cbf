import { expect, test } from 'vitest';
import * as plain from '../plain.ts';
import { uniforms } from '../suite/samples.ts';
import { wasmKernels } from './index.ts';
import type { IntegerBinary } from './integer-arithmetic.ts';

const kernels = wasmKernels();
const EDGES = [0, 1, -1, 2147483647, -2147483648, 65536, -65537, 4294967295];
const SIZES = [0, 1, 95, 96, 97, 2048, 2049, 6001];
const filled = (Type: typeof Int32Array | typeof Uint32Array, n: number, seed: number): Int32Array | Uint32Array =>
  new Type(
    uniforms(Math.max(n, 1), seed).map((v, i) => (i % 3 === 0 ? EDGES[Math.floor(i / 3 + seed) % EDGES.length] : Math.floor(v * 3e9))),
  );

const NUMBERS: readonly IntegerBinary[] = ['add', 'sub', 'mul', 'maximum', 'minimum'];
const TRUTHS: readonly IntegerBinary[] = ['equal', 'notEqual', 'less', 'greater', 'lessEqual', 'greaterEqual'];

test.each([...NUMBERS, ...TRUTHS])(
  '%s of integers is that of the plain tier, one value repeated or not, beside its operands and over them',
  (name) => {
    for (const Type of [Int32Array, Uint32Array])
      for (const n of SIZES)
        for (const [xStep, yStep] of [
          [1, 1],
          [0, 1],
          [1, 0],
          [0, 0],
        ] as const) {
          const x = filled(Type, n, 1);
          const y = filled(Type, n, 2);
          const Out = TRUTHS.includes(name) ? Uint8Array : Type;
          const [a, b] = [new Out(n), new Out(n)];
          kernels[name](a, x, xStep, y, yStep);
          plain[name](b, x, xStep, y, yStep);
          expect(a, `${Type.name} of ${n}`).toEqual(b);
          if (Out === Type && xStep === 1) {
            const over = x.slice(0, n);
            kernels[name](over, over, xStep, y, yStep);
            expect(over).toEqual(b);
          }
        }
  },
);

test.each(['neg', 'abs'] as const)('%s of integers is that of the plain tier', (name) => {
  for (const Type of [Int32Array, Uint32Array])
    for (const n of SIZES) {
      const x = filled(Type, n, 3);
      const [a, b] = [new Type(n), new Type(n)];
      kernels[name](a, x);
      plain[name](b, x);
      expect(a).toEqual(b);
    }
});

test('operands of two types, and results of another, are those of the plain tier', () => {
  const x = filled(Int32Array, 200, 1);
  const y = filled(Uint32Array, 200, 2);
  const doubles = Float64Array.from(x);
  for (const [p, q] of [
    [x, y],
    [y, x],
    [x, doubles],
  ] as const)
    for (const Out of [Float64Array, Int32Array, Uint32Array, Uint8Array]) {
      const [a, b] = [new Out(200), new Out(200)];
      kernels.add(a, p, 1, q, 1);
      plain.add(b, p, 1, q, 1);
      expect(a).toEqual(b);
      kernels.less(a, p, 1, q, 1);
      plain.less(b, p, 1, q, 1);
      expect(a).toEqual(b);
    }
});

test('operands that are too short are refused', () => {
  const x = new Int32Array(100);
  expect(() => {
    kernels.add(new Int32Array(101), x, 1, x, 1);
  }).toThrow(RangeError);
  expect(() => {
    kernels.neg(new Int32Array(101), x);
  }).toThrow(RangeError);
});
