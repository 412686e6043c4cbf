import { expect, test } from 'vitest';
import fc from 'fast-check';
import { coneProgram, lagrangianDual, quadraticProgram } from '../index.ts';

// Coefficients of ordinary size: duality is asked for here, not the handling of subnormal numbers.
const number = fc.integer({ min: -3000, max: 3000 }).map((k) => k / 1000);

test('strong duality of quadratic programs, and weak duality at any feasible point of the dual', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 12, maxLength: 12 }), (v) => {
      const problem = {
        P: [
          [2 + v[0] ** 2, v[0]],
          [v[0], 2],
        ],
        q: [v[1], v[2]],
        constant: v[3],
        G: [
          [v[4], v[5]],
          [v[6], v[7]],
        ],
        h: [1, 1 + v[8] ** 2],
        A: [[1, 0.5 + v[9] ** 2]],
        b: [0.25 * v[10]],
        lower: [-4, -4],
        upper: [4, 4],
      };
      const primal = quadraticProgram(problem);
      const dual = lagrangianDual(problem);
      const solved = quadraticProgram(dual.program);
      if (primal.status === 'primal-infeasible') return solved.status === 'dual-infeasible' || solved.status === 'primal-infeasible';
      const value = dual.value(solved.x);
      return primal.status === 'solved' && solved.status === 'solved' && Math.abs(value - primal.objective) <= 1e-6 * (1 + Math.abs(value));
    }),
    { numRuns: 30 },
  );
});

test('the dual of a linear program is one: its solution are the multipliers, its multipliers the solution', () => {
  const problem = {
    q: [-3, -5],
    G: [
      [1, 0],
      [0, 2],
      [3, 2],
    ],
    h: [4, 12, 18],
    lower: [0, 0],
  };
  const primal = quadraticProgram(problem);
  const dual = lagrangianDual(problem);
  const solved = quadraticProgram(dual.program);
  expect(dual.program.P).toBeUndefined();
  expect(dual.value(solved.x)).toBeCloseTo(-36, 6);
  const z = solved.x.toTypedArray();
  const μ = primal.multipliers.inequalities.toTypedArray();
  μ.forEach((v, i) => {
    expect(z[i]).toBeCloseTo(v, 6);
  });
  primal.x.toTypedArray().forEach((v, i) => {
    expect(Math.abs(solved.multipliers.equalities.toTypedArray()[i])).toBeCloseTo(v, 6);
  });
});

test('cone programs: the dual value is the primal one', () => {
  const cases: Parameters<typeof coneProgram>[0][] = [
    {
      q: [1, 0, 0],
      A: [
        [0, 1, 0],
        [0, 0, 1],
        [-1, 0, 0],
        [0, -1, 0],
        [0, 0, -1],
      ],
      b: [3, 4, 0, 0, 0],
      cones: [
        { kind: 'zero', size: 2 },
        { kind: 'second-order', size: 3 },
      ],
    },
    { q: [1], A: [[0], [0], [-1]], b: [1, 1, 0], cones: [{ kind: 'exponential' }] },
    { q: [1], A: [[-1], [0], [-1]], b: [-2, -Math.SQRT2, -3], cones: [{ kind: 'psd', order: 2 }] },
  ];
  for (const problem of cases) {
    const primal = coneProgram(problem);
    const dual = lagrangianDual(problem);
    const solved = coneProgram(dual.program);
    expect(solved.status).toBe('solved');
    expect(dual.value(solved.x)).toBeCloseTo(primal.objective, 6);
  }
});
