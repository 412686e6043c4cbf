import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { ShapeError, SingularMatrixError, type Tensor, adoptBuffer, eye, tensor, zeros } from '@adjoint/tensor';
import {
  certifyEigen,
  certifyFactorization,
  certifyLstsq,
  certifySolve,
  cholesky,
  condEstimate,
  eig,
  eigh,
  lstsq,
  lu,
  pivotedQr,
  qr,
  solveExpert,
  svd,
} from '../index.ts';

interface Case {
  name: string;
  m: number;
  n: number;
  A: number[][];
  b: number[];
  answers: Record<string, unknown>;
  digits30: Record<string, string & string[]>;
}
const cases = readReference<Case[]>('linalg/linalg.json');
const square = cases.filter((c) => 'x' in c.answers);
const EPS = 2 ** -52;
const noise = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 3.7) + Math.cos(i * i * 0.31 + seed)),
    [m, n],
  );

/** The true error from 30-digit answers: x* = head + tail, head a double. */
function trueError(c: Case, x: Tensor): number {
  const computed = x.data();
  const exact = (c.digits30.x as string[]).map((text) => ({ head: Number(text), tail: tailOf(text) }));
  let error = 0;
  let size = 0;
  exact.forEach(({ head, tail }, i) => {
    error = Math.max(error, Math.abs(computed[i] - head - tail));
    size = Math.max(size, Math.abs(computed[i]));
  });
  return error / size;
}
/** Decimal text minus its double, by integers. */
function tailOf(text: string): number {
  const [, sign, digits, fraction = '', power = '0'] = /^(-?)(\d+)\.?(\d*)(?:e([+-]?\d+))?$/.exec(text)!;
  const shift = Number(power) - fraction.length;
  const head = Math.abs(Number(text));
  if (head === 0 || Math.abs(Math.log10(head)) > 60) return 0;
  let numerator = BigInt(digits + fraction);
  let denominator = 1n;
  let top = 0n;
  let k = 0;
  if (shift >= 0) numerator *= 10n ** BigInt(shift);
  else denominator = 10n ** BigInt(-shift);
  let h = head;
  while (!Number.isInteger(h)) {
    h *= 2;
    k++;
  }
  top = BigInt(h);
  const difference = numerator * (1n << BigInt(k)) - top * denominator;
  const scale = 1n << 300n;
  const value = Number((difference * scale) / (denominator << BigInt(k))) / 2 ** 300;
  return sign ? -value : value;
}

test('the forward error estimate is never below the true error, and within 100 times of it in nine cases of ten', () => {
  let near = 0;
  let counted = 0;
  for (const c of square) {
    const s = solveExpert(tensor(c.A), tensor(c.b));
    const error = trueError(c, s.x);
    expect(s.forwardErrorEstimate * (1 + 1e-6), c.name).toBeGreaterThanOrEqual(error);
    expect(s.backwardError, c.name).toBeLessThanOrEqual(c.n * EPS);
    expect(s.componentwiseBackwardError, c.name).toBeLessThanOrEqual(2 * c.n * EPS);
    counted++;
    if (s.forwardErrorEstimate <= 100 * Math.max(error, EPS / 4)) near++;
  }
  expect(near / counted).toBeGreaterThanOrEqual(0.9);
});

test('the proven bound is never below the true error; what is too ill-conditioned stays undecided', () => {
  let proven = 0;
  for (const c of square) {
    const A = tensor(c.A);
    const b = tensor(c.b);
    const { x } = solveExpert(A, b);
    const certificate = certifySolve(A, b, x, { rigorous: true });
    const error = trueError(c, x);
    const bound = certificate.checks[1].value;
    expect(certificate.strength).toBe('proof');
    expect(certificate.verdict, c.name).not.toBe('fails');
    if (certificate.verdict !== 'holds') continue;
    proven++;
    expect(bound as number, c.name).toBeGreaterThanOrEqual(error);
  }
  expect(proven).toBeGreaterThanOrEqual(15);
  expect(certifySolve(eye(2), tensor([1, 1]), tensor([1, 3]), { rigorous: true, tolerance: 1e-3 }).verdict).toBe('undecided');
  expect(
    certifySolve(
      tensor([
        [1, 2],
        [2, 4],
      ]),
      tensor([1, 1]),
      tensor([1, 1]),
      { rigorous: true },
    ).verdict,
  ).toBe('undecided');
});

test('κ₁ estimate: within a third in 95 of 100 matrices, never off by more than ten', () => {
  let near = 0;
  for (let seed = 0; seed < 100; seed++) {
    const n = 2 + (seed % 19);
    const A = noise(n, n, seed);
    const inv = lu(A).inverse();
    const norm1 = (x: Tensor): number => x.abs().sum(0).max().item();
    const ratio = condEstimate(A) / (norm1(A) * norm1(inv));
    expect(ratio).toBeLessThanOrEqual(1 + 1e-6);
    expect(ratio).toBeGreaterThanOrEqual(0.1);
    if (ratio >= 1 / 3) near++;
  }
  expect(near).toBeGreaterThanOrEqual(95);
});

