import { expect, test } from 'vitest';
import { ArgumentError, NonFiniteError, ShapeError, type Tensor, adoptBuffer, eye, matmul, ones, tensor, zeros } from '@adjoint/tensor';
import {
  conjugateGradients,
  diagonalPreconditioner,
  eigh,
  eigsh,
  gmres,
  lsmr,
  lstsq,
  minres,
  norm,
  solve,
  sparseFromDense,
  svd,
  svds,
} from '../index.ts';

const noise = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 3.7) + Math.cos(i * i * 0.31 + seed)),
    [m, n],
  );
const laplacian = (n: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: n * n }, (_, k) => {
      const i = Math.floor(k / n);
      const j = k % n;
      return i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0;
    }),
    [n, n],
  );

test('CG, MINRES and GMRES solve the same systems, dense, sparse and as operators', () => {
  const n = 60;
  const A = laplacian(n);
  const b = noise(n, 1, 1).flatten();
  const exact = solve(A, b);
  for (const M of [
    A,
    sparseFromDense(n, n, A.toTypedArray()),
    {
      rows: n,
      columns: n,
      apply: (x: Float64Array, y: Float64Array) => {
        for (let i = 0; i < n; i++) y[i] = 2 * x[i] - (i > 0 ? x[i - 1] : 0) - (i + 1 < n ? x[i + 1] : 0);
      },
    },
  ]) {
    for (const f of [conjugateGradients, minres, gmres]) {
      const r = f(M, b, { tolerance: 1e-12, ...(f === gmres ? { restart: 60 } : null) });
      expect(r.status, f.name).toBe('converged');
      expect(r.relativeResidual).toBeLessThanOrEqual(2e-12);
      // κ(A) ≈ 1500
      expect(norm(r.x.sub(exact)) / norm(exact)).toBeLessThanOrEqual(1e-8);
    }
  }
});

test('CG ends within n steps in exact arithmetic, a preconditioner saves steps, an indefinite matrix is named', () => {
  const d = Float64Array.from({ length: 50 }, (_, i) => 10 ** (i / 10));
  const A = adoptBuffer(
    Float64Array.from({ length: 2500 }, (_, k) => (k % 51 === 0 ? d[k / 51] : 0)),
    [50, 50],
  ).add(0.001);
  const b = ones([50]);
  const plain = conjugateGradients(A, b);
  const scaled = conjugateGradients(A, b, { preconditioner: diagonalPreconditioner(adoptBuffer(d)) });
  expect(scaled.status).toBe('converged');
  expect(scaled.iterations).toBeLessThan(plain.iterations / 3);
  expect(
    conjugateGradients(
      tensor([
        [1, 0],
        [0, -1],
      ]),
      tensor([1, 1]),
    ).status,
  ).toBe('breakdown');
  expect(
    minres(
      tensor([
        [1, 0],
        [0, -1],
      ]),
      tensor([1, 1]),
    ).x.toArray(),
  ).toEqual([expect.closeTo(1, 12), expect.closeTo(-1, 12)]);
  expect(conjugateGradients(A, b, { maxIterations: 2 }).status).toBe('iteration-limit');
  expect(() => diagonalPreconditioner(tensor([1, 0]))).toThrow(ArgumentError);
});

test('GMRES: unsymmetric systems, with restarts; a singular one ends with a status', () => {
  const n = 40;
  const A = noise(n, n, 3).mul(0.2).add(eye(n).mul(4));
  const b = noise(n, 1, 2).flatten();
  const r = gmres(A, b, { restart: 10 });
  expect(r.status).toBe('converged');
  expect(norm(matmul(A, r.x).sub(b)) / norm(b)).toBeLessThanOrEqual(1e-9);
  expect(['breakdown', 'iteration-limit']).toContain(
    gmres(
      tensor([
        [0, 1],
        [0, 0],
      ]),
      tensor([0, 1]),
    ).status,
  );
  expect(gmres(A, zeros([n])).iterations).toBe(0);
});

