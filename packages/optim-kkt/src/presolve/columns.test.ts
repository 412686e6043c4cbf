import { describe, expect, test } from 'vitest';
import { type QuadraticProgram, type QuadraticResult, certifyInfeasible, certifyKkt, quadraticProgram } from '../index.ts';
import { rowProgram } from '../problem/quadratic-program.ts';
import { type Presolved, presolve } from './presolve.ts';

/** Solved with and without, certified, of one value. */
function agrees(problem: QuadraticProgram): QuadraticResult {
  const plain = quadraticProgram(problem, { presolve: false });
  const r = quadraticProgram(problem);
  expect(r.status).toBe('solved');
  expect(certifyKkt(problem, r.x, r.multipliers).verdict).toBe('holds');
  expect(Math.abs(r.objective - plain.objective)).toBeLessThanOrEqual(3e-8 * (1 + Math.abs(plain.objective)));
  return r;
}
const removed = (problem: QuadraticProgram): unknown => (presolve(rowProgram(problem).program) as Presolved).removed;

describe('a variable of one row', () => {
  test('is a slack: its bounds become limits of the row, its multipliers come back', () => {
    // minimise −x − y with x + y + s = 4, 0 ≤ s, and x ≤ 3, y ≤ 3: s = 0 with multiplier 1
    const problem = { q: [-1, -1, 0], A: [[1, 1, 1]], b: [4], lower: [0, 0, 0], upper: [3, 3, Infinity] };
    expect(removed(problem)).toEqual({ rows: 0, variables: 1 });
    const r = agrees(problem);
    expect(r.multipliers.equalities.item()).toBeCloseTo(1, 8);
    expect(r.multipliers.lower.toTypedArray()[2]).toBeCloseTo(1, 8);
  });

  test('that is free takes its row away, and leaves its cost to the others', () => {
    // minimise x² + y² + 2 z with z = (1 − x − 2 y) / 2
    const problem = {
      P: [
        [2, 0, 0],
        [0, 2, 0],
        [0, 0, 0],
      ],
      q: [0, 0, 2],
      A: [[1, 2, 2]],
      b: [1],
    };
    expect(removed(problem)).toEqual({ rows: 1, variables: 1 });
    const r = agrees(problem);
    const x = [...r.x.toTypedArray()];
    [0.5, 1, -0.75].forEach((v, k) => {
      expect(x[k]).toBeCloseTo(v, 7);
    });
    expect(r.multipliers.equalities.item()).toBeCloseTo(-1, 7);
  });

  test('whose bounds the row implies is free', () => {
    // 0 ≤ x, y ≤ 1 and z = 3 − x − y lies between 1 and 3: its bounds 0 and 5 say nothing
    const problem = { q: [1, -2, 1], A: [[1, 1, 1]], b: [3], lower: [0, 0, 0], upper: [1, 1, 5] };
    expect(removed(problem)).toEqual({ rows: 1, variables: 3 });
    agrees(problem);
  });

  test('that its cost drives into an inequality meets it', () => {
    // t ≥ x − 1 and t ≥ ... : minimise t − x/2 with x − t ≤ 1, 0 ≤ x ≤ 4, t free
    const problem = { q: [-0.5, 1], G: [[1, -1]], h: [1], lower: [0, -Infinity], upper: [4, Infinity] };
    expect(removed(problem)).toEqual({ rows: 1, variables: 2 });
    const r = agrees(problem);
    expect(r.multipliers.inequalities.item()).toBeCloseTo(1, 8);
    expect([...r.x.toTypedArray()]).toEqual([0, -1]);
  });

  test('two of one row, of opposite signs and with costs, as in deviations from a goal', () => {
    // x + d⁻ − d⁺ = 5, both deviations cost, x costs 1 and is below 10
    for (const [low, high] of [
      [2, 3],
      [0.5, 3],
      [0.25, 0.5],
    ]) {
      const problem = {
        P: [
          [0.1, 0, 0, 0],
          [0, 0.2, 0, 0],
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ],
        q: [1, -1, low, high],
        A: [[1, 1, 1, -1]],
        b: [5],
        lower: [0, 0, 0, 0],
        upper: [10, 10, Infinity, Infinity],
      };
      agrees(problem);
    }
  });

  test('a ray and a direction come back through it', () => {
    // x + y + s = 1 with s ≥ 3, x, y ≥ 0
    const none = { q: [0, 1, 1], A: [[1, 1, 1]], b: [1], G: [[1, -1, 0]], h: [0.5], lower: [0, 0, 3] };
    const r = quadraticProgram(none);
    expect(r.status).toBe('primal-infeasible');
    expect(certifyInfeasible(none, r.ray!).verdict).toBe('holds');
    // y − x + s = 1: x and y rise together
    const falls = { q: [-1, -1, 1], A: [[-1, 1, 1]], b: [1], G: [[1, -1, 0]], h: [2], lower: [0, 0, 0] };
    const d = quadraticProgram(falls);
    expect(d.status).toBe('dual-infeasible');
    expect(certifyInfeasible(falls, { direction: d.direction! }).verdict).not.toBe('fails');
  });

  test('costs that cancel leave none: nothing falls without end for rounding', () => {
    // The cost is 0.1 · first row + 0.3 · second row, in free variables: constant on all feasible points.
    const A = [
      [1.1, 0.3, -0.7, 1, 0],
      [0.7, -1.9, 0.1, 0, 1],
    ];
    const problem = { q: A[0].map((v, k) => 0.1 * v + 0.3 * A[1][k]), A, b: [1, 2] };
    const r = quadraticProgram(problem);
    expect(r.status).toBe('solved');
    expect(r.objective).toBeCloseTo(0.7, 12);
    expect(certifyKkt(problem, r.x, r.multipliers).verdict).toBe('holds');
  });

  test('a warm start at the answer is one after it', () => {
    const problem = {
      q: [1, 2, 3, 0],
      A: [
        [1, 1, 2, 1],
        [1, -1, 1, 0],
      ],
      b: [4, 1],
      lower: [0, 0, 0, 0],
    };
    const first = agrees(problem);
    const again = quadraticProgram(problem, { warmStart: first });
    expect(again.status).toBe('solved');
    expect(again.iterations).toBeLessThanOrEqual(first.iterations);
  });
});

