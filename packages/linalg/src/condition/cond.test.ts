import { expect, test } from 'vitest';
import { ArgumentError, eye, tensor } from '@adjoint/tensor';
import { cond, condEstimate, norm, perturbationBound } from '../index.ts';

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
