/** Decompositions of small matrices take ways of their own: residuals and orthogonality in units of n·ε, in every tier. */
import { describe, expect, test } from 'vitest';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { type Tensor, adoptBuffer, diagonalMatrix, eye, mT, ones, withKernels } from '@adjoint/tensor';
import { eig, eigh, qr, svd } from '../index.ts';
import { reflect } from './householder.ts';
import { plainWorkspace, workspace } from './workspace.ts';
import { rotatedRows, rotationBytes } from './rotated-rows.ts';

const EPS = 2 ** -52;
const tiers = { 'plain': {}, 'WebAssembly, fused': wasmKernels(), 'WebAssembly, not fused': wasmKernels({ fused: false }) };
const largest = (x: Tensor): number => (x.size === 0 ? 0 : x.abs().max().item());
const noise = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 3.7) + Math.cos(i * i * 0.31 + seed)),
    [m, n],
  );
const loss = (Q: Tensor): number => largest(mT(Q).matmul(Q).sub(eye(Q.shape[1]))) / (Math.max(...Q.shape) * EPS);
const ORDERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 32, 33, 49, 64, 65, 100, 101];
/** Matrices of one order: noise, one of rank 1 whose remainders shrink to nothing, one with equal values, one of rank n − 1, a graded one. */
const kinds: Record<string, (n: number) => Tensor> = {
  'noise': (n) => noise(n, n, n),
  'ones': (n) => ones([n, n]),
  'identity': (n) => eye(n).mul(3),
  'of lower rank': (n) => noise(n, Math.max(1, n - 1), n).matmul(noise(Math.max(1, n - 1), n, 5)),
  'graded': (n) =>
    adoptBuffer(
      Float64Array.from({ length: n * n }, (_, k) => 10 ** ((-12 * Math.max(Math.floor(k / n), k % n)) / n) * Math.cos(k + (k % n) ** 2)),
      [n, n],
    ),
};

describe.each(Object.entries(tiers))('%s', (_name, kernels) => {
  test.each(Object.entries(kinds))('%s', (kind, make) => {
    for (const n of ORDERS)
      withKernels(kernels, () => {
        const A = make(n);
        const S = A.add(mT(A));
        const unit = n * EPS;
        const { values, vectors } = eigh(S);
        const w = values.toTypedArray();
        expect(
          largest(vectors.mul(values).matmul(mT(vectors)).sub(S)) / (largest(values) * unit || 1),
          `eigh ${kind} ${n}`,
        ).toBeLessThanOrEqual(3 + 2 / n);
        expect(loss(vectors), `eigh ${kind} ${n}`).toBeLessThanOrEqual(5);
        expect(w.every((x, i) => i === 0 || w[i - 1] <= x)).toBe(true);
        for (const M of n > 40 ? [A] : [A, noise(n + 1, n, 3).mul(A.at(0)), noise(2 * n + 1, n, 2), noise(n, n + 2, 4)]) {
          const { U, S: s, Vt } = svd(M);
          const v = s.toTypedArray();
          expect(
            largest(U.matmul(diagonalMatrix(s)).matmul(Vt).sub(M)) / (largest(s) * Math.max(...M.shape) * EPS || 1),
            `svd ${kind} ${M.shape.join('×')}`,
          ).toBeLessThanOrEqual(3);
          // as in large-spectra.test.ts: equal entries make the errors of a reflector equal too, and they add up
          expect(Math.max(loss(U), loss(mT(Vt))), `svd ${kind} ${M.shape.join('×')}`).toBeLessThanOrEqual(kind === 'ones' ? 8 : 4);
          expect(v.every((x, i) => x >= 0 && (i === 0 || v[i - 1] >= x))).toBe(true);
        }
        for (const M of n > 40 ? [A] : [A, noise(2 * n + 1, n, 2), noise(n, n + 2, 4)]) {
          const { Q, R } = qr(M);
          const r = R.toTypedArray();
          const columns = M.shape[1];
          expect(loss(Q), `qr ${kind} ${M.shape.join('×')}`).toBeLessThanOrEqual(3 + 2 / n);
          expect(
            largest(Q.matmul(R).sub(M)) / (Math.max(...M.shape) * EPS * largest(M)),
            `qr ${kind} ${M.shape.join('×')}`,
          ).toBeLessThanOrEqual(2 + 2 / n);
          expect(
            r.every((x, k) => Math.floor(k / columns) < k % columns || (Math.floor(k / columns) === k % columns ? x >= 0 : x === 0)),
          ).toBe(true);
        }
      });
  });

  test('collected rotations are those one by one, in both directions, with swaps and signs between', () => {
    const n = 9;
    const width = 7;
    const run = (collected: boolean): number[] => {
      const w = withKernels(kernels, () =>
        collected ? workspace(8 * n * width + rotationBytes(n)) : plainWorkspace(8 * n * width + rotationBytes(n)),
      );
      const memory = w.float64();
      for (let i = 0; i < n * width; i++) memory[i] = Math.sin(i * i);
      const rows = rotatedRows(w, 0, width, 8 * n * width);
      const turn = (i: number, j: number): void => {
        rows.turn(i, j, Math.cos(i + 2 * j), Math.sin(i + 2 * j));
        if (!collected) rows.settle();
      };
      for (let i = 0; i < n - 1; i++) turn(i, i + 1);
      for (let i = n - 1; i > 2; i--) turn(i, i - 1);
      rows.swap(1, 4);
      turn(5, 4);
      turn(3, 4);
      rows.negate(3);
      turn(4, 5);
      rows.settle();
      return [...memory.subarray(0, n * width)];
    };
    const one = run(false);
    run(true).forEach((v, i) => {
      expect(Math.abs(v - one[i])).toBeLessThanOrEqual(64 * EPS);
    });
  });
});

test('a reflector of numbers below the normal range is orthogonal to the last digit', () => {
  for (const scale of [1, 1e-300, 2 ** -1060, 5e-324]) {
    const v = Float64Array.from([3, -5, 7, 11], (x) => x * scale);
    const size = Math.hypot(...Array.from(v, (x) => x / scale));
    const τ = reflect(v, 0, 4);
    const beta = v[0];
    v[0] = 1;
    // HᵀH = I − (2τ − τ²‖v‖²)vvᵀ
    expect(Math.abs(2 - τ * v.reduce((s, x) => s + x * x, 0)), String(scale)).toBeLessThanOrEqual(8 * EPS);
    expect(Math.abs(Math.abs(beta) / scale - size)).toBeLessThanOrEqual(scale < 1e-307 ? 0.5 : 8 * EPS * size);
  }
});

test('eigenvalues of A and of odd powers of two times A are the same digits', () => {
  for (const n of [2, 3, 5, 10, 20])
    for (let seed = 0; seed < 20; seed++) {
      const a = noise(n, n, seed);
      const pascal = adoptBuffer(
        Float64Array.from({ length: n * n }, (_, k) => 1 + Math.floor(k / n) * (k % n) ** 2),
        [n, n],
      );
      for (const A of [a, pascal]) {
        const { re, im } = eig(A).values;
        for (const k of [1, -1, 5, 601]) {
          const scaled = eig(A.mul(2 ** k)).values;
          expect(scaled.re.mul(2 ** -k).toArray()).toEqual(re.toArray());
          expect(scaled.im.mul(2 ** -k).toArray()).toEqual(im.toArray());
        }
      }
    }
});