describe('a variable that only its cost moves', () => {
  test('stands at its bound, multipliers as they must be', () => {
    // x₀ costs and only helps to break its row; x₁ gains and only helps to keep it
    const problem = {
      q: [2, -3, 1, -1],
      G: [
        [1, -1, 1, 1],
        [0, -2, -1, 1],
      ],
      h: [3, 1],
      lower: [1, 0, 0, 0],
      upper: [5, 2, 2, 4],
    };
    const found = presolve(rowProgram(problem).program) as Presolved;
    expect(found.removed.variables).toBeGreaterThanOrEqual(2);
    const r = agrees(problem);
    const x = [...r.x.toTypedArray()];
    expect([x[0], x[1]]).toEqual([1, 2]);
    expect(r.multipliers.lower.toTypedArray()[0]).toBeGreaterThanOrEqual(2);
    expect(r.multipliers.upper.toTypedArray()[1]).toBeGreaterThanOrEqual(3);
  });

  test('in no row and without cost it is as near to 0 as its bounds let it', () => {
    const problem = { q: [0, 0, 0, 1], A: [[0, 0, 0, 1]], b: [2], lower: [-1, 2, -7, 0], upper: [3, 4, -5, 9] };
    const r = quadraticProgram(problem);
    expect([...r.x.toTypedArray()]).toEqual([0, 2, -5, 2]);
  });

  test('falling without end is still said', () => {
    const problem = { q: [-1, 1], G: [[-1, 1]], h: [3], lower: [0, 0] };
    expect(quadraticProgram(problem).status).toBe('dual-infeasible');
  });
});
