import { expect, test } from 'vitest';
import { ArgumentError, type Tensor, adoptBuffer, eye, tensor } from '@adjoint/tensor';
import { cond, condEstimate, inverse, lu, norm, perturbationBound } from '../index.ts';

const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);

/** Pascal's matrix, whose inverse is L⁻ᵀL⁻¹ with L⁻¹ = ((−1)^(i+j)·C(i, j)): both of integers, so that κ₁ is known to the last digit. */
function pascal(n: number): { readonly matrix: number[][]; readonly condition: number } {
  const square = (f: (i: number, j: number) => number): number[][] =>
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => f(i, j)));
  const matrix = square((i, j) => choose(i + j, i));
  const lower = square((i, j) => (-1) ** (i + j) * choose(i, j));
  const inverse = square((i, j) => lower.reduce((s, row) => s + row[i] * row[j], 0));
  const norm1 = (m: number[][]): number => Math.max(...m.map((_, j) => m.reduce((s, row) => s + Math.abs(row[j]), 0)));
  return { matrix, condition: norm1(matrix) * norm1(inverse) };
}

test('the condition number is right where the matrix is singular to double precision', () => {
  for (const n of [8, 12, 14, 16]) {
    const { matrix, condition } = pascal(n);
    const A = tensor(matrix);
    // n columns of an inverse with at least 11 digits
    for (const kind of [1, 'inf'] as const) expect(Math.abs(cond(A, kind) / condition - 1)).toBeLessThanOrEqual(1e-11);
    expect(condEstimate(A) / condition).toBeGreaterThanOrEqual(1 / 3);
    expect(condEstimate(A) / condition).toBeLessThanOrEqual(1 + 1e-9);
  }
  expect(pascal(16).condition).toBeGreaterThan(1e16);
});

test('the estimate does not depend on scale, and is infinite for a singular matrix', () => {
  for (const s of [1e-310, 1e-200, 1, 1e200]) expect(condEstimate(eye(3).mul(s))).toBeCloseTo(1, 12);
  expect(
    condEstimate(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ]),
    ),
  ).toBe(Infinity);
  expect(
    condEstimate(
      tensor([
        [1, 0],
        [0, 1e-200],
      ]),
    ),
  ).toBeCloseTo(1e200, -187);
});

test("Infinity is 'inf'; a kind that is none is refused before any work", () => {
  const A = tensor([
    [1, -3],
    [2, 5],
  ]);
  expect(cond(A, Infinity)).toBe(cond(A, 'inf'));
  expect(norm(A, Infinity)).toBe(7);
  expect(norm(tensor([1, -3]), Infinity)).toBe(3);
  expect(perturbationBound(A, tensor([1, 1]), A.mul(1e-9), tensor([0, 0]), Infinity)).toBeGreaterThan(0);
  for (const kind of [3, 0, -Infinity, NaN, 'two' as never]) {
    expect(() => norm(A, kind)).toThrow(ArgumentError);
    expect(() => norm(tensor([1, 2]), kind)).toThrow(ArgumentError);
    expect(() => cond(A, kind)).toThrow(ArgumentError);
  }
});

/** Lehmer's generator, modulus 2³¹ − 1, in (−1, 1). */
function uniform(seed: number): () => number {
  let s = seed;
  return () => (2 * (s = (s * 48271) % 2147483647)) / 2147483647 - 1;
}
const square = (n: number, entry: (i: number, j: number) => number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: n * n }, (_, k) => entry(Math.floor(k / n), k % n)),
    [n, n],
  );
const product = (a: Float64Array, b: Float64Array, n: number): Float64Array<ArrayBuffer> =>
  Float64Array.from({ length: n * n }, (_, k) => {
    let s = 0;
    for (let p = 0; p < n; p++) s += a[k - (k % n) + p] * b[p * n + (k % n)];
    return s;
  });

