/** The resident BLAS against the plain tier, at odd sizes and addresses, with memory around every operand watched. */
import { describe, expect, test } from 'vitest';
import type { ResidentBlas } from '../dense-contract.ts';
import * as plain from '../plain.ts';
import { uniforms } from '../suite/samples.ts';
import { createArena } from './arena.ts';
import { detectFeatures } from './features.ts';
import { createResidentBlas } from './resident-blas.ts';

const SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 10, 16, 33, 50, 100];
const UNIT = { float64: 2 ** -53, float32: 2 ** -24 };
const { fused } = detectFeatures();

for (const precision of ['float64', 'float32'] as const)
  for (const fma of fused ? [true, false] : [false])
    describe(`${precision}, ${fma ? 'with' : 'without'} fused multiply-add`, () => {
      const arena = createArena();
      const blas: ResidentBlas = createResidentBlas(arena, precision, fma);
      const bytes = precision === 'float64' ? 8 : 4;
      const unit = UNIT[precision];
      const Type = precision === 'float64' ? Float64Array : Float32Array;
      const view = (): Float64Array | Float32Array => (precision === 'float64' ? arena.float64() : arena.float32());
      const numbers = (n: number, seed: number): Float64Array =>
        Float64Array.from(Type.from(uniforms(Math.max(n, 1), seed))).subarray(0, n);
      /** Runs `f` with operands side by side in memory and NaN between; returns them afterwards, and checks the gaps. */
      const run = (operands: readonly Float64Array[], f: (...addresses: number[]) => void): Float64Array[] => {
        const m = view();
        const at: number[] = [];
        let next = 5;
        m.fill(
          NaN,
          0,
          operands.reduce((s, x) => s + x.length + 3, 16),
        );
        for (const x of operands) {
          m.set(x, next);
          at.push(next);
          next += x.length + 3;
        }
        f(...at.map((k) => k * bytes));
        const out = operands.map((x, k) => Float64Array.from(view().subarray(at[k], at[k] + x.length)));
        operands.forEach((x, k) => {
          for (const g of [-1, x.length, x.length + 1]) expect(view()[at[k] + g]).toBeNaN();
        });
        return out;
      };
      const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, terms: number, what: string): void => {
        for (let i = 0; i < expected.length; i++)
          if (!(Object.is(actual[i], expected[i]) || Math.abs(actual[i] - expected[i]) <= 4 * (terms + 2) ** 2 * unit))
            expect(actual[i], `${what} [${i}]`).toBe(expected[i]); // γ Σ|x||y|, entries below 1
      };

      test('dot, asum, nrm2 and the largest', () => {
        for (const n of SIZES) {
          const x = numbers(n, n + 1);
          const y = numbers(n, n + 2);
          run([x, y], (a, b) => {
            close([blas.dot(n, a, b)], [plain.dot(n, x, 0, 1, y, 0, 1)], n, `dot of ${n}`);
            close([blas.asum(n, a)], [plain.asum(n, x, 0, 1)], n, `asum of ${n}`);
            close([blas.nrm2(n, a)], [plain.nrm2(n, x, 0, 1)], n, `nrm2 of ${n}`);
            expect(blas.iamax(n, a)).toBe(plain.iamax(n, x, 0, 1));
          });
        }
      });

      test('norms of huge, tiny and hostile values', () => {
        for (const scale of precision === 'float64' ? [1e-300, 1e300, 5e-324] : [1e-35, 1e35, 1e-44])
          for (const n of [1, 3, 50]) {
            const x = numbers(n, 3).map((v) => (Math.fround(v) === v && precision === 'float32' ? Math.fround(v * scale) : v * scale));
            const expected = plain.nrm2(n, x, 0, 1);
            run([x], (a) => {
              expect(Math.abs(blas.nrm2(n, a) - expected)).toBeLessThanOrEqual(expected * (n + 8) * unit);
            });
          }
        run([Float64Array.of(1, NaN, 3)], (a) => {
          expect(blas.nrm2(3, a)).toBeNaN();
          expect(blas.iamax(3, a)).toBe(2);
        });
        run([Float64Array.of(NaN, 1, 3)], (a) => {
          expect(blas.iamax(3, a)).toBe(0);
        });
        run([Float64Array.of(1, -Infinity, 3)], (a) => {
          expect(blas.nrm2(3, a)).toBe(Infinity);
          expect(blas.iamax(3, a)).toBe(1);
        });
        run([new Float64Array(9)], (a) => {
          expect(blas.nrm2(9, a)).toBe(0);
          expect(blas.iamax(9, a)).toBe(0);
        });
        run([Float64Array.of(1, -7, 7, 7)], (a) => {
          expect(blas.iamax(4, a)).toBe(1);
        });
      });

      test('axpy, scal, swap, rotations and strided copies', () => {
        for (const n of SIZES) {
          const x = numbers(n, n + 1);
          const y = numbers(n, n + 2);
          const c = Math.fround(0.6);
          const s = Math.fround(-0.8);
          close(
            run([x, y], (a, b) => {
              blas.axpy(n, 0.75, a, b);
            })[1],
            y.map((v, i) => v + 0.75 * x[i]),
            1,
            `axpy of ${n}`,
          );
          close(
            run([x], (a) => {
              blas.scal(n, -2, a);
            })[0],
            x.map((v) => -2 * v),
            0,
            `scal of ${n}`,
          );
          expect(
            run([x, y], (a, b) => {
              blas.swap(n, a, b);
            }),
          ).toEqual([y, x].map((v) => Float64Array.from(v)));
          const [u, v] = run([x, y], (a, b) => {
            blas.rot(n, a, b, c, s);
          });
          close(
            u,
            x.map((e, i) => c * e + s * y[i]),
            2,
            'rot',
          );
          close(
            v,
            y.map((e, i) => c * e - s * x[i]),
            2,
            'rot',
          );
          const columns = numbers(3 * n, 5);
          const [rotated] = run([columns], (a) => {
            blas.rotStrided(n, a, a + 2 * bytes, 3 * bytes, c, s);
          });
          close(
            rotated,
            columns.map((e, k) => (k % 3 === 0 ? c * e + s * columns[k + 2] : k % 3 === 2 ? c * e - s * columns[k - 2] : e)),
            2,
            'rotStrided',
          );
          expect(
            run([columns, new Float64Array(n)], (a, b) => {
              blas.copyStrided(n, a + bytes, 3 * bytes, b, bytes);
            })[1],
          ).toEqual(Float64Array.from({ length: n }, (_, i) => columns[3 * i + 1]));
        }
      });

      test('gemv, its transpose, ger and transpose of rectangles with a leading dimension', () => {
        for (const [m, n] of [...SIZES.map((k) => [k, k] as const), [37, 29], [29, 37], [1, 50], [50, 1], [0, 3], [3, 0]] as const)
          for (const pad of [0, 3]) {
            const ld = n + pad;
            const a = numbers(m * ld, m + 2);
            const x = numbers(n, 2);
            const y = numbers(m, 3);
            const x2 = numbers(2 * m, 4);
            const y2 = numbers(n, 5);
            const expected = y.slice();
            const expectedT = y2.slice();
            const rank1 = a.slice();
            if (m * n > 0) {
              plain.gemv(false, m, n, -0.5, a, 0, ld, x, 0, 1, 1, expected, 0, 1);
              plain.gemv(true, m, n, -0.5, a, 0, ld, x2, 0, 2, 1, expectedT, 0, 1);
              plain.ger(m, n, 2, x2, 0, 2, x, 0, 1, rank1, 0, ld);
            }
            close(
              run([a, x, y], (p, q, r) => {
                blas.gemv(m, n, -0.5, p, ld * bytes, q, r);
              })[2],
              expected,
              n,
              `gemv ${m}×${n}`,
            );
            close(
              run([a, x2, y2], (p, q, r) => {
                blas.gemvT(m, n, -0.5, p, ld * bytes, q, 2 * bytes, r);
              })[2],
              expectedT,
              m,
              `gemvT ${m}×${n}`,
            );
            close(
              run([a, x2, x], (p, q, r) => {
                blas.ger(m, n, 2, q, 2 * bytes, r, p, ld * bytes);
              })[0],
              rank1,
              2,
              `ger ${m}×${n}`,
            );
            const [, t] = run([a, new Float64Array(n * m)], (p, q) => {
              blas.transpose(m, n, p, ld * bytes, q, m * bytes);
            });
            t.forEach((v, k) => {
              if (v !== a[(k % m) * ld + Math.floor(k / m)]) expect(v).toBe(a[(k % m) * ld + Math.floor(k / m)]);
            });
          }
      });

      test('symv and syr2 read and write the lower triangle only', () => {
        for (const n of SIZES) {
          const ld = n + 1;
          const a = numbers(n * ld, n).map((v, k) => (k % ld > Math.floor(k / ld) ? NaN : v));
          const x = numbers(n, 1);
          const y = numbers(n, 2);
          const entry = (i: number, j: number): number => a[Math.max(i, j) * ld + Math.min(i, j)];
          const product = y.map((v, i) => {
            let s = v;
            for (let j = 0; j < n; j++) s += 0.5 * entry(i, j) * x[j];
            return s;
          });
          close(
            run([a, x, y], (p, q, r) => {
              blas.symv(n, 0.5, p, ld * bytes, q, r);
            })[2],
            product,
            n,
            `symv ${n}`,
          );
          const updated = a.map((v, k) => v - (x[Math.floor(k / ld)] * y[k % ld] + y[Math.floor(k / ld)] * x[k % ld]));
          close(
            run([a, x, y], (p, q, r) => {
              blas.syr2(n, -1, q, r, p, ld * bytes);
            })[0],
            updated,
            3,
            `syr2 ${n}`,
          );
        }
      });

      test('triangular systems in all ways, the other triangle unread', () => {
        for (const n of SIZES)
          for (const lower of [true, false])
            for (const transposed of [true, false])
              for (const one of [true, false]) {
                const ld = n + 2;
                const b = numbers(n, 2);
                const a = numbers(n * ld, n + 1).map((v, k) => {
                  const i = Math.floor(k / ld);
                  const j = k % ld;
                  return i === j ? (one ? NaN : 2 + v) : j < n && (lower ? j < i : j > i) ? v / n : NaN;
                }); // κ below 10
                const clean = a.map((v) => (v === v ? v : 0));
                const expected = b.slice();
                if (n > 0) plain.trsm(true, lower, transposed, one, n, 1, 1, clean, 0, ld, expected, 0, 1);
                close(
                  run([a, b], (p, q) => {
                    blas.trsv(lower, transposed, one, n, p, ld * bytes, q);
                  })[1],
                  expected,
                  n,
                  `trsv ${n}`,
                );
              }
      });
    });
