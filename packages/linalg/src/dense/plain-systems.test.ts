/** Systems that take the short ways (plain loops, scratch memory, L·Lᵀ there), and those that must not. */
import { describe, expect, test } from 'vitest';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { readReference } from '@adjoint/reference-data';
import {
  NonFiniteError,
  NotPositiveDefiniteError,
  SingularMatrixError,
  type Tensor,
  adoptBuffer,
  eye,
  mT,
  tensor,
  withKernels,
  zeros,
} from '@adjoint/tensor';
import { certifySolve, cholesky, inverse, solve } from '../index.ts';
import { denseSolve } from './dense-solve.ts';
import { residentSolve } from './resident-solve.ts';
import { smallSolve } from './small-solve.ts';

const EPS = 2 ** -52;
const tiers = { 'plain': {}, 'WebAssembly, fused': wasmKernels(), 'WebAssembly, not fused': wasmKernels({ fused: false }) };
const noise = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 3.7) + Math.cos(i * i * 0.31 + seed)),
    [m, n],
  );
const ORDERS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 50, 64, 65, 151, 160];
interface Case {
  name: string;
  n: number;
  A: number[][];
  b: number[];
  answers: Record<string, unknown>;
  digits30: Record<string, string>;
}

describe.each(Object.entries(tiers))('%s', (_name, kernels) => {
  const inForce = <T>(f: () => T): T => withKernels(kernels, f);

  test('every reference system: backward error n·ε, componentwise 2n·ε, or named singular', () => {
    for (const { name, n, A, b } of readReference<Case[]>('linalg/linalg.json').filter((c) => 'x' in c.answers)) {
      const M = tensor(A);
      const c = certifySolve(
        M,
        tensor(b),
        inForce(() => solve(M, tensor(b))),
      );
      const [backward, componentwise] = c.checks;
      expect(backward.value, name).toBeLessThanOrEqual(n * EPS);
      expect(componentwise.value, name).toBeLessThanOrEqual(2 * n * EPS);
    }
  });

  test('systems of every order, several right sides, and batches agree with the careful way', () => {
    for (const n of ORDERS)
      for (const symmetric of [false, true]) {
        const G = noise(n, n, n);
        const A = symmetric ? G.matmul(mT(G)).add(eye(n).mul(n)) : G.add(eye(n).mul(3));
        const B = noise(n, 3, 7);
        const careful = denseSolve(A.toTypedArray(), n, 0, B.toTypedArray(), 3, 0);
        const x = inForce(() => solve(A, B)).toTypedArray();
        const size = Math.max(...careful.x.map(Math.abs));
        // both are refined with residuals in 106 bits: they differ by a few roundings of the largest entry while κ·n·ε ≪ 1
        expect(careful.rcond, `order ${n}`).toBeGreaterThan(1e-8);
        careful.x.forEach((v, i) => {
          if (!(Math.abs(x[i] - v) <= 4 * EPS * size)) expect(x[i], `order ${n}, element ${i}`).toBe(v);
        });
        expect(inForce(() => solve(A, B.slice(null, [1, 2]).squeeze(-1))).toArray(), `order ${n}`).toEqual(
          inForce(() => solve(A, B))
            .slice(null, [1, 2])
            .squeeze(-1)
            .toArray(),
        );
      }
  });

  test('a singular matrix is named at every order, also where the right side hides it', () => {
    for (const n of [2, 3, 6, 8, 12, 20, 40, 70, 160]) {
      // integers: rank n − 1 exactly, the null vector is one of differences, which no constant vector sees
      const A = adoptBuffer(
        Float64Array.from({ length: n * n }, (_, k) => {
          const i = Math.floor(k / n);
          const j = k % n;
          const r = i === n - 1 ? 0 : i;
          return (i + j) % n === 0 || (r * 7) % n === j ? 3 : ((r * 5 + j * 3) % 7) - 2;
        }),
        [n, n],
      ).toTypedArray();
      for (let j = 0; j < n; j++) A[(n - 1) * n + j] = A[j] + (n > 2 ? A[n + j] : 0);
      const M = adoptBuffer(A, [n, n]);
      const b = M.matmul(tensor(new Array(n).fill(1)));
      expect(() => inForce(() => solve(M, b)), `order ${n}`).toThrow(SingularMatrixError);
      const { status } = inForce(() => solve(M, b, { onFailure: 'nan-with-status' }));
      expect(status.item()).toBe(1);
      // a graph's Laplacian: symmetric, semidefinite, constant vectors are its null space
      const L = adoptBuffer(
        Float64Array.from({ length: n * n }, (_, k) => (Math.floor(k / n) === k % n ? n - 1 : -1)),
        [n, n],
      );
      expect(() => inForce(() => solve(L, noise(n, 1, 3))), `Laplacian of order ${n}`).toThrow(SingularMatrixError);
      expect(() => inForce(() => cholesky(L.sub(eye(n)))), `order ${n}`).toThrow(NotPositiveDefiniteError);
    }
  });

  test('what is not plain is not taken', () => {
    for (const n of [3, 8, 30]) {
      const A = noise(n, n, 1).add(eye(n).mul(3)).toTypedArray() as Float64Array<ArrayBuffer>;
      const b = new Float64Array(n).fill(1);
      const out = new Float64Array(n);
      const taken = (x: Float64Array<ArrayBuffer>, right: Float64Array = b): boolean =>
        inForce(() => smallSolve(x, n, 0, right, 1, 0, out, 0) || residentSolve(x, n, 0, right, 1, 0, out, 0, 'auto'));
      expect(taken(A)).toBe(true);
      for (const bad of [NaN, Infinity, 1e200]) {
        const x = A.slice();
        const r = b.slice();
        x[n] = bad;
        r[1] = bad;
        expect(taken(x)).toBe(false);
        if (bad !== 1e200) expect(taken(A, r)).toBe(false);
      }
      for (const scale of [1e-3, 1e-200, 0]) {
        const x = A.slice();
        for (let j = 0; j < n; j++) x[j] *= scale;
        expect(taken(x)).toBe(false);
      }
      const close = A.slice(); // two rows alike to 2⁻⁴⁶
      for (let j = 0; j < n; j++) close[n + j] = close[j] * (1 + (j % 2) * 2 ** -46);
      expect(taken(close)).toBe(false);
    }
  });

  test('NaN and infinity are named by their place; a promise that does not hold is named', () => {
    for (const n of [2, 3, 9, 30]) {
      const good = noise(n, n, 2).add(eye(n).mul(3)).toTypedArray() as Float64Array<ArrayBuffer>;
      const bad = good.slice();
      bad[n + 1] = NaN;
      expect(() => inForce(() => solve(adoptBuffer(bad.slice(), [n, n]), noise(n, 1, 1)))).toThrow(NonFiniteError);
      expect(() => inForce(() => solve(zeros([n, n]), eye(n)))).toThrow(SingularMatrixError);
      const indefinite = adoptBuffer(
        Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : k === 1 || k === n ? 2 : 0.01)),
        [n, n],
      );
      expect(() => inForce(() => solve(indefinite, noise(n, 1, 1), { structure: 'positive-definite' }))).toThrow(NotPositiveDefiniteError);
      expect(() => inForce(() => cholesky(indefinite))).toThrow(NotPositiveDefiniteError);
    }
  });

  test('Cholesky: L·Lᵀ = A with zeros above, an inverse times its matrix is the identity', () => {
    for (const n of ORDERS) {
      const G = noise(n, n, n + 1);
      const A = G.matmul(mT(G)).add(eye(n));
      const L = inForce(() => cholesky(A));
      const size = A.abs().max().item();
      expect(L.matmul(mT(L)).sub(A).abs().max().item() / size, `order ${n}`).toBeLessThanOrEqual(n * EPS);
      L.toTypedArray().forEach((v, k) => {
        if (k % n > Math.floor(k / n) && v !== 0) expect(v, `order ${n}, element ${k}`).toBe(0);
      });
      const B = A.div(size).add(eye(n));
      expect(
        inForce(() => inverse(B))
          .matmul(B)
          .sub(eye(n))
          .abs()
          .max()
          .item(),
        `order ${n}`,
      ).toBeLessThanOrEqual(8 * n * EPS);
    }
  });
});
