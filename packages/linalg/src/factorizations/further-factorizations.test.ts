import { expect, test } from 'vitest';
import fc from 'fast-check';
import { readReference } from '@adjoint/reference-data';
import {
  NonFiniteError,
  NotPositiveDefiniteError,
  ShapeError,
  SingularMatrixError,
  type Tensor,
  adoptBuffer,
  eye,
  matmul,
  tensor,
  zeros,
} from '@adjoint/tensor';
import {
  completeOrthogonal,
  eig,
  eigConditions,
  hessenberg,
  ldlt,
  norm,
  nullSpace,
  pinv,
  pivotedCholesky,
  pivotedQr,
  range,
  rank,
  schur,
} from '../index.ts';

interface Case {
  name: string;
  m: number;
  n: number;
  A: number[][];
  tags: string[];
  answers: Record<string, unknown>;
  digits30: Record<string, string>;
}
const cases = readReference<Case[]>('linalg/linalg.json');
const square = cases.filter((c) => c.m === c.n);
const EPS = 2 ** -52;
const noise = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 3.7) + Math.cos(i * i * 0.31 + seed)),
    [m, n],
  );
const symmetric = (n: number, seed: number): Tensor => {
  const A = noise(n, n, seed);
  return A.add(A.mT());
};
const permuted = (A: Tensor, p: Tensor): Tensor => tensor([...p.data()].map((i) => A.at(i).toArray() as number[]));
const unit = (A: Tensor): Tensor => A.mul(2 ** Math.max(-1000, Math.min(1000, -Math.round(Math.log2(A.abs().max().item())))));

/** ‖A·V − V·Λ‖/‖A‖ in units of n·ε. */
function eigenResidual(A: Tensor): number {
  const n = A.shape[0];
  const { values: w, vectors: V } = eig(A);
  const re = matmul(A, V.re).sub(V.re.mul(w.re).sub(V.im.mul(w.im)));
  const im = matmul(A, V.im).sub(V.re.mul(w.im).add(V.im.mul(w.re)));
  return Math.hypot(norm(re, 'fro'), norm(im, 'fro')) / norm(A, 'fro') / (n * EPS);
}

test.each(square)('$name: eig leaves a residual of at most 10 n·ε, at any scale', ({ A }) => {
  const M = unit(tensor(A));
  expect(eigenResidual(M)).toBeLessThanOrEqual(10);
  const w = eig(M).values;
  for (const k of [600, -600]) {
    const scaled = eig(M.mul(2 ** k)).values;
    const exact = [...M.data()].every((x) => x === 0 || Math.abs(x) > 2 ** -400); // else the scaled matrix is another one
    if (exact) expect(scaled.re.mul(2 ** -k).toArray()).toEqual(w.re.toArray());
  }
});

test.each(square.filter((c) => 'eigenvalues' in c.answers))(
  '$name: eigenvalues within n·ε·κ(λ)·‖A‖ of the exact ones',
  ({ A, n, answers }) => {
    const M = tensor(A);
    const { values, conditions } = eigConditions(M);
    const exact = (answers.eigenvalues as number[][]).map((p) => [...p]);
    const size = Math.max(...M.toTypedArray().map(Math.abs)) * n;
    for (let i = 0; i < n; i++) {
      const [re, im] = [values.re.at(i).item(), values.im.at(i).item()];
      const distance = Math.min(...exact.map(([a, b]) => Math.hypot((a - re) / size, (b - im) / size)));
      // first order: κ·n·ε; a defective eigenvalue moves by a root of ε, and its κ is beyond 1/√ε
      const κ = conditions.at(i).item();
      expect(distance).toBeLessThanOrEqual(κ > 1e7 ? 1e-3 : 10 * n * EPS * κ);
    }
  },
);

test('random matrices: eig residual, Schur and Hessenberg forms', () => {
  for (const n of [0, 1, 2, 3, 5, 10, 16, 33, 50]) {
    const A = noise(n, n, n + 1);
    if (n > 0) expect(eigenResidual(A), `n = ${n}`).toBeLessThanOrEqual(10);
    for (const [Q, T] of [Object.values(schur(A)).slice(0, 2), Object.values(hessenberg(A))] as [Tensor, Tensor][]) {
      expect(norm(matmul(matmul(Q, T), Q.mT()).sub(A), 'fro')).toBeLessThanOrEqual(10 * Math.max(1, n) * EPS * Math.max(norm(A, 'fro'), 1));
      expect(norm(matmul(Q.mT(), Q).sub(eye(n)), 'fro')).toBeLessThanOrEqual(10 * Math.max(1, n) * EPS);
    }
  }
});

