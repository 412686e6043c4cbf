/**
 * Random matrices as LAPACK's own tests take them: sizes around block boundaries, block sizes that force the blocked
 * code, matrices with a prescribed condition number and scale; residual ratios in units of n·ε against its thresholds.
 */
import { expect, test } from 'vitest';
import { generalEigen } from './eig.ts';
import { choleskyInPlace } from './cholesky.ts';
import { symmetricEigen } from './eigh.ts';
import { gemm } from './kernels.ts';
import { luInPlace, luSolveInPlace, permutationOf } from './lu.ts';
import { formQ, qrInPlace, upperTriangle } from './qr.ts';
import { realSchurInPlace } from './schur.ts';
import { singularValueDecomposition } from './svd.ts';
import { transposed } from './transpose.ts';
import { norm2 } from './vector.ts';

const EPS = 2 ** -52;
const SIZES = [0, 1, 2, 3, 5, 10, 16, 33, 50, 100];
const BLOCKS = [1, 3, 20];
/** A small generator for reproducible matrices: Lehmer's, modulus 2³¹ − 1. */
function uniform(seed: number): () => number {
  let s = (seed % 2147483646) + 1;
  return () => {
    s = (s * 48271) % 2147483647;
    return (s / 2147483647) * 2 - 1;
  };
}
const random = (m: number, n: number, seed: number): Float64Array<ArrayBuffer> => {
  const u = uniform(seed * 7919 + 13);
  return Float64Array.from({ length: m * n }, u);
};
const product = (a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array<ArrayBuffer> => {
  const c = new Float64Array(m * n);
  gemm(false, false, m, n, k, 1, a, 0, Math.max(1, k), b, 0, Math.max(1, n), 0, c, 0, Math.max(1, n));
  return c;
};
const difference = (a: Float64Array, b: Float64Array): number => norm2(a.map((x, i) => x - b[i]));
/** QᵀQ − I in units of n·ε. */
const orthogonality = (q: Float64Array, m: number, n: number): number => {
  const g = product(transposed(q, m, n), q, n, m, n);
  for (let i = 0; i < n; i++) g[i * n + i] -= 1;
  return norm2(g) / (Math.max(1, m) * EPS);
};
/** Types of matrices: plain, κ = 1/√ε, κ = 0.1/ε, near underflow, near overflow. */
function matrixOfType(type: number, m: number, n: number): Float64Array<ArrayBuffer> {
  const a = random(m, n, type * 1000 + m * 10 + n);
  const r = Math.min(m, n);
  if (type === 0 || r < 2) return a;
  const scale = type === 3 ? 1e-290 : type === 4 ? 1e290 : 1;
  const κ = type === 1 ? 1 / Math.sqrt(EPS) : type === 2 ? 0.1 / EPS : 2;
  const { u, vT } = singularValueDecomposition(a, m, n);
  for (let i = 0; i < m; i++) for (let j = 0; j < r; j++) u![i * r + j] *= κ ** (-j / (r - 1)) * scale;
  return product(u!, vT!, m, r, n);
}
/** Norms of entries near the ends of the range are taken on scaled copies. */
const unit = (a: Float64Array, type: number): Float64Array<ArrayBuffer> =>
  a.map((x) => x * (type === 3 ? 2 ** 963 : type === 4 ? 2 ** -963 : 1));

test.each(BLOCKS)('LU and its solutions, block size %d', (block) => {
  for (const n of SIZES)
    for (const type of [0, 1, 2, 3, 4]) {
      const a = matrixOfType(type, n, n);
      const f = a.slice();
      const { pivots } = luInPlace(f, n, n, 0, n, block);
      const order = permutationOf(pivots, n);
      const L = f.map((x, k) => {
        const i = Math.floor(k / n);
        const j = k % n;
        return i === j ? 1 : i > j ? x : 0;
      });
      const U = unit(
        f.map((x, k) => (Math.floor(k / n) <= k % n ? x : 0)),
        type,
      );
      const A = unit(a, type);
      const PA = Float64Array.from({ length: n * n }, (_, k) => A[order[Math.floor(k / n)] * n + (k % n)]);
      if (n > 0) expect(difference(product(L, U, n, n, n), PA) / (norm2(A) * n * EPS), `n = ${n}, type ${type}`).toBeLessThanOrEqual(30);
      if (type !== 0 || n === 0) continue;
      const b = random(n, 1, 5);
      const x = b.slice();
      luSolveInPlace(f, pivots, n, x, 1);
      expect(difference(product(a, x, n, n, 1), b) / (norm2(a) * norm2(x) * n * EPS)).toBeLessThanOrEqual(30);
      const y = b.slice();
      luSolveInPlace(f, pivots, n, y, 1, true);
      expect(difference(product(transposed(a, n, n), y, n, n, 1), b) / (norm2(a) * norm2(y) * n * EPS)).toBeLessThanOrEqual(30);
    }
});

test.each(BLOCKS)('Cholesky, block size %d', (block) => {
  for (const n of SIZES.slice(1)) {
    const g = random(n, n, n);
    const a = product(g, transposed(g, n, n), n, n, n);
    const l = a.slice();
    for (let i = 0; i < n; i++) {
      a[i * n + i] += 1;
      l[i * n + i] += 1;
    }
    expect(choleskyInPlace(l, n, 0, n, block)).toBe(0);
    const L = l.map((x, k) => (Math.floor(k / n) >= k % n ? x : 0));
    expect(difference(product(L, transposed(L, n, n), n, n, n), a) / (norm2(a) * n * EPS), `n = ${n}`).toBeLessThanOrEqual(30);
    const bad = a.slice();
    const at = Math.floor(n / 2);
    bad[at * n + at] = -1;
    expect(choleskyInPlace(bad, n, 0, n, block)).toBe(at + 1);
  }
});

test.each(BLOCKS)('QR of square, tall and wide matrices, block size %d', (block) => {
  for (const n of SIZES)
    for (const m of [n, Math.floor(n / 2), n + 7])
      for (const type of [0, 1, 2]) {
        const a = matrixOfType(type, m, n);
        const f = a.slice();
        const tau = qrInPlace(f, m, n, block);
        const r = Math.min(m, n);
        const q = formQ(f, m, n, tau, r, block);
        if (r === 0) continue;
        expect(
          difference(product(q, upperTriangle(f, n, r), m, r, n), a) / (norm2(a) * Math.max(m, n) * EPS),
          `${m}×${n}`,
        ).toBeLessThanOrEqual(30);
        expect(orthogonality(q, m, r)).toBeLessThanOrEqual(30);
      }
});

test('SVD by both methods: threshold 50', () => {
  for (const n of SIZES)
    for (const m of [n, n + 5, 2 * n])
      for (const type of [0, 1, 2, 3, 4])
        for (const method of ['auto', 'jacobi'] as const) {
          if (n === 0 || (n > 33 && (method === 'jacobi' || m > n + 5))) continue;
          const a = matrixOfType(type, m, n);
          const { u, values, vT, converged } = singularValueDecomposition(a, m, n, { method });
          const s = unit(values, type);
          expect(converged).toBe(true);
          const scaled = u!.map((x, k) => x * s[k % n]);
          const A = unit(a, type);
          expect(
            difference(product(scaled, vT!, m, n, n), A) / (norm2(A) * m * EPS),
            `${m}×${n}, type ${type}, ${method}`,
          ).toBeLessThanOrEqual(50);
          expect(orthogonality(u!, m, n)).toBeLessThanOrEqual(50);
          expect(orthogonality(transposed(vT!, n, n), n, n)).toBeLessThanOrEqual(50);
          for (let i = 1; i < n; i++) expect(values[i] <= values[i - 1] && values[i] >= 0).toBe(true);
        }
});

test('eigh: threshold 60, clusters and zeros included', () => {
  for (const n of SIZES.slice(1))
    for (const kind of [0, 1, 2, 3, 4]) {
      const g = random(n, n, n + kind);
      const a = new Float64Array(n * n);
      const { u } = singularValueDecomposition(g, n, n);
      const w = Float64Array.from({ length: n }, (_, i) =>
        kind === 0
          ? i - n / 2
          : kind === 1
            ? 1 + 1e-14 * i
            : kind === 2
              ? i % 3 === 0
                ? 0
                : 1
              : kind === 3
                ? 10 ** (-i / 3)
                : (i % 2 === 0 ? 1 : -1) * (1 + i * EPS),
      );
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          let s = 0;
          for (let k = 0; k < n; k++) s += u![i * n + k] * w[k] * u![j * n + k];
          a[i * n + j] = a[j * n + i] = s;
        }
      const { values, vectors, converged } = symmetricEigen(a.slice(), n, true);
      const V = vectors!;
      expect(converged).toBe(true);
      expect(
        difference(
          product(a, V, n, n, n),
          V.map((x, k) => x * values[k % n]),
        ) /
          ((norm2(a) || 1) * n * EPS),
        `n = ${n}, kind ${kind}`,
      ).toBeLessThanOrEqual(60);
      expect(orthogonality(V, n, n)).toBeLessThanOrEqual(60);
    }
});

test('Schur and eig: threshold 20', () => {
  for (const n of SIZES.slice(1))
    for (const type of [0, 1, 2]) {
      const a = matrixOfType(type, n, n);
      const t = a.slice();
      const { z, converged } = realSchurInPlace(t, n, true);
      expect(converged).toBe(true);
      expect(
        difference(product(product(z!, t, n, n, n), transposed(z!, n, n), n, n, n), a) / (norm2(a) * n * EPS),
        `n = ${n}, type ${type}`,
      ).toBeLessThanOrEqual(20);
      expect(orthogonality(z!, n, n)).toBeLessThanOrEqual(20);
      for (let i = 2; i < n; i++) for (let j = 0; j < i - 1; j++) expect(t[i * n + j]).toBe(0);
      const e = generalEigen(a, n, { right: true });
      const sum = e.re.reduce((s, x) => s + x, 0);
      let trace = 0;
      for (let i = 0; i < n; i++) trace += a[i * n + i];
      expect(Math.abs(sum - trace)).toBeLessThanOrEqual(20 * n * EPS * norm2(a) * n);
    }
});
