/** Kernels that share products among threads: the bits of the same kernels on one, whatever the shape, and the same refusals. */
import type { Floats, Kernels } from '../contract.ts';
import { placed, uniforms } from './samples.ts';
import type { TestRunner } from './test-runner.ts';

/** Registers the tests. @example sharedProductsSuite({ test, expect }, pool.kernels, wasmKernels()) */
export function sharedProductsSuite({ test, expect }: TestRunner, many: Pick<Kernels, 'gemm'>, one: Pick<Kernels, 'gemm'>): void {
  for (const Type of [Float64Array, Float32Array])
    test(`products of ${Type.name} have the bits of one thread`, () => {
      for (const [m, n, k] of [
        [1, 1, 1],
        [37, 29, 300],
        [300, 300, 300],
        [513, 65, 129],
        [24, 3000, 64],
        [3000, 5, 40],
      ] as const)
        for (const [transA, transB] of [
          [false, false],
          [true, false],
          [false, true],
          [true, true],
        ] as const)
          for (const beta of [0, 1, -0.5]) {
            const a = placed(uniforms(m * k, 1), transA ? k : m, transA ? m : k, 3, 2, 7);
            const b = placed(uniforms(k * n, 2), transB ? n : k, transB ? k : n, 1, 0, 7);
            const c = placed(uniforms(m * n, 3), m, n, 2, 3, 7);
            const A: Floats = Type.from(a.array);
            const B: Floats = Type.from(b.array);
            const u = Type.from(c.array);
            const v = Type.from(c.array);
            for (const [kernels, out] of [
              [many, u],
              [one, v],
            ] as const)
              kernels.gemm(transA, transB, m, n, k, 1.25, A, 3, a.ld, B, 1, b.ld, beta, out, 2, c.ld);
            for (let i = 0; i < u.length; i++) if (!Object.is(u[i], v[i])) expect(u[i], `${m} × ${n} × ${k} at ${i}`).toBe(v[i]);
          }
    });

  test('shared products refuse operands that leave their arrays', () => {
    const x = new Float64Array(512 * 512);
    const out = x.slice();
    for (const f of [
      () => {
        many.gemm(false, false, 512, 512, 512, 1, x, 1, 512, x, 0, 512, 0, out, 0, 512);
      },
      () => {
        many.gemm(false, true, 512, 512, 512, 1, x, 0, 512, x, 0, 511, 0, out, 0, 512);
      },
      () => {
        many.gemm(true, false, 512, 512, 512, 1, x, 0, 512, x, 0, 512, 0, out, -1, 512);
      },
    ])
      expect(f).toThrow(RangeError);
  });
}