test('companion matrices and rotations have complex pairs, conjugate neighbours', () => {
  const { values } = eig(
    tensor([
      [0, -1],
      [1, 0],
    ]),
  );
  expect(values.im.toArray()).toEqual([1, -1]);
  const roots = eig(
    tensor([
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ]),
  ).values; // cube roots of 1
  for (let i = 0; i < 3; i++) expect(Math.hypot(roots.re.at(i).item(), roots.im.at(i).item())).toBeCloseTo(1, 14);
  expect(
    eigConditions(
      tensor([
        [1, 1],
        [0, 1],
      ]),
    )
      .conditions.at(0)
      .item(),
  ).toBeGreaterThan(1e7);
});

test('LDLᵀ: reconstruction, inertia, solutions, at every size', () => {
  for (const n of [0, 1, 2, 3, 5, 10, 16, 33, 50]) {
    const A = symmetric(n, n + 2);
    const { L, D, permutation, inertia, solve } = ldlt(A);
    const unitError = 30 * Math.max(1, n) * EPS;
    if (n === 0) continue;
    const PAP = permuted(permuted(A, permutation).mT(), permutation);
    expect(norm(matmul(matmul(L, D), L.mT()).sub(PAP), 'fro') / norm(A, 'fro'), `n = ${n}`).toBeLessThanOrEqual(unitError);
    const w = [...eig(A).values.re.data()];
    expect(inertia).toEqual({ positive: w.filter((x) => x > 0).length, negative: w.filter((x) => x < 0).length, zero: 0 });
    const b = noise(n, 1, 9);
    const x = solve(b);
    expect(norm(matmul(A, x).sub(b), 'fro') / (norm(A, 'fro') * norm(x, 'fro'))).toBeLessThanOrEqual(unitError);
  }
  expect(() =>
    ldlt(
      tensor([
        [1, 1],
        [1, 1],
      ]),
    ).solve(tensor([1, 1])),
  ).toThrow(SingularMatrixError);
  expect(ldlt(zeros([3, 3])).inertia.zero).toBe(3);
  expect(
    ldlt(
      tensor([
        [0, 1e200],
        [1e200, 0],
      ]),
    )
      .solve(tensor([1e200, 2e200]))
      .toArray(),
  ).toEqual([2, 1]);
});

test('pivoted QR reveals the rank, the complete orthogonal decomposition reconstructs', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: 1000 }),
      (m, n, k, seed) => {
        const A = matmul(noise(m, k, seed), noise(k, n, seed + 1));
        const expected = rank(A);
        const { Q, R, permutation, rank: found } = pivotedQr(A);
        const size = norm(A, 'fro');
        expect(norm(matmul(Q, R).sub(permuted(A.mT(), permutation).mT()), 'fro')).toBeLessThanOrEqual(30 * Math.max(m, n) * EPS * size);
        expect(found).toBe(expected);
        const c = completeOrthogonal(A);
        expect(norm(matmul(matmul(c.U, c.T), c.V.mT()).sub(A), 'fro')).toBeLessThanOrEqual(60 * Math.max(m, n) * EPS * size);
        const P = pinv(A);
        expect(norm(matmul(matmul(A, P), A).sub(A), 'fro')).toBeLessThanOrEqual(1e-9 * size);
        expect(nullSpace(A).shape).toEqual([n, n - expected]);
        expect(range(A).shape).toEqual([m, expected]);
        expect(n === expected || norm(matmul(A, nullSpace(A)), 'fro') <= 100 * Math.max(m, n) * EPS * size).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
  expect(
    rank(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ]),
    ),
  ).toBe(2);
});

test('pivoted Cholesky: rank of a semidefinite matrix, refusal of an indefinite one', () => {
  const B = noise(8, 3, 4);
  const A = matmul(B, B.mT());
  const { L, permutation, rank: k } = pivotedCholesky(A, { tolerance: 1e-12 });
  expect(k).toBe(3);
  expect(norm(matmul(L, L.mT()).sub(permuted(permuted(A, permutation).mT(), permutation)), 'fro') / norm(A, 'fro')).toBeLessThanOrEqual(
    60 * 8 * EPS,
  );
  expect(() =>
    pivotedCholesky(
      tensor([
        [1, 2],
        [2, 1],
      ]),
    ),
  ).toThrow(NotPositiveDefiniteError);
  expect(() =>
    pivotedCholesky(
      tensor([
        [0, 1],
        [1, 0],
      ]),
    ),
  ).toThrow(NotPositiveDefiniteError);
});

test('hostile input is refused before any work', () => {
  for (const f of [eig, schur, hessenberg, ldlt, pivotedQr, completeOrthogonal, pinv, rank, nullSpace, range]) {
    expect(
      () =>
        f(
          tensor([
            [1, NaN],
            [NaN, 1],
          ]),
        ),
      f.name,
    ).toThrow(NonFiniteError);
    expect(() => f(zeros([3])), f.name).toThrow(ShapeError);
  }
  expect(() =>
    eig(
      tensor([
        [1, Infinity],
        [0, 1],
      ]),
    ),
  ).toThrow(NonFiniteError);
  expect(() => eig(zeros([2, 3]))).toThrow(ShapeError);
});
