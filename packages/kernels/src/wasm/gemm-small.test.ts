import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Floats } from '../contract.ts';
import { gemm as plainGemm } from '../index.ts';
import { wasmKernels } from './index.ts';

/** Small integers: every sum is exact, in any order, fused or not. */
const whole = (Type: typeof Float64Array | typeof Float32Array, n: number, seed: number): Floats =>
  new Type(n).map((_, i) => ((i * 7919 + seed * 104729) % 17) - 8);
const shape = fc.record({
  m: fc.integer({ min: 1, max: 21 }),
  n: fc.integer({ min: 1, max: 21 }),
  k: fc.integer({ min: 1, max: 40 }),
  transA: fc.boolean(),
  transB: fc.boolean(),
  pad: fc.nat(3),
  offset: fc.nat(5),
  alpha: fc.constantFrom(1, -2),
  beta: fc.constantFrom(0, 1, -3),
  seed: fc.nat(1000),
});

describe.each([
  ['fused', {}],
  ['unfused', { fused: false }],
  ['deterministic', { deterministic: true }],
] as const)('small products, %s', (_name, options) => {
  const kernels = wasmKernels(options);
  test.each([Float64Array, Float32Array])(
    'any shape, transposition, offset and factor: exact in whole numbers, nothing written beside C (%o)',
    (Type) => {
      const nan = new Type(4096).fill(NaN);
      fc.assert(
        fc.property(shape, ({ m, n, k, transA, transB, pad, offset, alpha, beta, seed }) => {
          kernels.gemm(false, false, 64, 64, 64, 1, nan, 0, 64, nan, 0, 64, 0, new Type(4096), 0, 64); // what lies in scratch memory does not matter
          const [rowsA, lda] = transA ? [k, m + pad] : [m, k + pad];
          const [rowsB, ldb] = transB ? [n, k + pad] : [k, n + pad];
          const ldc = n + pad;
          const a = whole(Type, offset + rowsA * lda, seed);
          const b = whole(Type, offset + rowsB * ldb, seed + 1);
          const c = whole(Type, offset + m * ldc + 3, seed + 2);
          const expected = c.slice();
          kernels.gemm(transA, transB, m, n, k, alpha, a, offset, lda, b, offset, ldb, beta, c, offset, ldc);
          plainGemm(transA, transB, m, n, k, alpha, a, offset, lda, b, offset, ldb, beta, expected, offset, ldc);
          expect(c).toEqual(expected);
        }),
        { numRuns: 300 },
      );
    },
  );

  test('thin and long ones', () => {
    for (const [m, n, k] of [
      [1, 4096, 1],
      [4096, 1, 1],
      [1, 16, 256],
      [5, 800, 2],
      [2, 2, 256],
      [64, 64, 64],
      [7, 64, 64],
      [1, 300, 300],
      [300, 1, 300],
    ])
      for (const transA of [false, true])
        for (const transB of [false, true]) {
          const a = whole(Float64Array, m * k, 1);
          const b = whole(Float64Array, k * n, 2);
          const c = new Float64Array(m * n).fill(NaN);
          const expected = c.slice();
          kernels.gemm(transA, transB, m, n, k, 1, a, 0, transA ? m : k, b, 0, transB ? k : n, 0, c, 0, n);
          plainGemm(transA, transB, m, n, k, 1, a, 0, transA ? m : k, b, 0, transB ? k : n, 0, expected, 0, n);
          expect(c, `${m} × ${n} × ${k}`).toEqual(expected);
        }
  });
});

test('a value that is not finite stays where the definition puts it', () => {
  const kernels = wasmKernels();
  const a = new Float64Array(30).fill(1);
  const b = new Float64Array(30).fill(2);
  const c = new Float64Array(25);
  a[7] = NaN; // row 1 of 5 × 6
  b[3] = Infinity; // column 3 of 6 × 5
  kernels.gemm(false, false, 5, 5, 6, 1, a, 0, 6, b, 0, 5, 0, c, 0, 5);
  for (let i = 0; i < 5; i++) for (let j = 0; j < 5; j++) expect(c[i * 5 + j]).toBe(i === 1 ? NaN : j === 3 ? Infinity : 12);
});
