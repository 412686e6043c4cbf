import { expect, test } from 'vitest';
import { ArgumentError, ShapeError, type Tensor, adoptBuffer, eye, matmul, ones, tensor } from '@adjoint/tensor';
import {
  type LinearOperator,
  columnScaling,
  conjugateGradients,
  diagonalPreconditioner,
  gmres,
  lsmr,
  lstsq,
  minres,
  norm,
  qr,
  solve,
  sparseFromDense,
  triangularSolve,
} from '../index.ts';

const noise = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 3.7) + Math.cos(i * i * 0.31 + seed)),
    [m, n],
  );
const matrixOf = (m: number, n: number, entry: (i: number, j: number) => number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, k) => entry(Math.floor(k / n), k % n)),
    [m, n],
  );
/** y ← f(x) of tensors as an operator. */
const operator = (n: number, f: (x: Tensor) => Tensor, g?: (x: Tensor) => Tensor): LinearOperator => ({
  rows: n,
  columns: n,
  apply: (x, y) => y.set(f(adoptBuffer(x.slice())).data()),
  ...(g && { applyTransposed: (x: Float64Array, y: Float64Array): void => y.set(g(adoptBuffer(x.slice())).data()) }),
});
const residualOf = (A: Tensor, x: Tensor, b: Tensor): number => norm(b.sub(matmul(A, x))) / norm(b);

test('MINRES on a saddle point system: the ideal block preconditioner leaves three distinct eigenvalues, so three steps', () => {
  // [H Bᵀ; B 0] with diag(H, B·H⁻¹·Bᵀ): eigenvalues 1 and (1 ± √5)/2. Murphy, Golub and Wathen (2000).
  const n = 30;
  const m = 12;
  const h = Float64Array.from({ length: n }, (_, i) => 10 ** ((6 * i) / n));
  const B = noise(m, n, 1);
  const K = matrixOf(n + m, n + m, (i, j) => {
    if (i < n && j < n) return i === j ? h[i] : 0;
    if (i >= n && j >= n) return 0;
    return B.at(Math.max(i, j) - n)
      .at(Math.min(i, j))
      .item();
  });
  const S = matmul(B.div(adoptBuffer(h)), B.mT());
  const ideal = operator(n + m, (x) => {
    const top = x.slice([0, n]).div(adoptBuffer(h)).data();
    const bottom = solve(S, x.slice([n, n + m])).data();
    return adoptBuffer(Float64Array.from([...top, ...bottom]));
  });
  const b = noise(n + m, 1, 3).flatten();
  const plain = minres(K, b, { tolerance: 1e-9, maxIterations: 5000 });
  const r = minres(K, b, { tolerance: 1e-9, preconditioner: ideal });
  expect(r.status).toBe('converged');
  expect(r.iterations).toBeLessThanOrEqual(5); // three, and two for rounding
  expect(plain.iterations).toBeGreaterThan(40);
  expect(residualOf(K, r.x, b)).toBeLessThanOrEqual(1.01e-9);
});

test('MINRES with a diagonal preconditioner on an indefinite, badly scaled matrix', () => {
  const n = 60;
  const d = Float64Array.from({ length: n }, (_, i) => (i % 3 === 0 ? -1 : 1) * 10 ** (i / 10));
  const A = matrixOf(n, n, (i, j) => (i === j ? d[i] : Math.abs(i - j) === 1 ? 0.3 * Math.sqrt(Math.abs(d[i] * d[j])) : 0));
  const b = noise(n, 1, 2).flatten();
  const M = diagonalPreconditioner(adoptBuffer(d.map(Math.abs)));
  const exact = solve(A, b);
  const plain = minres(A, b, { maxIterations: 20 * n });
  const r = minres(A, b, { preconditioner: M });
  expect(r.status).toBe('converged');
  expect(residualOf(A, r.x, b)).toBeLessThanOrEqual(1.01e-10);
  expect(r.iterations).toBeLessThan(plain.iterations / 3);
  expect(norm(r.x.sub(exact)) / norm(exact)).toBeLessThanOrEqual(1e-4); // κ(A) ≈ 1e6
  // a good start costs nothing
  expect(minres(A, b, { preconditioner: M, start: r.x, tolerance: 1e-9 }).iterations).toBe(0);
});

test('MINRES with a preconditioner on singular systems', () => {
  const Q = qr(noise(8, 8, 5)).Q;
  const A = matmul(Q.mul(tensor([0, 0, 1, -2, 3, 5, -7, 11])), Q.mT());
  const symmetric = A.add(A.mT()).mul(0.5);
  const weights = tensor([1, 2, 3, 4, 5, 6, 7, 8]);
  const M = diagonalPreconditioner(weights);
  const y = noise(8, 1, 9).flatten();
  const consistent = matmul(symmetric, y);
  expect(minres(symmetric, consistent, { preconditioner: M }).status).toBe('converged');
  const b = noise(8, 1, 7).flatten();
  const r = minres(symmetric, b, { preconditioner: M });
  expect(r.status).toBe('least-squares');
  const normal = matmul(symmetric, b.sub(matmul(symmetric, r.x)).div(weights));
  expect(norm(normal)).toBeLessThanOrEqual(1e-10 * norm(b));
});

