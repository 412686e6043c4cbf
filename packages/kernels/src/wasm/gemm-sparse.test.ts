import { describe, expect, test } from 'vitest';
import type { Floats } from '../contract.ts';
import { gemm as plainGemm } from '../index.ts';
import { uniforms } from '../suite/samples.ts';
import { wasmKernels } from './index.ts';
import { mostlyZeros } from './mostly-zeros.ts';

/** Numbers of which `share` are exact zeros, of either sign. */
const thinned = (n: number, seed: number, share: number): Float64Array => {
  const mask = uniforms(n, seed + 77);
  return uniforms(n, seed).map((v, i) => ((mask[i] + 1) / 2 < share ? (i % 2 === 0 ? 0 : -0) : v));
};

describe.each([
  ['fused', {}],
  ['unfused', { fused: false }],
  ['deterministic', { deterministic: true }],
] as const)('products without the zeros of A, %s', (_name, options) => {
  const { gemm } = wasmKernels(options);
  test.each([
    [128, 64, 784],
    [37, 129, 300],
    [4, 520, 257],
    [1000, 33, 40],
  ])('%d × %d × %d: the bits of the dense product', (m, n, k) => {
    for (const Type of [Float64Array, Float32Array])
      for (const transA of [false, true])
        for (const transB of [false, true])
          for (const beta of [0, -0.5]) {
            const lda = (transA ? m : k) + 1;
            const ldb = (transB ? k : n) + 2;
            const ldc = n + 3;
            const a: Floats = Type.from(thinned(2 + (transA ? k : m) * lda, 1, 0.85));
            const b: Floats = Type.from(uniforms((transB ? n : k) * ldb, 2));
            const c: Floats = Type.from(uniforms(m * ldc, 3));
            const rows = c.slice();
            expect(mostlyZeros(transA, m, k, a, 2, lda)).toBe(true);
            gemm(transA, transB, m, n, k, 1.5, a, 2, lda, b, 0, ldb, beta, c, 0, ldc);
            // a row at a time is too little work to look for zeros
            for (let i = 0; i < m; i++)
              gemm(transA, transB, 1, n, k, 1.5, a, 2 + (transA ? i : i * lda), lda, b, 0, ldb, beta, rows, i * ldc, ldc);
            expect(c).toEqual(rows);
            if (!('deterministic' in options)) continue;
            const expected: Floats = Type.from(uniforms(m * ldc, 3));
            plainGemm(transA, transB, m, n, k, 1.5, a, 2, lda, b, 0, ldb, beta, expected, 0, ldc);
            expect(c).toEqual(expected);
          }
  });

  test.each([NaN, Infinity, -Infinity])('zero times %d is not left out', (bad) => {
    const [m, n, k] = [64, 48, 300];
    const a = thinned(m * k, 1, 0.9);
    for (const Type of [Float64Array, Float32Array])
      for (const at of [0, 3 * n + 5, k * n - 1]) {
        const b = Type.from(uniforms(k * n, 2));
        const c = new Type(m * n);
        const p = Math.floor(at / n);
        const j = at % n;
        b[at] = bad;
        gemm(false, false, m, n, k, 1, Type.from(a), 0, k, b, 0, n, 0, c, 0, n);
        for (let i = 0; i < m; i++)
          if (a[i * k + p] === 0 || bad !== bad) expect(c[i * n + j], `row ${i}`).toBeNaN();
          else expect(c[i * n + j]).toBe(Math.sign(a[i * k + p]) * bad);
        expect(c.filter((v) => v - v !== 0).length).toBe(m);
      }
  });

  test('a NaN or infinity of A counts as a number that is not zero', () => {
    const [m, n, k] = [64, 48, 300];
    const a = thinned(m * k, 1, 0.9);
    const b = uniforms(k * n, 2).map((v) => v + 2);
    const c = new Float64Array(m * n);
    a[5 * k + 7] = NaN;
    a[9 * k + 299] = -Infinity;
    gemm(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0, c, 0, n);
    c.forEach((v, at) => {
      const i = Math.floor(at / n);
      if (i === 5) expect(v).toBeNaN();
      else if (i === 9) expect(v).toBe(-Infinity);
      else expect(v - v).toBe(0);
    });
  });
});

test('a sample tells many zeros from few, wherever they lie', () => {
  const stripes = (share: number): Float64Array => Float64Array.from({ length: 100 * 784 }, (_, i) => (i % 784 < share * 784 ? 0 : 1));
  expect([0, 0.3, 0.5, 0.75, 0.81, 1].map((share) => mostlyZeros(false, 100, 784, stripes(share), 0, 784))).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
  ]);
  expect(mostlyZeros(true, 784, 100, stripes(0.81), 0, 784)).toBe(true);
});