test('LSMR finds the least squares solution of tall, wide and inconsistent systems', () => {
  for (const [m, n] of [
    [30, 10],
    [10, 30],
    [12, 12],
  ]) {
    const A = noise(m, n, m);
    const b = noise(m, 1, n).flatten();
    const r = lsmr(A, b, { tolerance: 1e-14, maxIterations: 2000 });
    const { x } = lstsq(A, b);
    expect(norm(r.x.sub(x)) / norm(x), `${m}×${n}`).toBeLessThanOrEqual(1e-6);
  }
  expect(lsmr(eye(3), zeros([3])).status).toBe('converged');
});

test('Lanczos: both ends of the spectrum, repeated eigenvalues, and the whole of a small one', () => {
  const n = 120;
  const A = laplacian(n);
  const exact = eigh(A).values;
  for (const which of ['largest', 'smallest'] as const) {
    const r = eigsh(A, 4, { which, maxProducts: 20000 });
    expect(r.status).toBe('converged');
    for (let i = 0; i < 4; i++) {
      expect(Math.abs(r.values.at(i).item() - exact.at(which === 'largest' ? n - 1 - i : i).item())).toBeLessThanOrEqual(1e-9);
      expect(r.residuals.at(i).item()).toBeLessThanOrEqual(1e-9 * 4 * 10);
    }
  }
  expect(eigsh(eye(6).mul(3), 2).values.toArray()).toEqual([expect.closeTo(3, 12), expect.closeTo(3, 12)]);
  const S = noise(7, 7, 2);
  const M = S.add(S.mT());
  expect(norm(eigsh(M, 7, { which: 'smallest' }).values.sub(eigh(M).values))).toBeLessThanOrEqual(1e-12);
});

test('the largest singular values agree with the dense decomposition', () => {
  const A = noise(40, 25, 8);
  const { U, S, Vt, status } = svds(A, 3);
  const dense = svd(A).S;
  expect(status).toBe('converged');
  for (let i = 0; i < 3; i++) expect(S.at(i).item()).toBeCloseTo(dense.at(i).item(), 8);
  expect(norm(matmul(A, Vt.transpose()).sub(U.mul(S)), 'fro')).toBeLessThanOrEqual(1e-6);
});

test('singular vectors stay orthonormal beyond the rank, eigenvalues do not depend on scale', () => {
  const low = matmul(noise(20, 2, 1), noise(2, 14, 2));
  for (const A of [low, low.transpose(), low.mul(1e-200), zeros([14, 7])]) {
    const { U, S, Vt, status } = svds(A, 4);
    expect(status).toBe('converged');
    expect(matmul(U.transpose(), U).sub(eye(4)).abs().max().item()).toBeLessThanOrEqual(1e-9); // the tolerance asked for, 1e-10
    expect(matmul(Vt, Vt.transpose()).sub(eye(4)).abs().max().item()).toBeLessThanOrEqual(1e-9);
    expect(norm(matmul(A, Vt.transpose()).sub(U.mul(S)), 'fro')).toBeLessThanOrEqual(1e-9 * norm(A, 'fro'));
    expect(S.at(2).item()).toBeLessThanOrEqual(1e-14 * S.at(0).item());
  }
  const T = tensor([
    [2, 1, 0],
    [1, 3, 1],
    [0, 1, 5],
  ]);
  const exact = eigh(T).values;
  for (const s of [1e-200, 1, 1e200])
    expect(norm(eigsh(T.mul(s), 3, { which: 'smallest' }).values.div(s).sub(exact))).toBeLessThanOrEqual(1e-13);
});

test('wrong input is refused, an abort is a status', () => {
  expect(() => gmres(zeros([2, 3]), zeros([2]))).toThrow(ShapeError);
  expect(() => conjugateGradients(eye(2), zeros([3]))).toThrow(ShapeError);
  expect(() => minres(tensor([[NaN]]), tensor([1]))).toThrow(NonFiniteError);
  expect(() => eigsh(eye(3), 4)).toThrow(ArgumentError);
  expect(() => lsmr({ rows: 1, columns: 1, apply: () => undefined }, tensor([1]))).toThrow(/applyTransposed/);
  const stop = new AbortController();
  stop.abort();
  expect(conjugateGradients(laplacian(9), ones([9]), { signal: stop.signal }).status).toBe('aborted');
});