test('the estimate is κ₁ itself up to order 16 and within [1/3, 1] of it beyond, also where one direction would be deceived', () => {
  const u = uniform(31);
  const positive = (): number => Math.abs(u());
  /** The inverse I + θ·C, C orthogonal to the given vectors from both sides: Higham (1988), section 4. */
  const hidden = (n: number, directions: readonly ((i: number) => number)[]): Tensor => {
    let P = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
    for (const d of directions) {
      let v = Float64Array.from({ length: n }, (_, i) => d(i));
      v = Float64Array.from(v, (_, i) => v.reduce((s, x, j) => s + P[i * n + j] * x, 0));
      const square = v.reduce((s, x) => s + x * x, 0);
      P = P.map((x, k) => x - (v[Math.floor(k / n)] * v[k % n]) / square);
    }
    const C = product(
      product(
        P,
        P.map(() => u()),
        n,
      ),
      P,
      n,
    );
    const θ = 10 ** (6 * positive());
    return inverse(
      adoptBuffer(
        C.map((x, k) => (k % (n + 1) === 0 ? 1 : 0) + θ * x),
        [n, n],
      ),
    );
  };
  const alternating = (n: number) => (i: number) => (i % 2 === 0 ? 1 : -1) * (1 + i / (n - 1));
  const classes: Record<string, (n: number) => Tensor> = {
    'random': (n) => square(n, u),
    'arrow': (n) => square(n, (i, j) => (i === j ? (i === n - 1 ? 1 : 10 ** (-4 * positive())) : i === n - 1 || j === n - 1 ? 1 : 0)),
    'Kahan': (n) => square(n, (i, j) => (j < i ? 0 : 0.9 ** i * (i === j ? 1 : -0.43))),
    'triangular': (n) => square(n, (i, j) => (j < i ? 0 : u() * 10 ** (2 * u()))),
    'graded': (n) => square(n, (i, j) => u() * 10 ** (-(i + j) / 10)),
    'companion': (n) => square(n, (i, j) => (i === 0 ? u() * 10 ** (3 * u()) : j === i - 1 ? 1 : 0)),
    'sparse': (n) => square(n, (i, j) => (i === j || positive() < 3 / n ? u() * 10 ** (2 * u()) : 0)),
    'signs': (n) => square(n, (i, j) => (u() < 0 ? -1 : 1) + (i === j ? 1e-3 : 0)),
    'tridiagonal': (n) => square(n, (i, j) => (Math.abs(i - j) <= 1 ? u() : 0)),
    'constants hidden': (n) => hidden(n, [() => 1]),
    'constants and alternation hidden': (n) => hidden(n, [() => 1, alternating(n)]),
  };
  let count = 0;
  let low = 0;
  for (const [name, make] of Object.entries(classes))
    for (const n of [3, 9, 16, 17, 25, 40])
      for (let repeat = 0; repeat < 4; repeat++) {
        const A = make(n);
        const exact = cond(A, 1);
        if (!(exact < 1e25)) continue; // beyond it the exact one is not
        const ratio = condEstimate(A) / exact;
        count++;
        if (ratio < 1 / 3) low++;
        expect(ratio, `${name} ${n}`).toBeGreaterThanOrEqual(n <= 16 ? 0.9 : 0.1); // κ·n·ε of the factors is ≤ 1e-2
        expect(ratio, `${name} ${n}`).toBeLessThanOrEqual(1.1);
      }
  expect(count).toBeGreaterThan(200);
  expect(low).toBeLessThanOrEqual(0.05 * count);
});

test('the estimate of the factors does not depend on scale', () => {
  const A = square(6, uniform(5));
  const plain = lu(A).rcond();
  for (const k of [-1030, -700, 700, 1020])
    expect(lu(A.mul(2 ** Math.trunc(k / 2)).mul(2 ** (k - Math.trunc(k / 2)))).rcond() / plain).toBeCloseTo(1, 10);
});
