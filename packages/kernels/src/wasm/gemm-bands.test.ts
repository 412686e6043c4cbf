import { expect, test } from 'vitest';
import { gemm as plainGemm } from '../blas/gemm.ts';
import type { Floats } from '../contract.ts';
import { wasmKernels } from './wasm-kernels.ts';

const noise = (n: number, seed: number): Float64Array => new Float64Array(n).map((_, i) => Math.sin((i + 1) * 12.9898 + seed));
const whole = (n: number, seed: number): Float64Array =>
  new Float64Array(n).map((_, i) => Math.floor(4 * Math.sin((i + 1) * 78.233 + seed)));
const layouts = [false, true].flatMap((transA) => [false, true].map((transB) => [transA, transB] as const));

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}
/** C in a larger array that is set beforehand; its unused places must stay. */
function product(gemm: typeof plainGemm, { m, n, k }: Sizes, transA: boolean, transB: boolean, beta: number, a: Floats, b: Floats): Floats {
  const c = a instanceof Float64Array ? new Float64Array(3 + m * (n + 5)).fill(2) : new Float32Array(3 + m * (n + 5)).fill(2);
  gemm(transA, transB, m, n, k, 1.5, a, 2, transA ? m : k, b, 1, transB ? k : n, beta, c, 3, n + 5);
  return c;
}

/* Two bands of rows, a ragged last panel; two blocks of columns and of k; rows of A too short to be left unpacked. */
const sizes: readonly Sizes[] = [
  { m: 99, n: 1029, k: 2100 },
  { m: 193, n: 33, k: 257 },
  { m: 101, n: 130, k: 63 },
  { m: 129, n: 110, k: 64 },
];

test.each(sizes)('$m × $n × $k has the bits of the plain tier when deterministic, every layout and β', (size) => {
  const kernels = wasmKernels({ deterministic: true });
  const a = noise(2 + size.m * size.k, 1);
  const b = noise(1 + size.k * size.n, 2);
  for (const [transA, transB] of layouts)
    for (const beta of size.k > 2000 ? [0.5] : [0, 1, -0.5]) {
      const expected = product(plainGemm, size, transA, transB, beta, a, b);
      const c = product(kernels.gemm, size, transA, transB, beta, a, b);
      expect(
        c.every((v, i) => Object.is(v, expected[i])),
        `${transA} ${transB} ${beta}`,
      ).toBe(true);
    }
});

test.each(sizes)('$m × $n × $k is exact in whole numbers, both precisions, with and without fused multiply-add', (size) => {
  const a = whole(2 + size.m * size.k, 1);
  const b = whole(1 + size.k * size.n, 2);
  const [transA, transB] = layouts[size.m % 4];
  const expected = product(plainGemm, size, transA, transB, 0, a, b);
  for (const fused of [true, false])
    for (const Type of [Float64Array, Float32Array]) {
      const c = product(wasmKernels({ fused }).gemm, size, transA, transB, 0, Type.from(a), Type.from(b));
      expect(c.every((v, i) => v === expected[i])).toBe(true);
    }
});

test('a mostly zero A is multiplied without its zeros where B is finite, and with them where it is not', () => {
  const size = { m: 110, n: 64, k: 600 };
  const a = whole(2 + size.m * size.k, 1).map((v, i) => (i % 9 === 0 ? v : 0));
  const b = whole(1 + size.k * size.n, 2);
  for (const [transA, transB] of layouts)
    for (const place of [-1, 5, b.length - 1]) {
      const own = b.slice();
      if (place >= 0) own[place] = Infinity;
      const expected = product(plainGemm, size, transA, transB, 1, a, own);
      const c = product(wasmKernels().gemm, size, transA, transB, 1, a, own);
      expect(c.every((v, i) => Object.is(v, expected[i]))).toBe(true);
      expect(c.some((v) => Number.isNaN(v))).toBe(place >= 0);
    }
});

test('what an earlier product left in scratch memory does not reach a later one', () => {
  const kernels = wasmKernels();
  const size = { m: 97, n: 67, k: 130 };
  const bad = new Float32Array(70_000).fill(NaN);
  product(kernels.gemm, size, false, false, 0, bad, bad);
  const a = whole(2 + size.m * size.k, 1);
  const b = whole(1 + size.k * size.n, 2);
  for (const [transA, transB] of layouts) {
    const expected = product(plainGemm, size, transA, transB, 0, a, b);
    expect(product(kernels.gemm, size, transA, transB, 0, a, b)).toEqual(expected);
  }
});
