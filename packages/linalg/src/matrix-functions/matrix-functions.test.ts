import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import {
  ArgumentError,
  NonFiniteError,
  ShapeError,
  SingularMatrixError,
  type Tensor,
  adoptBuffer,
  eye,
  matmul,
  tensor,
  zeros,
} from '@adjoint/tensor';
import { eigh, eighGeneralized, expm, inverse, kron, logm, lyapunov, matrixPower, norm, sqrtm, sylvester } from '../index.ts';

interface Case {
  name: string;
  m: number;
  n: number;
  A: number[][];
  answers: Record<string, unknown>;
  digits30: Record<string, string[][]>;
}
const cases = readReference<Case[]>('linalg/linalg.json');
const EPS = 2 ** -52;
const noise = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 3.7) + Math.cos(i * i * 0.31 + seed)),
    [m, n],
  );

test.each(cases.filter((c) => 'expm' in c.answers))('$name: expm within 10·n·ε', ({ A, n, answers, digits30 }) => {
  // rounding inside is that of 106 bits, so the condition number is not needed to meet the bar
  const exact = tensor((digits30.expm ?? (answers.expm as number[][])).map((row) => row.map(Number)));
  expect(norm(expm(tensor(A)).sub(exact), 'fro') / norm(exact, 'fro')).toBeLessThanOrEqual(10 * n * EPS);
});

test('expm of a large matrix agrees with e^(A/2)²', () => {
  const A = noise(50, 50, 3).mul(0.1);
  const E = expm(A);
  const H = expm(A.mul(0.5));
  expect(norm(matmul(H, H).sub(E), 'fro') / norm(E, 'fro')).toBeLessThanOrEqual(1000 * EPS);
  expect(expm(zeros([40, 40])).toArray()).toEqual(eye(40).toArray());
});

test('expm beyond the range is refused, and small matrices keep their shape', () => {
  expect(() => expm(tensor([[1000]]))).toThrow(ArgumentError);
  expect(expm(tensor([[-1e7]])).item()).toBe(0);
  expect(expm(zeros([0, 0])).shape).toEqual([0, 0]);
  expect(
    expm(
      tensor([
        [
          [0, 1],
          [0, 0],
        ],
        [
          [0, 0],
          [0, 0],
        ],
      ]),
    ).toArray(),
  ).toEqual([
    [
      [1, 1],
      [0, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ]);
});

test('sqrtm squared and expm of logm give the matrix back', () => {
  for (const n of [1, 2, 3, 5, 10, 16])
    for (const scale of [1, 1e100, 1e-100]) {
      const G = noise(n, n, n);
      const A = matmul(G, G.mT())
        .add(eye(n))
        .add(noise(n, n, 7).mul(0.3))
        .mul(scale);
      const X = sqrtm(A);
      expect(norm(matmul(X, X).sub(A), 'fro') / norm(A, 'fro'), `√, n = ${n}`).toBeLessThanOrEqual(20 * n * EPS * 4);
      const back = expm(logm(A));
      if (scale === 1) expect(norm(back.sub(A), 'fro') / norm(A, 'fro'), `log, n = ${n}`).toBeLessThanOrEqual(200 * n * EPS);
    }
  const rotation = tensor([
    [0, -1],
    [1, 0],
  ]);
  expect(logm(rotation).at(1).at(0).item()).toBeCloseTo(Math.PI / 2, 15);
  expect(norm(matmul(sqrtm(rotation), sqrtm(rotation)).sub(rotation))).toBeLessThanOrEqual(8 * EPS);
  expect(() => sqrtm(tensor([[-1]]))).toThrow(/negative axis/);
  expect(() =>
    logm(
      tensor([
        [1, 2],
        [2, 4],
      ]),
    ),
  ).toThrow(ArgumentError);
  expect(() =>
    sqrtm(
      tensor([
        [0, 1],
        [0, 0],
      ]),
    ),
  ).toThrow(ArgumentError);
});

test('Sylvester and Lyapunov equations', () => {
  for (const [m, n] of [
    [1, 1],
    [2, 3],
    [5, 4],
    [12, 12],
    [20, 7],
  ]) {
    const A = noise(m, m, 1).add(eye(m).mul(4));
    const B = noise(n, n, 2).add(eye(n).mul(4));
    const C = noise(m, n, 3);
    const X = sylvester(A, B, C);
    const size = (norm(A, 'fro') + norm(B, 'fro')) * norm(X, 'fro');
    expect(norm(matmul(A, X).add(matmul(X, B)).sub(C), 'fro') / size).toBeLessThanOrEqual(20 * Math.max(m, n) * EPS);
  }
  const Q = eye(3);
  const A = tensor([
    [-2, 1, 0],
    [0, -3, 1],
    [0, 0, -4],
  ]);
  const X = lyapunov(A, Q);
  expect(norm(matmul(A, X).add(matmul(X, A.mT())).sub(Q))).toBeLessThanOrEqual(20 * EPS);
  expect(() => sylvester(tensor([[1]]), tensor([[-1]]), tensor([[1]]))).toThrow(SingularMatrixError);
  expect(() => sylvester(eye(2), eye(3), zeros([3, 2]))).toThrow(ShapeError);
  expect(() => lyapunov(tensor([[1e-320]]), tensor([[1]]))).toThrow(ArgumentError); // the solution 5e319 is no double
});

test('generalised symmetric problem', () => {
  const G = noise(8, 8, 5);
  const A = G.add(G.mT());
  const B = matmul(G, G.mT()).add(eye(8));
  const { values, vectors: V } = eighGeneralized(A, B);
  expect(norm(matmul(A, V).sub(matmul(B, V).mul(values)), 'fro') / norm(A, 'fro')).toBeLessThanOrEqual(500 * EPS);
  expect(norm(matmul(matmul(V.mT(), B), V).sub(eye(8)), 'fro')).toBeLessThanOrEqual(500 * EPS);
  expect(eighGeneralized(A, eye(8)).values.toArray()).toEqual(eigh(A).values.toArray());
});

test('Kronecker products and powers', () => {
  expect(
    kron(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([
        [0, 5],
        [6, 7],
      ]),
    ).toArray(),
  ).toEqual([
    [0, 5, 0, 10],
    [6, 7, 12, 14],
    [0, 15, 0, 20],
    [18, 21, 24, 28],
  ]);
  const F = tensor([
    [1, 1],
    [1, 0],
  ]);
  expect(matrixPower(F, 30).at(0).at(1).item()).toBe(832040);
  expect(matrixPower(F, -2).toArray()).toEqual(matmul(inverse(F), inverse(F)).toArray());
  expect(matrixPower(F, 0).toArray()).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(() => matrixPower(F, 0.5)).toThrow(ArgumentError);
});

test('NaN is refused', () => {
  for (const f of [expm, logm, sqrtm]) expect(() => f(tensor([[NaN]])), f.name).toThrow(NonFiniteError);
});
