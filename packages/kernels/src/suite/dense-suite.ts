/**
 * The optional member `dense`: factorisations multiply back to their matrix at odd shapes and offsets, say where they fail,
 * and touch nothing beside it; the resident functions agree with the plain tier.
 */
import type { DenseKernels } from '../dense-contract.ts';
import * as plain from '../plain.ts';
import { EPSILON, placed, uniforms } from './samples.ts';
import { type TestRunner, withinOf } from './test-runner.ts';

const SHAPES = [
  [1, 1],
  [3, 3],
  [5, 5],
  [37, 29],
  [29, 37],
  [70, 70],
  [300, 7],
] as const;

function product(a: Float64Array, b: Float64Array, m: number, n: number, k: number, transA = false, transB = false): Float64Array {
  const c = new Float64Array(m * n);
  plain.gemm(transA, transB, m, n, k, 1, a, 0, transA ? m : k, b, 0, transB ? k : n, 0, c, 0, n);
  return c;
}

export function denseSuite(runner: TestRunner, dense: DenseKernels): void {
  const { test, expect } = runner;
  const within = withinOf(runner);
  const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, bound: number, what: string): void => {
    for (let i = 0; i < expected.length; i++) within(actual[i], expected[i], bound, `${what} at ${i}`);
  };
  /** What lies between and around the rows is as it was. */
  const unspoilt = (x: Float64Array, m: number, n: number, ld: number): void => {
    for (let i = 0; i < x.length; i++)
      if (i < 3 || (i - 3) % ld >= n || i >= 3 + m * ld) {
        if (x[i] !== 7) expect(x[i], `beside the matrix at ${i}`).toBe(7);
      }
  };
  const taken = (x: Float64Array, m: number, n: number, ld: number, keep: (i: number, j: number) => boolean): Float64Array =>
    Float64Array.from({ length: m * n }, (_, k) => {
      const i = Math.floor(k / n);
      const j = k % n;
      return keep(i, j) ? x[3 + i * ld + j] : 0;
    });

  test('getrf: PA = LU, multipliers at most 1, a missing pivot named', () => {
    for (const [m, n] of SHAPES) {
      const a = uniforms(m * n, m + n);
      const r = Math.min(m, n);
      const pivots = new Int32Array(r);
      const { array, ld } = placed(a, m, n, 3, 2, 7);
      const found = dense.getrf(m, n, array, 3, ld, pivots);
      if (found === undefined) continue;
      expect(found).toBe(-1);
      unspoilt(array, m, n, ld);
      const f = taken(array, m, n, ld, () => true);
      const L = Float64Array.from({ length: m * r }, (_, k) => {
        const i = Math.floor(k / r);
        const j = k % r;
        return i === j ? 1 : i > j ? f[i * n + j] : 0;
      });
      const U = Float64Array.from({ length: r * n }, (_, k) => (Math.floor(k / n) <= k % n ? f[k] : 0));
      pivots.forEach((p, k) => {
        for (let j = 0; j < n; j++) {
          const t = a[k * n + j];
          a[k * n + j] = a[p * n + j];
          a[p * n + j] = t;
        }
      });
      close(product(L, U, m, n, r), a, 60 * Math.max(m, n) * EPSILON, `L·U of ${m} × ${n}`);
      for (const l of L) if (!(Math.abs(l) <= 1 + 2 * EPSILON)) expect(l, 'multiplier').toBeLessThanOrEqual(1);
    }
    const singular = uniforms(1600, 1);
    for (let i = 0; i < 40; i++) singular[i * 40 + 17] = 0;
    const at = dense.getrf(40, 40, singular, 0, 40, new Int32Array(40));
    if (at !== undefined) expect(at).toBe(17);
  });

  test('potrf: A = L·Lᵀ, the upper triangle unread, the first bad minor named', () => {
    for (const n of [1, 3, 29, 70]) {
      const g = uniforms(n * n, n);
      const a = product(g, g, n, n, n, false, true).map((v, k) => v + (k % (n + 1) === 0 ? 1 : 0));
      const { array, ld } = placed(
        a.map((v, k) => (k % n > Math.floor(k / n) ? 7 : v)),
        n,
        n,
        3,
        2,
        7,
      );
      const found = dense.potrf(n, array, 3, ld);
      if (found === undefined) continue;
      expect(found).toBe(0);
      unspoilt(array, n, n, ld);
      for (let i = 0; i < n; i++)
        for (let j = i + 1; j < n; j++) if (array[3 + i * ld + j] !== 7) expect(array[3 + i * ld + j], 'above the diagonal').toBe(7);
      const L = taken(array, n, n, ld, (i, j) => j <= i);
      close(product(L, L, n, n, n, false, true), a, 60 * n * (n + 1) * EPSILON, `L·Lᵀ of ${n}`); // entries of A below n + 1
      for (const bad of [-1, NaN]) {
        const y = a.slice();
        const middle = n >> 1;
        y[middle * (n + 1)] = bad;
        expect(dense.potrf(n, y, 0, n)).toBe(middle + 1);
      }
    }
  });

  test('geqrf and orgqr: A = Q·R, Q orthonormal', () => {
    for (const [m, n] of SHAPES) {
      const a = uniforms(m * n, m + n);
      const r = Math.min(m, n);
      const tau = new Float64Array(r);
      const q = new Float64Array(m * r);
      const { array, ld } = placed(a, m, n, 3, 2, 7);
      if (dense.geqrf(m, n, array, 3, ld, tau) === undefined || dense.orgqr(m, r, r, array, 3, ld, tau, q) === undefined) continue;
      unspoilt(array, m, n, ld);
      const R = taken(array, m, n, ld, (i, j) => i <= j).subarray(0, r * n);
      const gram = product(q, q, r, r, m, true);
      close(product(q, R, m, n, r), a, 60 * m * EPSILON * Math.sqrt(m), `Q·R of ${m} × ${n}`);
      close(
        gram,
        Float64Array.from({ length: r * r }, (_, k) => (k % (r + 1) === 0 ? 1 : 0)),
        60 * m * EPSILON,
        `Qᵀ·Q of ${m} × ${n}`,
      );
    }
  });

  test('resident vectors and matrices agree with the plain tier', () => {
    const { resident: blas } = dense;
    for (const n of [0, 1, 3, 4, 37, 300]) {
      const m = 5;
      const ld = n + 2;
      const a = uniforms(m * ld, 1);
      const x = uniforms(n, 2);
      const y = uniforms(m, 3);
      const z = uniforms(n, 4);
      const atA = 64;
      const atX = atA + 8 * m * ld;
      const atY = atX + 8 * n;
      const atZ = atY + 8 * m;
      const bound = 4 * (n + 8) ** 2 * EPSILON;
      if (!blas.reserve(atZ + 8 * n + 64)) continue;
      const place = (): Float64Array => {
        const w = blas.float64();
        w.set(a, atA / 8);
        w.set(x, atX / 8);
        w.set(y, atY / 8);
        w.set(z, atZ / 8);
        return w;
      };
      place();
      within(blas.dot(n, atX, atZ), plain.dot(n, x, 0, 1, z, 0, 1), bound, 'dot');
      within(blas.nrm2(n, atX), plain.nrm2(n, x, 0, 1), bound, 'nrm2');
      within(blas.asum(n, atX), plain.asum(n, x, 0, 1), bound, 'asum');
      expect(blas.iamax(n, atX)).toBe(plain.iamax(n, x, 0, 1));
      const after = (run: () => void, at: number, length: number): Float64Array => {
        const w = place();
        run();
        return w.slice(at / 8, at / 8 + length);
      };
      const sum = z.slice();
      const image = y.slice();
      const back = z.slice();
      const updated = a.slice();
      plain.axpy(n, 0.5, x, 0, 1, sum, 0, 1);
      plain.gemv(false, m, n, 2, a, 0, ld, x, 0, 1, 1, image, 0, 1);
      plain.gemv(true, m, n, 2, a, 0, ld, y, 0, 1, 1, back, 0, 1);
      plain.ger(m, n, 2, y, 0, 1, x, 0, 1, updated, 0, ld);
      close(
        after(
          () => {
            blas.axpy(n, 0.5, atX, atZ);
          },
          atZ,
          n,
        ),
        sum,
        bound,
        'axpy',
      );
      close(
        after(
          () => {
            blas.scal(n, -2, atX);
          },
          atX,
          n,
        ),
        x.map((v) => -2 * v),
        0,
        'scal',
      );
      close(
        after(
          () => {
            blas.swap(n, atX, atZ);
          },
          atX,
          n,
        ),
        z,
        0,
        'swap',
      );
      close(
        after(
          () => {
            blas.gemv(m, n, 2, atA, 8 * ld, atX, atY);
          },
          atY,
          m,
        ),
        image,
        bound,
        'gemv',
      );
      close(
        after(
          () => {
            blas.gemvT(m, n, 2, atA, 8 * ld, atY, 8, atZ);
          },
          atZ,
          n,
        ),
        back,
        bound,
        'gemvT',
      );
      close(
        after(
          () => {
            blas.ger(m, n, 2, atY, 8, atX, atA, 8 * ld);
          },
          atA,
          m * ld,
        ),
        updated,
        bound,
        'ger',
      );
      const order = Math.min(n, m);
      const t = order > 0 ? uniforms(order, 5) : new Float64Array(0);
      const triangle = Float64Array.from(a, (v, k) => v + (k % (ld + 1) === 0 ? 4 : 0));
      for (const lower of [true, false])
        for (const transposed of [true, false]) {
          const solved = t.slice();
          const w = place();
          w.set(triangle, atA / 8);
          w.set(t, atX / 8);
          if (order > 0) plain.trsm(true, lower, transposed, false, order, 1, 1, triangle, 0, ld, solved, 0, 1);
          blas.trsv(lower, transposed, false, order, atA, 8 * ld, atX);
          close(w.slice(atX / 8, atX / 8 + order), solved, bound, 'trsv');
        }
    }
  });
}
