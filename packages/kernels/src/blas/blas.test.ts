import { expect, test } from 'vitest';
import fc from 'fast-check';
import { asum, axpy, dot, gemm, gemv, ger, iamax, nrm2, syrk, trsm } from '../index.ts';

const EPS = 2 ** -53;
/** Deterministic numbers in (−1, 1). */
const numbers = (n: number, seed = 1): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));
const transposed = (a: Float64Array, m: number, n: number): Float64Array =>
  Float64Array.from({ length: m * n }, (_, k) => a[(k % m) * n + Math.floor(k / m)]);

/** The definition, one sum for each element. */
function product(m: number, n: number, k: number, a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: m * n }, (_, at) => {
    let s = 0;
    for (let p = 0; p < k; p++) s += a[Math.floor(at / n) * k + p] * b[p * n + (at % n)];
    return s;
  });
}

test.each([
  [0, 3, 2],
  [1, 1, 1],
  [3, 1, 5],
  [4, 4, 0],
  [37, 29, 300],
  [65, 7, 257],
  [5, 513, 20],
  [70, 70, 70],
])('gemm of %d × %d × %d in every layout', (m, n, k) => {
  const a = numbers(m * k);
  const b = numbers(k * n, 2);
  const c0 = numbers(m * n, 3);
  const expected = product(m, n, k, a, b);
  for (const ta of [false, true])
    for (const tb of [false, true])
      for (const pad of [0, 3]) {
        const place = (x: Float64Array, rows: number, columns: number): Float64Array => {
          const out = new Float64Array(5 + rows * (columns + pad)).fill(NaN);
          for (let i = 0; i < rows; i++) out.set(x.subarray(i * columns, (i + 1) * columns), 5 + i * (columns + pad));
          return out;
        };
        const A = ta ? place(transposed(a, m, k), k, m) : place(a, m, k);
        const B = tb ? place(transposed(b, k, n), n, k) : place(b, k, n);
        const C = place(c0, m, n);
        gemm(ta, tb, m, n, k, 2, A, 5, (ta ? m : k) + pad, B, 5, (tb ? k : n) + pad, -1, C, 5, n + pad);
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) {
            expect(Math.abs(C[5 + i * (n + pad) + j] - (2 * expected[i * n + j] - c0[i * n + j]))).toBeLessThanOrEqual(
              4 * (k + 2) * EPS * (2 * k + 1),
            ); // γ_k Σ|a||b|
          }
        if (pad > 0 && m > 0) expect(C[5 + n]).toBeNaN(); // nothing outside the matrix is touched
      }
});

test('gemm in float32 rounds once for each 256 terms, and β = 0 does not read C', () => {
  const a = Float32Array.from(numbers(20 * 400));
  const b = Float32Array.from(numbers(400 * 20, 2));
  const c = new Float32Array(400).fill(NaN);
  gemm(false, false, 20, 20, 400, 1, a, 0, 400, b, 0, 20, 0, c, 0, 20);
  const exact = product(20, 20, 400, Float64Array.from(a), Float64Array.from(b));
  const first = product(
    20,
    20,
    256,
    Float64Array.from({ length: 20 * 256 }, (_, k) => a[Math.floor(k / 256) * 400 + (k % 256)]),
    Float64Array.from(b),
  );
  c.forEach((x, i) => expect(Math.abs(x - exact[i])).toBeLessThanOrEqual(2 ** -24 * (Math.abs(first[i]) + Math.abs(exact[i])) + 1e-12));
});

test('matrices and vectors that leave their array are refused', () => {
  const x = new Float64Array(6);
  expect(() => gemm(false, false, 2, 2, 2, 1, x, 3, 2, x, 0, 2, 0, x, 0, 2)).toThrow(RangeError);
  expect(() => gemm(false, false, 2, 2, 2, 1, x, 0, 1, x, 0, 2, 0, x, 0, 2)).toThrow(/leading dimension 1/);
  expect(() => dot(4, x, 0, 2, x, 0, 1)).toThrow(/x of 4 elements, step 2/);
  expect(() => axpy(2, 1, x, -1, 1, x, 0, 1)).toThrow(RangeError);
  expect(() => trsm(true, true, false, false, 3, 1, 1, x, 0, 3, x, 0, 1)).toThrow(RangeError);
});

