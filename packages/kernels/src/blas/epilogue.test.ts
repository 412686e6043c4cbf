import { expect, test } from 'vitest';
import type { Epilogue } from '../contract.ts';
import { applyEpilogue, gemm } from '../index.ts';
import { wasmKernels } from '../wasm/index.ts';
import { uniforms } from '../suite/samples.ts';

test('scale, bias and relu by rows and by columns, by hand', () => {
  const run = (epilogue: Epilogue): number[] => {
    const c = Float64Array.of(1, 2, 3, 4);
    applyEpilogue(epilogue, 2, 2, c, 0, 2);
    return [...c];
  };
  expect(run({ along: 'columns', bias: Float64Array.of(10, -3) })).toEqual([11, -1, 13, 1]);
  expect(run({ along: 'rows', bias: Float64Array.of(10, -3) })).toEqual([11, 12, 0, 1]);
  expect(run({ along: 'columns', bias: Float64Array.of(10, -3), relu: true })).toEqual([11, 0, 13, 1]);
  expect(run({ along: 'rows', scale: Float64Array.of(2, -1), bias: Float64Array.of(0.5, 4), relu: true })).toEqual([2.5, 4.5, 1, 0]);
  expect(() => run({ along: 'rows', bias: new Float64Array(1) })).toThrow(/bias of 2 elements/);
  expect(() => run({ along: 'columns', scale: new Float64Array(1) })).toThrow(RangeError);
  expect(() => {
    applyEpilogue({ along: 'rows' }, 2, 3, new Float64Array(5), 0, 3);
  }).toThrow(RangeError);
});

test('NaN survives relu and a negative zero becomes zero, in every tier', () => {
  for (const set of [wasmKernels(), wasmKernels({ deterministic: true }), wasmKernels({ fused: false })])
    for (const n of [4, 5, 70]) {
      const c = new Float64Array(n * n);
      const a = new Float64Array(n * n);
      const b = new Float64Array(n * n);
      for (let i = 0; i < n; i++) a[i * (n + 1)] = b[i * (n + 1)] = 1;
      a[0] = NaN;
      a[n + 1] = -1e-200;
      b[n + 1] = 1e-200;
      set.gemm(false, false, n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n, { along: 'rows', relu: true });
      expect([c[0], Object.is(c[n + 1], 0), c[2 * n + 2]]).toEqual([NaN, true, 1]);
    }
});

test('the deterministic tier has the bits of the plain one, blocks of rows and columns included', () => {
  const { gemm: strict } = wasmKernels({ deterministic: true });
  const [m, n, k] = [970, 1030, 3];
  const a = uniforms(m * k, 1);
  const b = uniforms(k * n, 2);
  for (const along of ['rows', 'columns'] as const) {
    const c = new Float64Array(m * n);
    const expected = c.slice();
    const scale = uniforms(1030, 3);
    const bias = uniforms(1030, 4);
    strict(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0, c, 0, n, { along, scale, bias, relu: true });
    gemm(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0, expected, 0, n);
    applyEpilogue({ along, scale, bias, relu: true }, m, n, expected, 0, n);
    expect(c.every((v, i) => v === expected[i])).toBe(true);
  }
});