test('what is no preconditioner is refused or ends with a status, and never with a wrong answer', () => {
  const A = tensor([
    [2, 1],
    [1, -3],
  ]);
  const b = tensor([1, 2]);
  const indefinite = operator(2, (x) => x.mul(tensor([1, -1])));
  const r = minres(A, b, { preconditioner: indefinite });
  expect(r.status).toBe('breakdown');
  expect(r.x.toArray()).toEqual([0, 0]);
  const broken = operator(2, (x) => x.mul(NaN));
  const overflowing = operator(2, (x) => x.mul(2 ** 1000).mul(2 ** 1000));
  const zero = operator(2, (x) => x.mul(0));
  for (const M of [broken, overflowing, zero])
    for (const solved of [
      minres(A, b, { preconditioner: M }),
      conjugateGradients(eye(2), b, { preconditioner: M }),
      gmres(A, b, { preconditioner: M }),
      gmres(A, b, { preconditioner: M, side: 'left' }),
    ]) {
      expect(solved.status).not.toBe('converged');
      expect(solved.x.toArray()).toEqual([0, 0]);
      expect(solved.relativeResidual).toBe(1);
    }
  const three = diagonalPreconditioner(ones([3]));
  for (const f of [minres, conjugateGradients, gmres, lsmr]) expect(() => f(A, b, { preconditioner: three }), f.name).toThrow(ShapeError);
  expect(() => lsmr(A, b, { preconditioner: indefinite })).toThrow(/applyTransposed/);
  expect(() => gmres(A, b, { side: 'both' as never })).toThrow(ArgumentError);
});

test('GMRES with a triangular preconditioner on either side', () => {
  const n = 40;
  const A = matrixOf(n, n, (i, j) => (i === j ? 10 ** (i / 10) : j < i ? Math.sin(i * 7 + j) : 0.05 * Math.cos(i + 3 * j)));
  const lower = matrixOf(n, n, (i, j) => (j <= i ? A.at(i).at(j).item() : 0));
  const M = operator(n, (x) => triangularSolve(lower, x, { lower: true }));
  const b = noise(n, 1, 4).flatten();
  const exact = solve(A, b);
  const plain = gmres(A, b);
  for (const side of ['left', 'right'] as const)
    for (const restart of [5, 40]) {
      const r = gmres(A, b, { preconditioner: M, side, restart });
      expect(r.status, side).toBe('converged');
      expect(residualOf(A, r.x, b)).toBeLessThanOrEqual(1.01e-10);
      expect(r.iterations).toBeLessThan(plain.iterations);
      expect(norm(r.x.sub(exact)) / norm(exact)).toBeLessThanOrEqual(1e-6); // κ(A) ≈ 1e4
    }
});

test('LSMR: scaled columns, and the triangle of QR, make it fast; the answer is that of the matrix as given', () => {
  const m = 50;
  const n = 20;
  const A = noise(m, n, 6).mul(adoptBuffer(Float64Array.from({ length: n }, (_, j) => 10 ** (j / 2 - 5))));
  const b = noise(m, 1, 8).flatten();
  const { x } = lstsq(A, b);
  const plain = lsmr(A, b, { maxIterations: 2000 });
  const { R } = qr(A);
  const triangle = operator(
    n,
    (v) => triangularSolve(R, v, { lower: false }),
    (v) => triangularSolve(R, v, { lower: false, transpose: true }),
  );
  for (const [name, matrix] of [
    ['dense', A],
    ['sparse', sparseFromDense(m, n, A.toTypedArray())],
  ] as const) {
    const r = lsmr(matrix, b, { preconditioner: columnScaling(matrix) });
    expect(r.status, name).toBe('converged');
    expect(r.iterations).toBeLessThan(plain.iterations / 3);
    for (let j = 0; j < n; j++) expect(Math.abs(r.x.at(j).item() / x.at(j).item() - 1), name).toBeLessThanOrEqual(1e-7);
    expect(Math.abs(r.relativeResidual - residualOf(A, r.x, b))).toBeLessThanOrEqual(1e-12);
  }
  const r = lsmr(A, b, { preconditioner: triangle });
  expect(r.status).toBe('converged');
  expect(r.iterations).toBeLessThanOrEqual(3);
  for (let j = 0; j < n; j++) expect(Math.abs(r.x.at(j).item() / x.at(j).item() - 1)).toBeLessThanOrEqual(1e-9);
});

test('column scaling: powers of two near the norms, whatever their size; zero columns stay', () => {
  const y = new Float64Array(4);
  columnScaling(tensor([[1e-200, 0, 3e200, 2 ** -1074]])).apply(Float64Array.of(1, 1, 1, 1), y);
  expect(1e-200 * y[0]).toBeGreaterThanOrEqual(1);
  expect(1e-200 * y[0]).toBeLessThan(2);
  expect(y[1]).toBe(1);
  expect(3e200 * y[2]).toBeGreaterThanOrEqual(1);
  expect(3e200 * y[2]).toBeLessThan(2);
  expect(() => columnScaling(ones([3]))).toThrow(ShapeError);
});
