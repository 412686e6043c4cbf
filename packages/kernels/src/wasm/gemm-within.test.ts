import { describe, expect, test } from 'vitest';
import type { Floats } from '../contract.ts';
import { gemm as plainGemm } from '../index.ts';
import { uniforms } from '../suite/samples.ts';
import { gemmWithin, scratchWithin, wasmKernels } from './index.ts';

const SIZES = [
  [128, 64, 384],
  [37, 129, 300],
  [13, 10, 700],
  [4, 120, 257],
  [97, 1, 1000],
  [7, 1100, 40],
  [200, 24, 300],
  [3, 5, 2],
] as const;

describe.each([
  ['fused', {}],
  ['unfused', { fused: false }],
  ['deterministic', { deterministic: true }],
] as const)('products within a memory, %s', (_name, options) => {
  const { gemm } = wasmKernels(options);
  test.each(SIZES)('%d × %d × %d: the bits of the product, and nothing else is written', (m, n, k) => {
    for (const share of [0, 0.85])
      for (const Type of [Float64Array, Float32Array])
        for (const flags of [0, 1, 2, 3]) {
          const [transA, transB] = [(flags & 1) === 1, (flags & 2) === 2];
          for (const beta of [0, 1, -0.5]) {
            const lda = (transA ? m : k) + 1;
            const ldb = (transB ? k : n) + 2;
            const ldc = n + 3;
            const a: Floats = Type.from(uniforms(2 + (transA ? k : m) * lda, 1).map((v) => (Math.abs(v) < share ? 0 : v)));
            const b: Floats = Type.from(uniforms(3 + (transB ? n : k) * ldb, 2));
            const c: Floats = Type.from(uniforms(5 + m * ldc, 3));
            const bytes = Type.BYTES_PER_ELEMENT;
            const room = (x: Floats): number => Math.ceil((x.byteLength + 64) / 64) * 64;
            const at = room(a) + room(b) + room(c);
            const memory = new WebAssembly.Memory({ initial: Math.ceil((at + scratchWithin(m, n, k)) / 65536) });
            const all: Floats = new Type(memory.buffer);
            all.fill(7);
            all.set(b, room(a) / bytes);
            all.set(c, (room(a) + room(b)) / bytes);
            const epilogue = beta === 1 ? undefined : ({ along: 'columns', bias: Type.from(uniforms(n, 4)), relu: true } as const);
            // A from elsewhere, then from there; B and C are views of all the memory
            for (const ours of [a, all]) {
              if (ours === all) all.set(a, 0);
              all.set(c, (room(a) + room(b)) / bytes);
              const before = all.slice(0, at / bytes);
              const expected = c.slice();
              gemm(transA, transB, m, n, k, 1.5, a, 2, lda, b, 3, ldb, beta, expected, 5, ldc, epilogue);
              const within = gemmWithin(gemm, memory, at);
              const from = room(a) / bytes;
              within(
                transA,
                transB,
                m,
                n,
                k,
                1.5,
                ours,
                2,
                lda,
                all,
                from + 3,
                ldb,
                beta,
                all,
                (room(a) + room(b)) / bytes + 5,
                ldc,
                epilogue,
              );
              before.set(expected, (room(a) + room(b)) / bytes);
              expect(before.findIndex((v, i) => !Object.is(v, all[i]))).toBe(-1);
            }
          }
        }
  });
});

test('a result elsewhere, and kernels without such a product, are served as ever', () => {
  const { gemm } = wasmKernels();
  const memory = new WebAssembly.Memory({ initial: 40 });
  expect(gemmWithin(plainGemm, memory, 0)).toBe(plainGemm);
  const a = uniforms(90 * 70, 1);
  const c = new Float64Array(90 * 90);
  const expected = new Float64Array(90 * 90);
  gemmWithin(gemm, memory, 0)(false, true, 90, 90, 70, 1, a, 0, 70, a, 0, 70, 0, c, 0, 90);
  gemm(false, true, 90, 90, 70, 1, a, 0, 70, a, 0, 70, 0, expected, 0, 90);
  expect(c).toEqual(expected);
});
