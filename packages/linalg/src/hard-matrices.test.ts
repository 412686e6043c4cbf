/** Named matrices that break weaker libraries, against mpmath, in units of n·ε times the condition number where there is one. */
import { describe, expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { SingularMatrixError, eye, tensor } from '@adjoint/tensor';
import {
  certifyEigen,
  certifyFactorization,
  certifyLstsq,
  certifySolve,
  cond,
  condEstimate,
  det,
  eig,
  eigh,
  expm,
  lstsq,
  norm,
  rank,
  schur,
  solve,
  solveExpert,
  svd,
} from './index.ts';

interface Hard {
  readonly name: string;
  readonly A: number[][];
  readonly b: number[];
  readonly rank: number;
  readonly singularValues: number[];
  readonly x?: number[];
  readonly det?: number;
  readonly cond1?: number;
  readonly eigenvalues?: number[];
  readonly leastSquares?: number[];
  readonly expm?: number[][];
}
const EPS = 2 ** -52;
const largest = (v: ArrayLike<number>): number => Array.from(v, Math.abs).reduce((s, t) => Math.max(s, t), 0);
const distance = (v: ArrayLike<number>, w: readonly number[]): number => largest(w.map((t, i) => v[i] - t)) / largest(w);

describe.each(readReference<Hard[]>('linalg/hard-matrices.json'))('$name', (c) => {
  const A = tensor(c.A);
  const b = tensor(c.b);
  const [m, n] = A.shape;
  const unit = Math.max(m, n) * EPS;
  const s = c.singularValues;
  const κ = s[s.length - 1] === 0 ? Infinity : s[0] / s[s.length - 1];

  test('singular values and rank', () => {
    expect(distance(svd(A).S.data(), s)).toBeLessThanOrEqual(2 * unit);
    if (κ * unit < 0.1 || κ === Infinity) expect(rank(A)).toBe(c.rank);
  });

  if (m === n && !c.x)
    test('a singular system is refused', () => {
      expect(() => solve(A, b)).toThrow(SingularMatrixError);
    });

  if (c.x)
    test('the solution is right to the last bit but one; its errors are bounded', () => {
      const x = solve(A, b);
      const expected = c.x!;
      const error = distance(x.data(), expected);
      expect(error).toBeLessThanOrEqual(EPS); // repeated in 106 bits where 53 do not decide
      const rounding = EPS / 2; // of the reference
      const expert = solveExpert(A, b);
      expect(distance(expert.x.data(), expected)).toBeLessThanOrEqual(expert.forwardErrorEstimate + rounding);
      const bound = certifySolve(A, b, x, { rigorous: true }).checks[1].value;
      expect(error).toBeLessThanOrEqual(bound === 'inf' ? Infinity : Number(bound) + rounding);
      expect(certifySolve(A, b, x).verdict).not.toBe('fails');
    });

  if (c.x)
    test('determinant and condition number', () => {
      expect(Math.abs(det(A).item() / c.det! - 1)).toBeLessThanOrEqual(unit * κ);
      expect(Math.abs(cond(A, 1) / c.cond1! - 1)).toBeLessThanOrEqual(1e-11);
      const ratio = condEstimate(A) / c.cond1!;
      expect(ratio).toBeGreaterThanOrEqual(1 / 3);
      expect(ratio).toBeLessThanOrEqual(1 + 1e-4); // κ·n·ε of the factors
    });

  if (m === n)
    test('eigenvalues, vectors and Schur form', () => {
      expect(certifyEigen(A, eig(A)).verdict).toBe('holds');
      const { Z, T } = schur(A);
      expect(norm(Z.matmul(T).matmul(Z.mT()).sub(A)) / norm(A)).toBeLessThanOrEqual(10 * unit);
      expect(largest(Z.mT().matmul(Z).sub(eye(n)).data())).toBeLessThanOrEqual(3 * unit);
      if (c.eigenvalues) expect(distance(eigh(A).values.data(), c.eigenvalues)).toBeLessThanOrEqual(3 * unit);
      expect(certifyFactorization(A, svd(A)).verdict).toBe('holds');
    });

  if (c.leastSquares)
    test('the least squares solution of least norm', () => {
      const { x, rank: found } = lstsq(A, b);
      const κr = s[0] / s[c.rank - 1];
      expect(found).toBe(c.rank);
      const r = norm(b.sub(A.matmul(x)));
      expect(distance(x.data(), c.leastSquares!)).toBeLessThanOrEqual(unit * κr * (1 + (κr * r) / (s[0] * norm(x))));
      expect(certifyLstsq(A, b, x).verdict).not.toBe('fails');
    });

  if (c.expm)
    test('the exponential', () => {
      expect(distance(expm(A).data(), c.expm!.flat())).toBeLessThanOrEqual(EPS); // Taylor's series in 106 bits, rounded once
    });
});
