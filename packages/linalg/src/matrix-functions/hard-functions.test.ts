import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { ArgumentError, SingularMatrixError, type Tensor, adoptBuffer, eye, matmul, tensor } from '@adjoint/tensor';
import { expm, inverse, kron, logm, lyapunov, matrixPower, norm, sqrtm, sylvester } from '../index.ts';

const EPS = 2 ** -52;
const FUNCTIONS = { expm, sqrtm, logm };
interface Case {
  name: string;
  f: keyof typeof FUNCTIONS;
  A: number[][];
  condition: number;
  exact: string[][];
}
const noise = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 3.7) + Math.cos(i * i * 0.31 + seed)),
    [m, n],
  );

test.each(readReference<Case[]>('linalg/hard-functions.json'))('$f, $name: within 10·cond·ε', ({ f, A, condition, exact }) => {
  const answer = tensor(exact.map((row) => row.map(Number)));
  expect(norm(FUNCTIONS[f](tensor(A)).sub(answer), 'fro') / norm(answer, 'fro')).toBeLessThanOrEqual(10 * Math.max(1, condition) * EPS);
});

test('an exponential of entries of very different size keeps the small ones', () => {
  for (const x of [1e8, 1e30, 1e150, 1e300]) {
    const E = expm(
      tensor([
        [1, x],
        [0, -1],
      ]),
    ).toArray() as number[][];
    // e^[1 x; 0 −1] = [e x·sinh 1; 0 1/e], in 106 bits but for the last rounding
    expect(E[1][0]).toBe(0);
    for (const [value, exact] of [
      [E[0][0], Math.E],
      [E[0][1] / x, 1.1752011936438014],
      [E[1][1], 0.36787944117144233],
    ])
      expect(Math.abs(value / exact - 1)).toBeLessThanOrEqual(2 * EPS);
    // a turn by ω = 2: the entries differ by x², their product does not
    const R = expm(
      tensor([
        [0, 2 * Math.sqrt(x)],
        [-2 / Math.sqrt(x), 0],
      ]),
    ).toArray() as number[][];
    expect(Math.abs(R[0][0] - Math.cos(2))).toBeLessThanOrEqual(4 * EPS);
    expect(Math.abs(R[0][1] / Math.sqrt(x) - Math.sin(2))).toBeLessThanOrEqual(4 * EPS);
  }
});

test('a nilpotent matrix has neither root nor logarithm, also when rounding hides its zeros', () => {
  for (const [a, b] of [
    [1, 1],
    [3, 1],
    [5, 1],
    [0.1, 1],
    [7, 3],
    [1 / 3, 1],
  ]) {
    // [[a, −a²/b], [b, −a]]² = 0
    const N = tensor([
      [a, (-a * a) / b],
      [b, -a],
    ]);
    expect(() => sqrtm(N), `√, ${a}`).toThrow(ArgumentError);
    expect(() => logm(N), `log, ${a}`).toThrow(ArgumentError);
    // two of them, in the form of a block whose corner would be a derivative
    expect(() => sqrtm(kron(eye(2), N)), `√ of two, ${a}`).toThrow(ArgumentError);
    expect(() => logm(kron(eye(2), N)), `log of two, ${a}`).toThrow(ArgumentError);
  }
  expect(() =>
    sqrtm(
      tensor([
        [2, -1, 1],
        [4, -2, 3],
        [0, 0, 0],
      ]),
    ),
  ).toThrow(ArgumentError);
});

test('singular matrices with a full set of vectors have a root, though their zeros are computed as ±ε', () => {
  for (const n of [2, 3, 5, 8])
    for (const rank of [1, 2])
      for (let seed = 1; seed <= 10; seed++) {
        const G = noise(n, rank, seed);
        const A = matmul(G, G.mT());
        const X = sqrtm(A);
        expect(norm(matmul(X, X).sub(A), 'fro') / norm(A, 'fro'), `${n}, ${rank}, ${seed}`).toBeLessThanOrEqual(100 * n * EPS);
      }
});

test('a projection is its own root', () => {
  for (const n of [3, 6, 9])
    for (let seed = 1; seed <= 10; seed++) {
      const G = noise(n, n, seed).add(eye(n).mul(3));
      const P = matmul(G.mul(adoptBuffer(Float64Array.from({ length: n }, (_, i) => (i % 3 === 1 ? 1 : 0)))), inverse(G));
      const X = sqrtm(P);
      // the backward error of the Schur method, n·ε·‖X‖²/‖P‖ with ‖X‖ ≈ ‖P‖
      expect(norm(matmul(X, X).sub(P), 'fro') / norm(P, 'fro'), `${n}, ${seed}`).toBeLessThanOrEqual(
        (100 * n * EPS * norm(X, 'fro') ** 2) / norm(P, 'fro'),
      );
    }
});

test('Sylvester equations with close spectra: the large solution, or the typed error', () => {
  for (const d of [2 ** -20, 2 ** -40, 2 ** -48]) {
    const A = tensor([
      [1, 0],
      [0, 2],
    ]);
    expect(sylvester(A, tensor([[d - 1]]), tensor([[1], [1]])).toArray()).toEqual([[1 / d], [1 / (1 + d)]]);
  }
  for (const n of [2, 5, 9]) {
    const A = noise(n, n, 3);
    expect(() => sylvester(A, A.neg(), eye(n))).toThrow(SingularMatrixError);
    expect(() => lyapunov(A.sub(A.mT()), eye(n))).toThrow(SingularMatrixError);
  }
});

test('powers: large and negative exponents, overflow refused', () => {
  const shear = tensor([
    [1, 1],
    [0, 1],
  ]);
  expect(matrixPower(shear, Number.MAX_SAFE_INTEGER).at(0).at(1).item()).toBe(Number.MAX_SAFE_INTEGER);
  expect(
    matrixPower(shear, -(2 ** 40))
      .at(0)
      .at(1)
      .item(),
  ).toBe(-(2 ** 40));
  expect(matrixPower(tensor([[0]]), 0).item()).toBe(1);
  expect(() => matrixPower(tensor([[0]]), -1)).toThrow(SingularMatrixError);
  expect(matrixPower(eye(2).mul(0.5), 1e15).toArray()).toEqual([
    [0, 0],
    [0, 0],
  ]);
  for (const k of [1e9, 1100, -1100])
    expect(() =>
      matrixPower(
        tensor([
          [2, 1],
          [0, 0.5],
        ]),
        k,
      ),
    ).toThrow(ArgumentError);
});
