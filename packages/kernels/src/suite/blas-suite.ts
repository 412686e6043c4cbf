/** The BLAS of the contract against the plain tier: odd sizes, layouts, offsets, steps, hostile values, bounds. */
import type { Floats, Kernels } from '../contract.ts';
import * as plain from '../plain.ts';
import { EPSILON, filled, HOSTILE, uniforms } from './samples.ts';
import { productSuite } from './product-suite.ts';
import { type SuiteOptions, type TestRunner, testOf, withinOf } from './test-runner.ts';

const ALL = ['gemm', 'gemv', 'ger', 'syrk', 'trsm', 'dot', 'axpy', 'nrm2', 'asum', 'iamax'];
const VECTORS = ['dot', 'axpy', 'gemv', 'ger', 'nrm2', 'asum', 'iamax'];

export function blasSuite(runner: TestRunner, kernels: Kernels, options: SuiteOptions = {}): void {
  const { expect } = runner;
  const test = testOf(runner, options);
  const within = withinOf(runner);
  productSuite(runner, kernels, options);

  test(ALL, 'operands that leave their arrays are refused by every function', () => {
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

  test(['trsm', 'syrk'], 'trsm and syrk agree with the plain tier in all their ways, the other triangle unread', () => {
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
                  const s: Floats = Type.from(uniforms(n * others + 2, 3));
                  const u = Type.from(uniforms(n * (n + pad) + 5, 4));
                  const v = u.slice();
                  const lds = trans ? n : others;
                  kernels.syrk(lower, trans, n, others, 1.5, s, 2, lds, unit ? 0 : 2, u, 5, n + pad);
                  plain.syrk(lower, trans, n, others, 1.5, s, 2, lds, unit ? 0 : 2, v, 5, n + pad);
                  for (let i = 0; i < u.length; i++)
                    within(u[i], v[i], options.exact ? 0 : 4 * (others + 2) ** 2 * unitRound, `syrk at ${i}`);
                }
  });

  for (const Type of [Float64Array, Float32Array])
    test(VECTORS, `vectors of ${Type.name}: dot, axpy, gemv, ger, norms and the largest`, () => {
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
          const products = plain.dot(n, x.map(Math.abs), at, xStep, y.map(Math.abs), 1, yStep);
          within(
            kernels.dot(n, x, at, xStep, y, 1, yStep),
            plain.dot(n, x, at, xStep, y, 1, yStep),
            bound(2 * (n + 1) * products),
            `dot of ${n}`,
          );
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
        kernels.ger(m, n, 2, y, 5, 2, y, 1000, 1, g, 3, n + 2);
        plain.ger(m, n, 2, y, 5, 2, y, 1000, 1, h, 3, n + 2);
        for (let i = 0; i < g.length; i++) within(g[i], h[i], bound(8), `ger of ${m} × ${n} at ${i}`);
      }
    });

  test(['gemv', 'ger', 'axpy', 'dot', 'syrk', 'trsm'], 'NaN and infinity are kept or not read, by α and β, as in the plain tier', () => {
    type Run = (set: Kernels, alpha: number, beta: number, x: Floats, out: Floats) => void;
    const functions: readonly (readonly [string, Run])[] = [
      [
        'gemv',
        (set, α, β, x, out) => {
          set.gemv(false, 9, 9, α, x, 0, 9, x, 0, 1, β, out, 0, 1);
        },
      ],
      [
        'gemv, transposed',
        (set, α, β, x, out) => {
          set.gemv(true, 9, 9, α, x, 0, 9, x, 1, 1, β, out, 0, 1);
        },
      ],
      [
        'ger',
        (set, α, _, x, out) => {
          set.ger(9, 9, α, x, 0, 1, x, 20, 1, out, 0, 9);
        },
      ],
      [
        'axpy',
        (set, α, _, x, out) => {
          set.axpy(81, α, x, 0, 1, out, 0, 1);
        },
      ],
      [
        'dot',
        (set, α, _, x, out) => {
          out[0] = set.dot(81, α > 0 ? x : out, 0, 1, α > 0 ? out : x, 0, 1);
        },
      ],
      [
        'syrk',
        (set, α, β, x, out) => {
          set.syrk(true, false, 9, 9, α, x, 0, 9, β, out, 0, 9);
        },
      ],
      [
        'syrk, transposed',
        (set, α, β, x, out) => {
          set.syrk(false, true, 9, 9, α, x, 0, 9, β, out, 0, 9);
        },
      ],
      [
        'trsm',
        (set, α, _, x, out) => {
          set.trsm(true, true, false, false, 9, 9, α, x, 0, 9, out, 0, 9);
        },
      ],
      [
        'trsm, from the right',
        (set, α, _, x, out) => {
          set.trsm(false, false, false, false, 9, 9, α, x, 0, 9, out, 0, 9);
        },
      ],
    ];
    for (const [what, run] of functions)
      for (const Type of [Float64Array, Float32Array])
        for (const alpha of [0, 1])
          for (const beta of [0, 1])
            for (const bad of [NaN, Infinity])
              for (const at of [0, 22, 80, 90]) {
                const x: Floats = filled(
                  Type,
                  uniforms(81, 1).map((v) => v + 3),
                );
                const u: Floats = Type.from(uniforms(81, 2));
                if (at < 81) x[at] = bad;
                else if (beta === 0) u.fill(bad);
                const v = u.slice();
                run(kernels, alpha, beta, x, u);
                run(plain, alpha, beta, x, v);
                for (let i = 0; i < 81; i++)
                  if (!Object.is(u[i], v[i]) && !(Number.isFinite(u[i]) && Number.isFinite(v[i])))
                    expect(u[i], `${what} with α = ${alpha}, β = ${beta}, ${bad} at ${at}: element ${i}`).toBe(v[i]);
              }
  });

  test(['nrm2', 'asum', 'iamax'], 'norms of huge, tiny and hostile values; NaN is the largest, the first of equals is named', () => {
    for (const n of [1, 3, 7, 38, 300])
      for (const Type of [Float64Array, Float32Array]) {
        const unit = Type === Float64Array ? EPSILON : 2 ** -24;
        for (const scale of Type === Float64Array ? [1e-200, 1e200, 1e300] : [1e-30, 1e30]) {
          const x = Type.from(uniforms(n, 3)).map((v) => v * scale);
          const expected = plain.nrm2(n, x, 0, 1);
          within(kernels.nrm2(n, x, 0, 1), expected, (n + 8) * unit * expected, `nrm2 of ${n} times ${scale}`);
        }
        const equals = Type.from(uniforms(n, 5)).map((v) => (v > 0 ? 1 : -1) * Math.ceil(2 * Math.abs(v)));
        expect(kernels.iamax(n, equals, 0, 1), `iamax of ${n} with equals`).toBe(plain.iamax(n, equals, 0, 1));
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
