/** Problems of Maros and Mészáros (1999) made from their published definitions, with the optima of their table. */
import { expect, test } from 'vitest';
import { sparseDiagonal, sparseFromTriplets } from '@adjoint/linalg';
import { type QuadraticProgram, quadraticProgram } from '../src/index.ts';

/** Powell (1990): ½ Σ xᵢ² with x_{k+1} − x_k ≥ (−1)^k k − ½ and x₁ − x_n ≥ n − ½; the numbers are large, and it is feasible. */
function powell20(n: number): QuadraticProgram {
  const at = Array.from({ length: n }, (_, k) => k);
  const matrix = sparseFromTriplets(
    n,
    n,
    [...at, ...at],
    [...at.map((k) => (k + 1) % n), ...at],
    [...at.map(() => 1), ...at.map(() => -1)],
  );
  const lower = Float64Array.from({ length: n }, (_, k) => (k === n - 1 ? n : k % 2 === 0 ? -(k + 1) : k + 1) - 0.5);
  return {
    P: sparseDiagonal(new Float64Array(n).fill(1)),
    q: new Float64Array(n),
    rows: { matrix, lower, upper: new Float64Array(n).fill(Infinity) },
  };
}

/** CVXQP of Gould: rows of 1, 2, 3 that sum to 6, terms i·(xᵢ + x_{2i−1} + x_{3i−1})²/2 with indices modulo n, 0.1 ≤ x ≤ 10. */
function cvxqp(n: number, m: number): QuadraticProgram {
  const P: [number[], number[], number[]] = [[], [], []];
  const A: [number[], number[], number[]] = [[], [], []];
  for (let i = 1; i <= n; i++) {
    const places = [i - 1, (2 * i - 1) % n, (3 * i - 1) % n];
    for (const r of places)
      for (const c of places) {
        P[0].push(r);
        P[1].push(c);
        P[2].push(i);
      }
  }
  for (let i = 1; i <= m; i++) {
    A[0].push(i - 1, i - 1, i - 1);
    A[1].push(i - 1, (4 * i - 1) % n, (5 * i - 1) % n);
    A[2].push(1, 2, 3);
  }
  return {
    P: sparseFromTriplets(n, n, ...P),
    q: new Float64Array(n),
    A: sparseFromTriplets(m, n, ...A),
    b: new Float64Array(m).fill(6),
    lower: new Float64Array(n).fill(0.1),
    upper: new Float64Array(n).fill(10),
  };
}

test.each<[string, () => QuadraticProgram, number]>([
  ['POWELL20', () => powell20(10_000), 5.20895828e10],
  ['CVXQP1_M', () => cvxqp(1000, 500), 1.08751157e6],
  ['CVXQP2_S', () => cvxqp(100, 25), 8.12094048e3],
  ['CVXQP2_M', () => cvxqp(1000, 250), 8.20155431e5],
])('%s is solved to its published optimum', (_name, make, optimum) => {
  const r = quadraticProgram(make());
  expect([r.status, r.certificate.verdict]).toEqual(['solved', 'holds']);
  // the table has nine digits
  expect(Math.abs(r.objective / optimum - 1)).toBeLessThan(5e-9);
});
