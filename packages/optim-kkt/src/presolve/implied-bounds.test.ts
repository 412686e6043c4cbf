import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type QuadraticProgram, certifyInfeasible, certifyKkt, quadraticProgram } from '../index.ts';
import { rowProgram } from '../problem/quadratic-program.ts';
import { relaxImplied } from './implied-bounds.ts';
import { presolveState } from './state.ts';

const stateOf = (problem: QuadraticProgram): ReturnType<typeof presolveState> => presolveState(rowProgram(problem).program);
const kept = (problem: QuadraticProgram): number[] => {
  const s = stateOf(problem);
  expect(relaxImplied(s)).toBe(null);
  return [...s.keptRow];
};

test('a row that another one implies leaves, with multiplier 0', () => {
  // x + y ≤ 1 bounds both by 1: 2 x + 3 y + z ≤ 7 says nothing, with z ≤ 2; nor does x ≤ 5 + y
  const problem = {
    q: [-2, -1, -1],
    G: [
      [2, 3, 1],
      [1, 1, 0],
      [1, -1, 0],
    ],
    h: [7.5, 1, 5],
    lower: [0, 0, 0],
    upper: [Infinity, Infinity, 2],
  };
  expect(kept(problem)).toEqual([0, 1, 0]);
  const r = quadraticProgram(problem);
  expect(certifyKkt(problem, r.x, r.multipliers).verdict).toBe('holds');
  expect([...r.multipliers.inequalities.toTypedArray()]).toEqual([0, 2, 0]);
});

test('of two rows one may leave for the other, and neither for itself', () => {
  // the first bounds x and y by 1, which leaves 2.25 to the second
  const problem = {
    q: [-1, -1],
    G: [
      [1, 1],
      [1.25, 1],
    ],
    h: [1, 2.5],
    lower: [0, 0],
  };
  expect(kept(problem)).toEqual([1, 0]);
  const same = { ...problem, G: [[1, 0.5], [0.5, 1]], h: [1, 1] }; // prettier-ignore
  expect(kept(same)).toEqual([1, 1]);
  const r = quadraticProgram(same);
  expect(r.objective).toBeCloseTo(-4 / 3, 7);
});

test('limits that leave change nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 16, maxLength: 16 }),
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 4 }),
      fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 4, maxLength: 4 }),
      (entries, slack, upper) => {
        const matrix = [0, 1, 2, 3].map((i) => entries.slice(4 * i, 4 * i + 4));
        const problem = { q: [-1, -1, -2, -1], G: matrix, h: slack, lower: [0, 0, 0, 0], upper: upper.map((v) => (v < 1 ? Infinity : v)) };
        const s = stateOf(problem);
        expect(relaxImplied(s)).toBe(null); // 0 is feasible
        const rest = { ...problem, h: slack.map((v, i) => (s.rowUpper[i] === Infinity ? Infinity : v)) };
        const all = quadraticProgram(problem, { presolve: false });
        const some = quadraticProgram(rest, { presolve: false });
        expect(some.status).toBe(all.status);
        // Both are certified to 1e-8.
        if (all.status === 'solved')
          expect(Math.abs(all.objective - some.objective)).toBeLessThanOrEqual(3e-8 * (1 + Math.abs(all.objective)));
      },
    ),
    { numRuns: 200 },
  );
});

test('rows that together leave nothing: at once, with multipliers that prove it', () => {
  // x + y ≤ 1 and x + z ≤ 1, while 3 x + 2 y + 2 z ≥ 8 asks for more than the bounds 1 of each
  const problem = {
    q: [0, 0, 0],
    rows: {
      matrix: [
        [1, 1, 0],
        [1, 0, 1],
        [3, 2, 2],
      ],
      lower: [-Infinity, -Infinity, 8],
      upper: [1, 1, Infinity],
    },
    lower: [0, 0, 0],
  };
  const met = relaxImplied(stateOf(problem));
  expect(met).not.toBe(null);
  const r = quadraticProgram(problem);
  expect([r.status, r.iterations]).toEqual(['primal-infeasible', 0]);
  expect(certifyInfeasible(problem, r.ray!).verdict).toBe('holds');
});