test('trsm undoes a product with a triangle, from either side, in all eight ways', () => {
  for (const order of [1, 3, 32, 33, 70])
    for (const left of [true, false])
      for (const lower of [true, false])
        for (const trans of [true, false])
          for (const unit of [true, false]) {
            const m = left ? order : 5;
            const n = left ? 7 : order;
            const a = numbers(order * order).map((v, k) => (Math.floor(k / order) === k % order ? 4 + v : v / order));
            const T = a.map((v, k) => {
              const i = Math.floor(k / order);
              const j = k % order;
              return i === j ? (unit ? 1 : v) : i > j === lower ? v : 0;
            });
            const op = trans ? transposed(T, order, order) : T;
            const x = numbers(m * n, 5);
            const b = left ? product(m, n, m, op, x) : product(m, n, n, x, op);
            trsm(left, lower, trans, unit, m, n, 2, a, 0, order, b, 0, n);
            b.forEach((v, i) => expect(Math.abs(v - 2 * x[i])).toBeLessThanOrEqual(200 * order * EPS)); // the triangles have condition numbers below 10
          }
});

test('syrk fills one triangle and leaves the other', () => {
  for (const n of [1, 5, 40])
    for (const lower of [true, false])
      for (const trans of [true, false]) {
        const k = 9;
        const a = numbers(n * k);
        const stored = trans ? transposed(a, n, k) : a;
        const c = new Float64Array(n * n).fill(7);
        const full = product(n, n, k, a, transposed(a, n, k));
        syrk(lower, trans, n, k, 3, stored, 0, trans ? n : k, 2, c, 0, n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            if (lower ? j <= i : j >= i) expect(Math.abs(c[i * n + j] - (3 * full[i * n + j] + 14))).toBeLessThanOrEqual(100 * k * EPS);
            else expect(c[i * n + j]).toBe(7);
          }
      }
});

test('gemv, ger, dot and axpy agree with their definitions at any step', () => {
  const m = 5;
  const n = 7;
  const a = numbers(m * n);
  const x = numbers(40, 2);
  const y = numbers(40, 3);
  for (const trans of [false, true]) {
    const [rows, columns] = trans ? [n, m] : [m, n];
    const out = y.slice();
    gemv(trans, m, n, 2, a, 0, n, x, 1, 3, 0.5, out, 2, 2);
    for (let i = 0; i < rows; i++) {
      let s = 0;
      for (let j = 0; j < columns; j++) s += (trans ? a[j * n + i] : a[i * n + j]) * x[1 + 3 * j];
      expect(out[2 + 2 * i]).toBeCloseTo(2 * s + 0.5 * y[2 + 2 * i], 13);
    }
  }
  const g = a.slice();
  ger(m, n, 2, x, 0, 2, y, 1, 1, g, 0, n);
  expect(g[2 * n + 3]).toBeCloseTo(a[2 * n + 3] + 2 * x[4] * y[4], 14);
  expect(dot(3, x, 6, -2, y, 0, 1)).toBeCloseTo(x[6] * y[0] + x[4] * y[1] + x[2] * y[2], 14);
  const z = y.slice();
  axpy(4, -1, y, 0, 1, z, 0, 1);
  expect([...z.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
});

test('norms neither overflow nor underflow, and NaN is not lost', () => {
  const v = (...xs: number[]): Float64Array => Float64Array.from(xs);
  expect(nrm2(2, v(3e200, 4e200), 0, 1)).toBeCloseTo(5e200, -187);
  expect(nrm2(2, v(3e-200, 4e-200), 0, 1) / 5e-200).toBeCloseTo(1, 15);
  expect(nrm2(2, v(5e-324, 0), 0, 1)).toBe(5e-324);
  expect(nrm2(2, v(1, NaN), 0, 1)).toBeNaN();
  expect(nrm2(2, v(1, -Infinity), 0, 1)).toBe(Infinity);
  expect(nrm2(0, v(), 0, 1)).toBe(0);
  expect(asum(3, v(1, -2, 3), 0, 1)).toBe(6);
  expect(iamax(3, v(1, -5, 5), 0, 1)).toBe(1);
  expect(iamax(3, v(9, NaN, 10), 0, 1)).toBe(1);
  expect(iamax(0, v(), 0, 1)).toBe(-1);
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), { minLength: 1, maxLength: 9 }),
      (xs) => {
        const top = Math.max(...xs.map(Math.abs));
        const r = nrm2(xs.length, Float64Array.from(xs), 0, 1);
        return r >= top * (1 - 8 * EPS) && r <= top * Math.sqrt(xs.length) * (1 + 8 * EPS);
      },
    ),
  );
});
