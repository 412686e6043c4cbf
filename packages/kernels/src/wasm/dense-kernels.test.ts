/** Factorisations in scratch memory: residuals in units of n·ε, pivots as the plain rule gives them, hostile matrices. */
import { describe, expect, test } from 'vitest';
import { gemm } from '../blas/gemm.ts';
import { uniforms } from '../suite/samples.ts';
import type { ResidentBlas, ResidentSystems } from '../dense-contract.ts';
import { createArena } from './arena.ts';
import { createDenseKernels } from './dense-kernels.ts';
import { detectFeatures } from './features.ts';

const EPS = 2 ** -52;
const SHAPES = [
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 3],
  [5, 5],
  [10, 10],
  [16, 16],
  [33, 33],
  [50, 50],
  [100, 100],
  [130, 130],
  [256, 256],
  [37, 29],
  [29, 37],
  [200, 60],
  [60, 200],
] as const;
const product = (a: Float64Array, b: Float64Array, m: number, k: number, n: number, ta = false, tb = false): Float64Array => {
  const c = new Float64Array(m * n);
  gemm(ta, tb, m, n, k, 1, a, 0, Math.max(1, ta ? m : k), b, 0, Math.max(1, tb ? k : n), 0, c, 0, Math.max(1, n));
  return c;
};
const distance = (a: Float64Array, b: Float64Array): number => a.reduce((s, x, i) => Math.max(s, Math.abs(x - b[i])), 0);
/** Placed with an offset and a leading dimension, NaN around. */
const placed = (x: Float64Array, m: number, n: number, pad: number): Float64Array => {
  const out = new Float64Array(3 + m * (n + pad)).fill(NaN);
  for (let i = 0; i < m; i++) out.set(x.subarray(i * n, i * n + n), 3 + i * (n + pad));
  return out;
};
const taken = (x: Float64Array, m: number, n: number, pad: number): Float64Array =>
  Float64Array.from({ length: m * n }, (_, k) => x[3 + Math.floor(k / n) * (n + pad) + (k % n)]);

