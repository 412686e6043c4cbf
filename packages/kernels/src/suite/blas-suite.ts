/** The BLAS of the contract against the plain tier: odd sizes, layouts, offsets, steps, hostile values, bounds. */
import { applyEpilogue } from '../blas/epilogue.ts';
import type { Epilogue, Floats, Kernels } from '../contract.ts';
import * as plain from '../plain.ts';
import { EPSILON, HOSTILE, placed, uniforms } from './samples.ts';
import { type SuiteOptions, type TestRunner, withinOf } from './test-runner.ts';

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

export function blasSuite(runner: TestRunner, kernels: Kernels, options: SuiteOptions = {}): void {
  const { test, expect } = runner;
  const within = withinOf(runner);
  for (const [m, n, k] of SHAPES)
    test(`gemm of ${m} × ${n} × ${k} in every layout`, () => {
      const a = uniforms(m * k, 1);
      const b = uniforms(k * n, 2);
      const c = uniforms(m * n, 3);
      for (const transA of [false, true])
        for (const transB of [false, true])
          for (const beta of [0, 1, -0.5])
            for (const pad of [0, 3]) {
              const A = placed(a, transA ? k : m, transA ? m : k, 5, pad, NaN);
              const B = placed(b, transB ? n : k, transB ? k : n, 2, pad, NaN);
              const C = placed(c, m, n, 1, pad, 7);
              const expected = C.array.slice();
              for (const [set, out] of [
                [kernels, C.array],
                [plain, expected],
              ] as const)
                set.gemm(transA, transB, m, n, k, 1.5, A.array, 5, A.ld, B.array, 2, B.ld, beta, out, 1, C.ld);
              for (let i = 0; i < expected.length; i++) {
                // |error| ≤ γ_k Σ|a||b| ≤ 1.5 k²ε each, pads untouched
                within(C.array[i], expected[i], options.exact ? 0 : 4 * (k + 2) * (k + 2) * EPSILON, `gemm at ${i}`);
              }
              const out32 = Float32Array.from(placed(c, m, n, 1, pad, 7).array);
              kernels.gemm(
                transA,
                transB,
                m,
                n,
                k,
                1.5,
                Float32Array.from(A.array),
                5,
                A.ld,
                Float32Array.from(B.array),
                2,
                B.ld,
                beta,
                out32,
                1,
                C.ld,
              );
              for (let i = 0; i < expected.length; i++)
                within(out32[i], expected[i], 4 * (k + 2) * (k + 2) * 2 ** -24, `gemm float32 at ${i}`);
            }
    });

  test('gemm does not read C when β is 0, and α = 0 does not read A', () => {
    const x = uniforms(900, 1);
    const c = new Float64Array(900).fill(NaN);
    const nan = new Float64Array(900).fill(NaN);
    kernels.gemm(false, false, 30, 30, 30, 1, x, 0, 30, x, 0, 30, 0, c, 0, 30);
    for (const v of c) expect(v - v).toBe(0);
    kernels.gemm(false, false, 30, 30, 30, 0, nan, 0, 30, nan, 0, 30, 1, c, 0, 30);
    for (const v of c) expect(v - v).toBe(0);
  });

  if (kernels.gemm.takesEpilogue)
    test('gemm with an epilogue is gemm and then scale, bias and relu', () => {
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

  test('gemm keeps values that are not finite where the definition puts them', () => {
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
  });

  test('operands that leave their arrays are refused by every function', () => {
    const x = new Float64Array(100);
    const y = new Float64Array(99);
    const out = x.slice();
    const violations: readonly (() => unknown)[] = [
      () => {
        kernels.gemm(false, false, 10, 10, 10, 1, x, 1, 10, x, 0, 10, 0, out, 0, 10);
      },
      () => {
        kernels.gemm(false, false, 10, 10, 10, 1, x, 0, 9, x, 0, 10, 0, out, 0, 10);
      },
      () => {
        kernels.gemm(false, false, 10, 10, 10, 1, x, 0, 10, y, 0, 10, 0, out, 0, 10);
      },
      () => {
        kernels.gemm(false, false, 10, 10, 10, 1, x, 0, 10, x, 0, 10, 0, out, -1, 10);
      },
      () => {
        kernels.gemm(false, false, 10, 10, 2.5, 1, x, 0, 10, x, 0, 10, 0, out, 0, 10);
      },
      () => {
        kernels.gemm(false, false, -1, 10, 10, 1, x, 0, 10, x, 0, 10, 0, out, 0, 10);
      },
      () => {
        kernels.gemv(false, 10, 10, 1, x, 0, 10, x, 91, 1, 0, out, 0, 1);
      },
      () => {
        kernels.gemv(true, 10, 10, 1, x, 1, 10, x, 0, 1, 0, out, 0, 1);
      },
      () => {
        kernels.gemv(false, 10, 10, 1, x, 0, 10, x, 0, 1, 0, out, 0, 12);
      },
      () => {
        kernels.ger(10, 10, 1, x, 0, 1, x, 0, 1, y, 0, 10);
      },
      () => {
        kernels.ger(10, 10, 1, x, 0, 12, x, 0, 1, out, 0, 10);
      },
      () => {
        kernels.ger(10, 10, 1, x, 0, 1, x, 5, -1, out, 0, 10);
      },
      () => {
        kernels.syrk(true, false, 10, 11, 1, x, 0, 11, 0, out, 0, 10);
      },
      () => {
        kernels.syrk(true, false, 10, 10, 1, x, 0, 10, 0, out, 0, 9);
      },
      () => {
        kernels.trsm(true, true, false, false, 10, 10, 1, x, 0, 11, out, 0, 10);
      },
      () => {
        kernels.trsm(false, true, false, false, 11, 10, 1, x, 0, 10, out, 0, 10);
      },
      () => kernels.dot(3, x, 0, 50, x, 0, 1),
      () => kernels.dot(100, x, 0, 1, y, 0, 1),
      () => {
        kernels.axpy(100, 1, x, 0, 1, y.slice(), 0, 1);
      },
      () => kernels.nrm2(101, x, 0, 1),
      () => kernels.asum(100, x, 1, 1),
      () => kernels.iamax(3, x, 1, -1),
      () => kernels.iamax(-1, x, 0, 1),
    ];
    violations.forEach((f, i) => {
      expect(f, `violation ${i}`).toThrow(RangeError);
    });
  });

  test('trsm and syrk agree with the plain tier in all their ways, the other triangle unread', () => {
    for (const n of [0, 1, 3, 29, 70])
      for (const others of [1, 3, 37])
        for (const Type of [Float64Array, Float32Array])
          for (const first of [true, false])
            for (const lower of [true, false])
              for (const trans of [true, false])
                for (const unit of [true, false]) {
                  const pad = 2;
                  const unitRound = Type === Float64Array ? EPSILON : 2 ** -24;
                  const [m, k] = first ? [n, others] : [others, n];
                  const lda = n + pad;
                  const ldb = k + pad;
                  const a: Floats = Type.from(uniforms(3 + n * lda, 1));
                  const b: Floats = Type.from(uniforms(2 + m * ldb, 2));
                  for (let i = 0; i < n; i++)
                    for (let j = 0; j < n; j++) {
                      const at = 3 + i * lda + j;
                      a[at] = i === j ? (unit ? NaN : 4 + a[at]) : i > j === lower ? a[at] / n : NaN;
                    }
                  const x = b.slice();
                  const y = b.slice();
                  kernels.trsm(first, lower, trans, unit, m, k, 2, a, 3, lda, x, 2, ldb);
                  plain.trsm(first, lower, trans, unit, m, k, 2, a, 3, lda, y, 2, ldb);
                  for (let i = 0; i < b.length; i++) within(x[i], y[i], options.exact ? 0 : 100 * (n + 1) * unitRound, `trsm at ${i}`); // triangles with condition numbers below 10
                  if (others !== 37) continue;
                  const s: Floats = Type.from(uniforms(n * others, 3));
                  const u = Type.from(uniforms(n * (n + pad), 4));
                  const v = u.slice();
                  const lds = trans ? n : others;
                  kernels.syrk(lower, trans, n, others, 1, s, 0, lds, unit ? 0 : 2, u, 0, n + pad);
                  plain.syrk(lower, trans, n, others, 1, s, 0, lds, unit ? 0 : 2, v, 0, n + pad);
                  for (let i = 0; i < u.length; i++)
                    within(u[i], v[i], options.exact ? 0 : 4 * (others + 2) ** 2 * unitRound, `syrk at ${i}`);
                }
  });

  for (const Type of [Float64Array, Float32Array])
    test(`vectors of ${Type.name}: dot, axpy, gemv, ger, norms and the largest`, () => {
      const x = Type.from(uniforms(5000, 1));
      const y = Type.from(uniforms(5000, 2));
      const unit = Type === Float64Array ? EPSILON : 2 ** -24;
      const bound = (b: number): number => (options.exact ? 0 : b * unit);
      for (const n of [0, 1, 3, 37, 300, 1003, 2400])
        for (const [xStep, yStep] of [
          [1, 1],
          [2, 1],
          [-1, 2],
          [1, 0],
        ] as const) {
          const at = xStep < 0 ? n + 2 : 2;
          const [u, v] = [y.slice(), y.slice()];
          within(kernels.dot(n, x, at, xStep, y, 1, yStep), plain.dot(n, x, at, xStep, y, 1, yStep), bound(n * n), `dot of ${n}`);
          if (yStep > 0) {
            kernels.axpy(n, 0.3, x, at, xStep, u, 1, yStep);
            plain.axpy(n, 0.3, x, at, xStep, v, 1, yStep);
            for (let i = 0; i < u.length; i++) within(u[i], v[i], bound(2), `axpy at ${i}`); // entries below 2
          }
          within(kernels.nrm2(n, x, at, xStep), plain.nrm2(n, x, at, xStep), bound(n * n), `nrm2 of ${n}`);
          within(kernels.asum(n, x, at, xStep), plain.asum(n, x, at, xStep), bound(n * n), `asum of ${n}`);
          expect(kernels.iamax(n, x, at, xStep)).toBe(plain.iamax(n, x, at, xStep));
        }
      for (const [m, n] of [
        [0, 3],
        [3, 0],
        [1, 1],
        [1, 300],
        [300, 1],
        [3, 3],
        [37, 29],
        [29, 37],
      ] as const) {
        for (const trans of [false, true])
          for (const beta of [0, 0.5]) {
            const [u, v] = [y.slice(), y.slice()];
            kernels.gemv(trans, m, n, 2, x, 3, n + 2, y, 1, 2, beta, u, 4, 3);
            plain.gemv(trans, m, n, 2, x, 3, n + 2, y, 1, 2, beta, v, 4, 3);
            for (let i = 0; i < u.length; i++) within(u[i], v[i], bound(4 * (m + n + 2) ** 2), `gemv of ${m} × ${n} at ${i}`);
          }
        const [g, h] = [x.slice(), x.slice()];
        kernels.ger(m, n, 2, y, 0, 2, y, 1000, 1, g, 3, n + 2);
        plain.ger(m, n, 2, y, 0, 2, y, 1000, 1, h, 3, n + 2);
        for (let i = 0; i < g.length; i++) within(g[i], h[i], bound(8), `ger of ${m} × ${n} at ${i}`);
      }
    });

  test('norms of huge, tiny and hostile values; NaN is the largest, the first of equals is named', () => {
    for (const n of [1, 3, 300])
      for (const Type of [Float64Array, Float32Array]) {
        const unit = Type === Float64Array ? EPSILON : 2 ** -24;
        for (const scale of Type === Float64Array ? [1e-200, 1e200, 1e300] : [1e-30, 1e30]) {
          const x = Type.from(uniforms(n, 3)).map((v) => v * scale);
          const expected = plain.nrm2(n, x, 0, 1);
          within(kernels.nrm2(n, x, 0, 1), expected, (n + 8) * unit * expected, `nrm2 of ${n} times ${scale}`);
        }
        for (const bad of HOSTILE)
          for (const at of [0, n >> 1, n - 1]) {
            const x = Type.from(uniforms(n, 3));
            x[at] = bad;
            expect(kernels.iamax(n, x, 0, 1), `iamax with ${bad} at ${at}`).toBe(plain.iamax(n, x, 0, 1));
            const norm = plain.nrm2(n, x, 0, 1);
            const sum = plain.asum(n, x, 0, 1);
            within(kernels.nrm2(n, x, 0, 1), norm, (n + 8) * unit * norm, `nrm2 with ${bad}`);
            within(kernels.asum(n, x, 0, 1), sum, (n + 8) * unit * sum, `asum with ${bad}`);
          }
      }
  });
}
