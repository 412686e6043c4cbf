import { expect, test } from 'vitest';
import { optimalValueSlopes, quadraticProgram } from '../index.ts';

const at = (h: number, low: number): Parameters<typeof quadraticProgram>[0] => ({
  P: [
    [2, 0],
    [0, 2],
  ],
  q: [-4, -6],
  G: [[1, 1]],
  h: [h],
  lower: [low, -Infinity],
});

test('the slope of the optimal value by a right-hand side and a bound, against re-solving', () => {
  const result = quadraticProgram(at(2, 1.5));
  const slopes = optimalValueSlopes(at(2, 1.5), result.x, result.multipliers);
  const ε = 1e-4;
  const slope = (plus: Parameters<typeof quadraticProgram>[0], minus: Parameters<typeof quadraticProgram>[0]): number =>
    (quadraticProgram(plus).objective - quadraticProgram(minus).objective) / (2 * ε);
  expect(slopes.verdict).toBe('holds');
  expect(slopes.inequalities.item()).toBeCloseTo(slope(at(2 + ε, 1.5), at(2 - ε, 1.5)), 5);
  expect(slopes.lower.toTypedArray()[0]).toBeCloseTo(slope(at(2, 1.5 + ε), at(2, 1.5 - ε)), 5);
});

test('where a constraint is active without a force, the slope is undecided', () => {
  // The unconstrained minimum (2, 3) lies exactly on x + y ≤ 5.
  const p = {
    P: [
      [2, 0],
      [0, 2],
    ],
    q: [-4, -6],
    G: [[1, 1]],
    h: [5],
  };
  const slopes = optimalValueSlopes(p, [2, 3], { inequalities: [0] });
  expect(slopes.verdict).toBe('undecided');
  expect(slopes.reason).toMatch(/zero multiplier/);
});

test('where constraints are dependent, multipliers are not unique', () => {
  const p = { P: [[2]], q: [0], G: [[-1], [-2]], h: [-1, -2] };
  const slopes = optimalValueSlopes(p, [1], { inequalities: [1, 0.5] });
  expect(slopes.verdict).toBe('undecided');
  expect(slopes.reason).toMatch(/dependent/);
});