for (const fused of detectFeatures().fused ? [true, false] : [false])
  describe(fused ? 'with fused multiply-add' : 'without', () => {
    const dense = createDenseKernels(createArena(), fused);

    test('LU: PA = LU with multipliers at most 1, at offsets and leading dimensions', () => {
      for (const [m, n] of SHAPES)
        for (const pad of [0, 3]) {
          const a = uniforms(m * n, m + n);
          const x = placed(a, m, n, pad);
          const r = Math.min(m, n);
          const pivots = new Int32Array(r);
          expect(dense.getrf(m, n, x, 3, n + pad, pivots)).toBe(-1);
          if (r === 0) continue;
          if (pad > 0) expect(x[3 + n]).toBeNaN();
          const f = taken(x, m, n, pad);
          const L = Float64Array.from({ length: m * r }, (_, k) => {
            const i = Math.floor(k / r);
            const j = k % r;
            return i === j ? 1 : i > j ? f[i * n + j] : 0;
          });
          const U = Float64Array.from({ length: r * n }, (_, k) => (Math.floor(k / n) <= k % n ? f[k] : 0));
          const PA = a.slice();
          pivots.forEach((p, k) => {
            for (let j = 0; j < n; j++) {
              const t = PA[k * n + j];
              PA[k * n + j] = PA[p * n + j];
              PA[p * n + j] = t;
            }
          });
          expect(distance(product(L, U, m, r, n), PA)).toBeLessThanOrEqual(30 * Math.max(m, n) * EPS);
          for (const l of L) expect(Math.abs(l) <= 1 + EPS).toBe(true);
        }
    });

    test('LU names the first step without a pivot and completes the rest', () => {
      for (const n of [5, 40, 130]) {
        const a = uniforms(n * n, n);
        const at = n >> 1;
        for (let i = 0; i < n; i++) a[i * n + at] = 0;
        expect(dense.getrf(n, n, a, 0, n, new Int32Array(n))).toBe(at);
        expect(a.every((v) => v - v === 0)).toBe(true);
        expect(dense.getrf(n, n, new Float64Array(n * n), 0, n, new Int32Array(n))).toBe(0);
      }
    });

    test('Cholesky: L·Lᵀ = A, the upper triangle untouched; the first bad minor is named', () => {
      for (const n of [0, 1, 2, 3, 5, 10, 16, 33, 50, 100, 130, 256])
        for (const pad of [0, 3]) {
          const g = uniforms(n * n, n);
          const a = product(g, g, n, n, n, false, true);
          for (let i = 0; i < n; i++) a[i * n + i] += 1;
          const x = placed(
            a.map((v, k) => (k % n > Math.floor(k / n) ? NaN : v)),
            n,
            n,
            pad,
          );
          expect(dense.potrf(n, x, 3, n + pad)).toBe(0);
          const f = taken(x, n, n, pad);
          const L = f.map((v, k) => (k % n > Math.floor(k / n) ? 0 : v));
          f.forEach((v, k) => {
            if (k % n > Math.floor(k / n) && v === v) expect(v).toBeNaN();
          });
          expect(distance(product(L, L, n, n, n, false, true), a)).toBeLessThanOrEqual(
            30 * n * EPS * a.reduce((s, v) => Math.max(s, Math.abs(v)), 0),
          );
          for (const bad of [-1, NaN])
            if (n > 1) {
              const y = a.slice();
              const at = n >> 1;
              y[at * n + at] = bad;
              expect(dense.potrf(n, y, 0, n)).toBe(at + 1);
            }
        }
    });

    test('QR: Q·R = A with orthonormal Q, at offsets and leading dimensions; columns of zeros', () => {
      for (const [m, n] of SHAPES)
        for (const pad of [0, 3])
          for (const zero of [false, true]) {
            const r = Math.min(m, n);
            const a = uniforms(m * n, m + n).map((v, k) => (zero && k % n === n >> 1 ? 0 : v));
            const x = placed(a, m, n, pad);
            const tau = new Float64Array(r);
            const q = new Float64Array(m * r);
            if (r === 0) continue;
            expect(dense.geqrf(m, n, x, 3, n + pad, tau)).toBe(true);
            expect(dense.orgqr(m, r, r, x, 3, n + pad, tau, q)).toBe(true);
            const f = taken(x, m, n, pad);
            const R = Float64Array.from({ length: r * n }, (_, k) => (Math.floor(k / n) <= k % n ? f[k] : 0));
            const gram = product(q, q, r, m, r, true);
            for (let i = 0; i < r; i++) gram[i * r + i] -= 1;
            expect(distance(gram, new Float64Array(r * r))).toBeLessThanOrEqual(30 * m * EPS);
            expect(distance(product(q, R, m, r, n), a)).toBeLessThanOrEqual(30 * Math.max(m, n) * EPS);
          }
    });
  });

