/**
 * The product of the contract against the plain tier: layouts, offsets, leading dimensions, α and β, epilogues, zeros.
 *
 *   |C − Ĉ| ≤ γ·(|α||A||B| + |β||C|), γ = (k + 3)·u, in any order of summation (Higham 2002, equation 3.13)
 */
import { applyEpilogue } from '../blas/epilogue.ts';
import type { Epilogue, Floats, Kernels } from '../contract.ts';
import * as plain from '../plain.ts';
import { EPSILON, filled, placed, uniforms } from './samples.ts';
import { type SuiteOptions, type TestRunner, testOf, withinOf } from './test-runner.ts';

const SHAPES = [
  [0, 3, 2],
  [3, 0, 2],
  [3, 2, 0],
  [1, 1, 1],
  [3, 1, 5],
  [1, 3, 3],
  [3, 3, 3],
  [5, 4, 3],
  [37, 29, 300],
  [64, 64, 64],
  [16, 16, 16],
  [7, 130, 513],
] as const;

const LAYOUTS = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

export function productSuite(runner: TestRunner, kernels: Kernels, options: SuiteOptions = {}): void {
  const { expect } = runner;
  const test = testOf(runner, options);
  const within = withinOf(runner);
  for (const [m, n, k] of SHAPES)
    test(['gemm'], `gemm of ${m} × ${n} × ${k} in every layout`, () => {
      const c = uniforms(m * n, 3);
      for (const Type of [Float64Array, Float32Array])
        for (const zeros of m * k < 40 ? [0] : [0, 0.85])
          for (const [transA, transB] of LAYOUTS)
            for (const beta of zeros > 0 ? [-0.5] : [0, 1, -0.5])
              for (const pad of zeros > 0 ? [3] : [0, 3]) {
                const a = uniforms(m * k, 1).map((v, i) => (((i * 7919) % 1009) / 1009 < zeros ? 0 : v));
                const A = placed(a, transA ? k : m, transA ? m : k, 5, pad, NaN);
                const B = placed(uniforms(k * n, 2), transB ? n : k, transB ? k : n, 2, pad, NaN);
                const C = placed(c, m, n, 1, pad, 7);
                const run = (set: Kernels, alpha: number, β: number, of: (v: number) => number): Floats => {
                  const out = filled(Type, C.array.map(of));
                  set.gemm(
                    transA,
                    transB,
                    m,
                    n,
                    k,
                    alpha,
                    filled(Type, A.array.map(of)),
                    5,
                    A.ld,
                    filled(Type, B.array.map(of)),
                    2,
                    B.ld,
                    β,
                    out,
                    1,
                    C.ld,
                  );
                  return out;
                };
                const out = run(kernels, 1.5, beta, (v) => v);
                const expected = run(plain, 1.5, beta, (v) => v);
                const magnitudes = run(plain, 1.5, Math.abs(beta), Math.abs);
                const factor = options.exact ? 0 : 2 * (k + 3) * (Type === Float64Array ? EPSILON : 2 ** -24);
                for (let i = 0; i < out.length; i++) {
                  const inside = i > 0 && (i - 1) % C.ld < n && i < 1 + m * C.ld;
                  within(out[i], expected[i], inside ? factor * magnitudes[i] : 0, `gemm of ${Type.name} at ${i}`);
                }
              }
    });

  test(['gemm'], 'gemm does not read C when β is 0, nor A and B when α is 0', () => {
    for (const Type of [Float64Array, Float32Array])
      for (const n of [1, 3, 8, 30, 90])
        for (const [transA, transB] of LAYOUTS)
          for (const alpha of [0, 1])
            for (const beta of [0, 1, 0.5]) {
              const x: Floats = alpha === 0 ? new Type(n * n).fill(NaN) : Type.from(uniforms(n * n, 1));
              const c: Floats = beta === 0 ? new Type(n * n).fill(NaN) : Type.from(uniforms(n * n, 2));
              const before = c.slice();
              kernels.gemm(transA, transB, n, n, n, alpha, x, 0, n, x, 0, n, beta, c, 0, n);
              for (let i = 0; i < c.length; i++)
                if (alpha === 0) within(c[i], beta === 0 ? 0 : beta * before[i], 0, `gemm with α = 0 and β = ${beta} at ${i}`);
                else if (!Number.isFinite(c[i])) expect(c[i], `gemm with β = ${beta} at ${i}`).toBe(0);
            }
  });

  if (kernels.gemm.takesEpilogue)
    test(['gemm'], 'gemm with an epilogue is gemm and then scale, bias and relu', () => {
      for (const [m, n, k] of [
        [0, 3, 2],
        [1, 1, 1],
        [3, 5, 4],
        [16, 16, 16],
        [37, 29, 300],
        [130, 70, 40],
        [3, 3, 0],
      ] as const)
        for (const Type of [Float64Array, Float32Array])
          for (const along of ['rows', 'columns'] as const)
            for (const part of [0, 1, 2, 3, 4, 5, 6, 7]) {
              const unit = Type === Float64Array ? EPSILON : 2 ** -24;
              const entries = along === 'rows' ? m : n;
              const ldc = n + 1;
              const a = Type.from(uniforms(m * k, 1));
              const b = Type.from(uniforms(k * n, 2));
              const c = Type.from(uniforms(m * ldc + 2, 3));
              const expected = c.slice();
              const epilogue: Epilogue = {
                along,
                relu: (part & 1) > 0,
                ...((part & 2) > 0 ? { scale: Type.from(uniforms(entries, 4)) } : null),
                ...((part & 4) > 0 ? { bias: Type.from(uniforms(entries, 5)) } : null),
              };
              if (m * n > 2) c[2] = expected[2] = NaN;
              kernels.gemm(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0.5, c, 1, ldc, epilogue);
              plain.gemm(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0.5, expected, 1, ldc);
              applyEpilogue(epilogue, m, n, expected, 1, ldc);
              for (let i = 0; i < c.length; i++)
                within(c[i], expected[i], options.exact ? 0 : 4 * (k + 4) ** 2 * unit, `${along}, ${part} of ${m} × ${n} at ${i}`);
            }
      const x = new Float64Array(100);
      for (const epilogue of [
        { along: 'rows', bias: new Float64Array(9) },
        { along: 'columns', scale: new Float64Array(9) },
      ] as const)
        expect(() => {
          kernels.gemm(false, false, 10, 10, 10, 1, x, 0, 10, x, 0, 10, 0, x.slice(), 0, 10, epilogue);
        }).toThrow(RangeError);
    });

  test(['gemm'], 'gemm keeps values that are not finite where the definition puts them', () => {
    for (const [m, n, k] of [
      [3, 4, 5],
      [20, 17, 40],
      [70, 65, 80],
    ] as const)
      for (const bad of [NaN, Infinity, -Infinity])
        for (const Type of [Float64Array, Float32Array]) {
          const a = new Type(m * k);
          const b = Type.from(uniforms(k * n, 2)).map((v) => v + 2);
          const c = new Type(m * n); // an A of zeros: 0·∞ is NaN
          for (let i = 0; i < m; i++) a[i * k] = 1;
          b[(k - 1) * n + 1] = bad;
          kernels.gemm(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0, c, 0, n);
          for (let i = 0; i < m; i++)
            for (let j = 0; j < n; j++)
              if (!Object.is(c[i * n + j], j === 1 ? NaN : b[j])) expect(c[i * n + j], `gemm at ${i}, ${j}`).toBe(j === 1 ? NaN : b[j]);
        }

    for (const [m, n, k] of [
      [1, 1, 1],
      [5, 4, 3],
      [33, 18, 41],
    ] as const)
      for (const [transA, transB] of LAYOUTS)
        for (const bad of [NaN, Infinity])
          for (const zeros of [0, 1])
            for (const Type of [Float64Array, Float32Array]) {
              const a = Type.from(uniforms(m * k, 1)); // beside the bad element of A, B is 0 or not
              const b = Type.from(uniforms(k * n, 2)).map((v) => (zeros > 0 ? 0 : v));
              const [c, expected] = [new Type(m * n), new Type(m * n)];
              a[(m * k) >> 1] = bad;
              for (const [set, out] of [
                [kernels, c],
                [plain, expected],
              ] as const)
                set.gemm(transA, transB, m, n, k, 1, a, 0, transA ? m : k, b, 0, transB ? k : n, 0, out, 0, n);
              for (let i = 0; i < c.length; i++)
                if (!Object.is(c[i], expected[i]) && !(Number.isFinite(c[i]) && Number.isFinite(expected[i])))
                  expect(c[i], `gemm of ${m} × ${n} × ${k} with ${bad} in A at ${i}`).toBe(expected[i]);
            }
  });
}