test('factorisations of this package hold, planted faults fail', () => {
  for (const [m, n] of [
    [0, 0],
    [1, 1],
    [4, 4],
    [9, 5],
    [5, 9],
    [20, 20],
  ]) {
    const A = noise(m, n, m + n);
    expect(certifyFactorization(A, qr(A)).verdict, `qr ${m}×${n}`).toBe('holds');
    expect(certifyFactorization(A, svd(A)).verdict, `svd ${m}×${n}`).toBe('holds');
    const { Q, R, permutation } = pivotedQr(A);
    if (m > 0) expect(certifyFactorization(A, { Q, R, permutation }).verdict, `pivoted qr ${m}×${n}`).toBe('holds');
    if (m !== n || n === 0) continue;
    const { L, U, permutation: p } = lu(A);
    const S = A.matmul(A.mT()).add(eye(n));
    expect(certifyFactorization(A, { L, U, permutation: p }).verdict).toBe('holds');
    expect(certifyFactorization(S, { L: cholesky(S) }).verdict).toBe('holds');
    expect(certifyFactorization(A, { Q, R: R.mul(1 + 1e-12), permutation }).verdict).toBe('fails');
    if (n > 1) expect(certifyFactorization(A, { Q: R.add(eye(n)), R: R.mT() }).verdict).toBe('fails');
  }
  expect(
    certifyFactorization(
      tensor([
        [1e200, 0],
        [0, 1e200],
      ]),
      svd(
        tensor([
          [1e200, 0],
          [0, 1e200],
        ]),
      ),
    ).verdict,
  ).toBe('holds');
  expect(certifyFactorization(eye(2), { Q: eye(2).mul(NaN), R: eye(2) }).verdict).toBe('fails');
  expect(() => certifyFactorization(eye(2), { Q: eye(3), R: eye(3) })).toThrow(ShapeError);
});

test.each(cases.filter((c) => c.m === c.n))('$name: its eigenvalues and vectors hold', ({ A }) => {
  const M = tensor(A);
  const top = M.abs().max().item();
  expect(certifyEigen(M, eig(M)).verdict).toBe('holds');
  const S = M.add(M.mT()).mul(0.5);
  if (top < 1e300) expect(certifyEigen(S, eigh(S)).verdict).toBe('holds');
});

test('wrong eigenvalues fail', () => {
  const A = tensor([
    [2, 1],
    [1, 2],
  ]);
  const { values, vectors } = eigh(A);
  expect(certifyEigen(A, { values: values.add(1e-12), vectors }).verdict).toBe('fails');
  expect(certifyEigen(A, { values, vectors: vectors.mul(2) }).verdict).toBe('fails');
  expect(certifyEigen(A, { values: values.mul(NaN), vectors }).verdict).toBe('fails');
});

test('least squares: the minimiser holds, its neighbours do not', () => {
  for (const c of cases.filter((k) => 'lstsq' in k.answers)) {
    const A = tensor(c.A);
    const b = tensor(c.b);
    expect(certifyLstsq(A, b, lstsq(A, b, { refine: true }).x).verdict, c.name).not.toBe('fails');
  }
  const A = noise(12, 4, 3);
  const b = noise(12, 1, 5).flatten();
  const { x } = lstsq(A, b);
  expect(certifyLstsq(A, b, x).verdict).toBe('holds');
  expect(certifyLstsq(A, b, x.mul(1 + 1e-9)).verdict).toBe('fails');
  const wide = noise(2, 5, 1);
  const c = tensor([1, 2]);
  const least = lstsq(wide, c).x;
  expect(certifyLstsq(wide, c, least).verdict).toBe('holds');
  const shifted = least.add(svd(noise(5, 5, 2)).U.at(0));
  expect(certifyLstsq(wide, wide.matmul(shifted), shifted).verdict).toBe('fails'); // solves, but is not of least norm
  expect(certifyLstsq(A, b, zeros([4]).mul(NaN)).verdict).toBe('fails');
});

test('solveExpert names what it did', () => {
  const hilbert = tensor(Array.from({ length: 13 }, (_, i) => Array.from({ length: 13 }, (_x, j) => 1 / (i + j + 1))));
  expect(solveExpert(hilbert, zeros([13]).add(1)).extendedPrecision).toBe(true);
  expect(solveExpert(eye(3), eye(3))).toMatchObject({
    rcond: 1,
    backwardError: 0,
    forwardErrorEstimate: expect.closeTo(0, 15),
    extendedPrecision: false,
  });
  expect(() =>
    solveExpert(
      tensor([
        [1, 2],
        [2, 4],
      ]),
      tensor([1, 1]),
    ),
  ).toThrow(SingularMatrixError);
});
