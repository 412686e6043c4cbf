import { expect, test } from 'vitest';
import fc from 'fast-check';
import { certifyInfeasible, certifyKkt, quadraticProgram } from '../index.ts';
import { rowProgram } from '../problem/quadratic-program.ts';
import { presolve } from './presolve.ts';

const integer = fc.integer({ min: -3, max: 3 });

test('with and without: one status, one objective, multipliers that are certified for the program as given', () => {
  const seen = new Set<string>();
  fc.assert(fc.property(fc.array(integer, { minLength: 30, maxLength: 30 }), (v) => {
    const P = [[v[0] ** 2 + 1, v[0], 0, 0], [v[0], 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, Math.abs(v[1])]];
    // Rows of one variable, a chain that fixes variables one by one, an empty row and ordinary rows.
    const matrix = [[v[2] || 1, 0, 0, 0], [v[3] || 1, v[4] || 1, 0, 0], [0, v[5], v[6], v[7]], [0, 0, 0, 0], [1, 1, 1, 1], [0, 0, v[8] || 2, 0]];
    const problem = {
      P, q: v.slice(9, 13), rows: { matrix, lower: [v[13], v[14], -5, -1, -20, -4], upper: [v[13] + Math.abs(v[15]), v[14] + 2 * Math.abs(v[16]), 5 + v[17], 1, 20, 4] },
      lower: [-10, -10, -10, v[18]], upper: [10, 10, 10, v[18] + Math.abs(v[19])],
    };
    const plain = quadraticProgram(problem, { presolve: false }), simpler = quadraticProgram(problem);
    seen.add(simpler.status);
    expect(simpler.status).toBe(plain.status);
    if (plain.status === 'solved') {
      expect(Math.abs(simpler.objective - plain.objective)).toBeLessThan(1e-6 * (1 + Math.abs(plain.objective)));
      expect(certifyKkt(problem, simpler.x, simpler.multipliers).verdict).toBe('holds');
    } else expect(certifyInfeasible(problem, simpler.ray!).verdict).not.toBe('fails');
  }), { numRuns: 120 });
  expect([...seen].sort()).toEqual(['primal-infeasible', 'solved']);
});

test('a chain of equalities disappears altogether', () => {
  // x = 1, x + y = 3, y + z = 5: everything is fixed
  const problem = { q: [1, 1, 1], A: [[1, 0, 0], [1, 1, 0], [0, 1, 1]], b: [1, 3, 5] }, found = presolve(rowProgram(problem).program)!;
  expect(found.removed).toEqual({ rows: 3, variables: 3 });
  const restored = found.restore({ x: new Float64Array(0), y: new Float64Array(0), w: new Float64Array(0) }, 'none');
  expect([...restored.x]).toEqual([1, 2, 3]);
  expect(certifyKkt(problem, restored.x, { equalities: restored.y }).verdict).toBe('holds');
  for (const w of restored.w) expect(w).toBeCloseTo(0, 12);
});

test('a row that becomes a bound gets its multiplier back', () => {
  const r = quadraticProgram({ P: [[2, 0], [0, 2]], q: [-8, 0], G: [[2, 0], [1, 1]], h: [4, 10] });
  expect(r.multipliers.inequalities.toTypedArray()[0]).toBeCloseTo(2, 6);
  expect(r.multipliers.upper.toTypedArray()[0]).toBe(0);
});
