import { describe, expect, test } from 'vitest';
import { kernelsSuite } from '../suite/index.ts';
import { wasmKernels } from './index.ts';

describe('with fused multiply-add where there is', () => {
  kernelsSuite({ test, expect }, wasmKernels());
});
describe('without fused multiply-add', () => {
  kernelsSuite({ test, expect }, wasmKernels({ fused: false }));
});
describe('deterministic: the bits of the plain tier', () => {
  kernelsSuite({ test, expect }, wasmKernels({ deterministic: true }), { exact: true });
});

test('operands above one block of rows or columns', () => {
  const kernels = wasmKernels({ deterministic: true });
  const [m, n, k] = [970, 1030, 3];
  const a = Float64Array.from({ length: m * k }, (_, i) => (i % 7) - 3);
  const b = Float64Array.from({ length: k * n }, (_, i) => (i % 5) - 2);
  const c = new Float64Array(m * n);
  kernels.gemm(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0, c, 0, n);
  for (const [i, j] of [
    [0, 0],
    [969, 1029],
    [960, 1024],
    [959, 1023],
    [500, 1027],
  ]) {
    let s = 0;
    for (let p = 0; p < k; p++) s += a[i * k + p] * b[p * n + j];
    expect(c[i * n + j]).toBe(s);
  }
});