for (const fused of detectFeatures().fused ? [true, false] : [false])
  describe(fused ? 'systems in memory, fused' : 'systems in memory', () => {
    const { systems, resident } = createDenseKernels(createArena(), fused) as { systems: ResidentSystems; resident: ResidentBlas };
    /** NaN everywhere, then the matrix. */
    const place = (a: Float64Array, n: number): { readonly w: Float64Array; readonly lda: number; readonly free: number } => {
      const free = 2 * systems.matrixBytes(n);
      const lda = 8 * systems.leading(n);
      resident.reserve(free + systems.factorBytes(n) + 64 * (n + 4) + 8 * n * n);
      const w = resident.float64().fill(NaN);
      w.set(a, free >> 3);
      systems.spread(n, free, 0);
      return { w, lda, free };
    };
    const ORDERS = [1, 2, 3, 4, 5, 8, 13, 50, 57, 100, 151];

    test('sizes of rows and columns; NaN shows in the sums', () => {
      for (const n of ORDERS) {
        const a = uniforms(n * n, n);
        const { w, lda, free } = place(a, n);
        const vector = 8 * (n + 4);
        const at = (i: number): number => (free + i * vector) >> 3;
        systems.extents(n, 0, lda, free, free + vector, free + 2 * vector);
        for (let i = 0; i < n; i++) {
          const row = a.subarray(i * n, i * n + n);
          const column = Float64Array.from({ length: n }, (_, k) => a[k * n + i]);
          expect([w[at(0) + i], w[at(1) + i]]).toEqual([row, column].map((x) => Math.max(...x.map(Math.abs))));
          expect(Math.abs(w[at(2) + i] - column.reduce((s, x) => s + Math.abs(x), 0))).toBeLessThanOrEqual(n * n * EPS);
        }
        w[(n - 1) * (lda >> 3)] = NaN;
        systems.extents(n, 0, lda, free, free + vector, free + 2 * vector);
        expect(w[at(2)]).toBeNaN();
      }
    });

    test('symmetry is exact, entry by entry', () => {
      for (const n of [1, 2, 3, 4, 7, 10]) {
        const a = uniforms(n * n, n);
        for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i];
        const { w, lda } = place(a, n);
        const ld = lda >> 3;
        expect(systems.symmetric(n, 0, lda)).toBe(true);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++)
            if (i !== j) {
              const kept = w[i * ld + j];
              for (const other of [kept + 2 ** -40, NaN]) {
                w[i * ld + j] = other;
                expect(systems.symmetric(n, 0, lda), `${n}: ${i}, ${j}`).toBe(false);
              }
              w[i * ld + j] = kept;
            }
      }
    });

    test('LU reports a missing pivot, Cholesky the first bad minor, and L has zeros above', () => {
      for (const n of ORDERS) {
        const a = uniforms(n * n, n);
        const first = place(a, n);
        const pivots = new Int32Array(n);
        const at = n >> 1;
        expect(systems.factor(n, 0, first.lda, pivots, first.free)).toBe(-1);
        for (let i = 0; i < n; i++) a[i * n + at] = 0;
        expect(systems.factor(n, 0, place(a, n).lda, pivots, first.free)).toBe(at);
        const g = uniforms(n * n, n);
        const s = product(g, g, n, n, n, false, true);
        for (let i = 0; i < n; i++) s[i * n + i] += 1;
        const { w, lda, free } = place(s, n);
        const to = systems.matrixBytes(n);
        expect(systems.factorPositive(n, 0, lda, free)).toBe(0);
        systems.lowerOf(n, 0, lda, to);
        const l = w.slice(to >> 3, (to >> 3) + n * n);
        expect(l.every((v, k) => v === 0 || k % n <= Math.floor(k / n))).toBe(true);
        expect(distance(product(l, l, n, n, n, false, true), s)).toBeLessThanOrEqual(
          30 * n * EPS * s.reduce((m, v) => Math.max(m, Math.abs(v)), 0),
        );
        for (const bad of [-1, NaN]) {
          const x = s.slice();
          x[at * (n + 1)] = bad;
          expect(systems.factorPositive(n, 0, place(x, n).lda, free)).toBe(at + 1);
        }
      }
    });

    test('a residual of integers beyond 2⁵³ is exact: 106 bits, not 53', () => {
      for (const n of ORDERS) {
        const big = (k: number): number => 2 ** 40 + 3 * k + 1;
        const a = Float64Array.from({ length: n * n }, (_, k) => (k % 2 === 0 ? 1 : -1) * big(k % 97));
        const x = Float64Array.from({ length: n }, (_, k) => big(k) + 2 ** 45);
        const { w, lda, free } = place(a, n);
        const vector = 8 * (n + 4);
        w.set(x, free >> 3);
        w[(free >> 3) + n] = 0;
        const exact = Array.from({ length: n }, (_, i) => Array.from(x).reduce((s, v, j) => s + BigInt(a[i * n + j]) * BigInt(v), 0n));
        const b = exact.map(Number);
        w.set(b, (free + vector) >> 3);
        systems.residual(n, 0, lda, free, free + vector, free + 2 * vector);
        exact.forEach((e, i) => {
          expect(w[((free + 2 * vector) >> 3) + i], `${n}: ${i}`).toBe(Number(BigInt(b[i]) - e));
        });
      }
    });
  });
