import { expect, test } from 'vitest';
import { SingularMatrixError, type Tensor, adoptBuffer, matmul, tensor } from '@adjoint/tensor';
import { certifyLstsq, lstsq, lyapunov, norm, sylvester } from '../index.ts';

const EPS = 2 ** -52;
const matrixOf = (n: number, entry: (i: number, j: number) => number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: n * n }, (_, k) => entry(Math.floor(k / n), k % n)),
    [n, n],
  );

test('equations without a unique solution are refused where rounding parts the eigenvalues', () => {
  // nilpotent: Aᵀ is no triangle to the solver, and its triple eigenvalue 0 comes out as three of size ε^⅓
  const nilpotent = tensor([
    [0, -3, -2],
    [0, 0, 1],
    [0, 0, 0],
  ]);
  const Q = matrixOf(3, (i, j) => 1 / (i + j + 1));
  expect(() => lyapunov(nilpotent, Q)).toThrow(SingularMatrixError);
  // eigenvalues ±√2 by integers, and of order 6, beyond what is decided in integers
  const roots = (n: number): Tensor =>
    matrixOf(n, (i, j) => (i - j === 1 ? (i % 2 === 1 ? 1 : 0.3) : j - i === 1 ? (j % 2 === 1 ? 2 : 0.7) : 0));
  for (const n of [2, 4, 6, 8])
    expect(
      () =>
        lyapunov(
          roots(n),
          matrixOf(n, (i, j) => 1 / (i + j + 1)),
        ),
      `${n}`,
    ).toThrow(SingularMatrixError);
});

test('an equation that is nearly singular is solved: small ones to the last bits', () => {
  const δ = 2 ** -50;
  // (1 + δ − 1)·x = 3; the sum of 1/3 and −1/3 − 2⁻⁶⁰ is a double, that of 1 and 2⁻⁶⁰ is not
  expect(sylvester(tensor([[1 + δ]]), tensor([[-1]]), tensor([[3]])).toArray()).toEqual([[3 / δ]]);
  const A = tensor([
    [1, 1],
    [0, 2 ** -60],
  ]);
  const B = tensor([
    [3, 0],
    [2 ** -58, 2 ** -60],
  ]);
  const C = tensor([
    [1, 2],
    [3, 4],
  ]);
  const X = sylvester(A, B, C);
  // x₂₂ = 4/(2⁻⁶⁰ + 2⁻⁶⁰), x₂₁(2⁻⁶⁰ + 3) = 3 − 2⁻⁵⁸·x₂₂
  expect(X.at(1).at(1).item()).toBe(2 ** 61);
  expect(X.at(1).at(0).item()).toBe((3 - 8) / (2 ** -60 + 3));
});

test('a large triangular one, badly scaled but determined, is not refused', () => {
  const n = 6;
  const A = matrixOf(n, (i, j) => (i === j ? -1 - i / 7 : j === i + 1 ? 1e8 : 0));
  const Q = matrixOf(n, (i, j) => (i === j ? 1 : 0));
  const X = sylvester(A, A, Q);
  const R = matmul(A, X).add(matmul(X, A)).sub(Q);
  expect(norm(X)).toBeGreaterThan(1e30);
  expect(norm(R)).toBeLessThanOrEqual(n * EPS * 2 * norm(A) * norm(X));
});

test('a least norm solution is certified as one: rounding is not taken for a part outside the row space', () => {
  for (const [A, b] of [
    [[[-1, 2, 2]], [-0.8082468145290574]],
    [
      [
        [0.16322575844755316, 0.2195666432707924, 0.15803991073290619, 0.30890140789506043],
        [-0.22777985516399354, -0.3875959770336315, -0.19502356866671275, -0.6483505942924516],
      ],
      [-0.08106202867517968, 0.8881875994801478],
    ],
    [
      [
        [0, 0, 0],
        [0.8735034665169237, 0.9848976863934668, 0.9902869679785316],
        [-0.9729904807567358, -0.36855482734907097, 0.09856028454392429],
      ],
      [-0.00964883081103294, 0.5358053808876178, -0.030173178191724315],
    ],
  ] as const) {
    const [M, c] = [tensor(A as unknown as number[][]), tensor(b as unknown as number[])];
    const { x } = lstsq(M, c);
    expect(certifyLstsq(M, c, x).verdict).toBe('holds');
    expect(certifyLstsq(M, c, x.add(1e-3)).verdict).toBe('fails');
  }
});
