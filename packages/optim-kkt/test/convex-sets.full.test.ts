/** The whole collections, with the bars that the solver must keep. */
import { expect, test } from 'vitest';
import { certifyKkt, quadraticProgram } from '../src/index.ts';
import { infeasible, marosMeszaros, netlib, solveInfeasible, solveNetlib, storedProgram, worseThan } from './reference-sets.ts';

test('Maros and Mészáros: at least 71 of 74 strictly, none of them wrong, median of iterations at most 15', () => {
  const iterations: number[] = [];
  const unsolved: string[] = [];
  for (const { name, fstar } of marosMeszaros()) {
    const problem = storedProgram(`optim/mm/${name}.json.gz`);
    const r = quadraticProgram(problem, { timeLimit: 120 });
    if (r.status !== 'solved') {
      unsolved.push(`${name}: ${r.status}`);
      continue;
    }
    expect(certifyKkt(problem, r.x, r.multipliers).verdict, name).toBe('holds');
    expect(worseThan(r.objective, fstar, 1e-5), name).toBe(false);
    iterations.push(r.iterations);
  }
  iterations.sort((a, b) => a - b);
  expect(iterations.length, unsolved.join(', ')).toBeGreaterThanOrEqual(71);
  expect(iterations[iterations.length >> 1]).toBeLessThanOrEqual(15);
});

test('Netlib: every verified optimum within 1e-6', () => {
  const wrong = netlib()
    .filter((e) => e.verified)
    .map((e) => ({ ...e, value: solveNetlib(e.name) }))
    .filter((e) => typeof e.value !== 'number' || Math.abs(e.value - e.fstar) > 1e-6 * Math.max(1, Math.abs(e.fstar)));
  expect(wrong.map((e) => `${e.name}: ${e.value} for ${e.fstar}`)).toEqual([]);
});

test('infeasible and unbounded programs: the right status for all', () => {
  const wrong = infeasible().filter(
    (e) => solveInfeasible(e.name).status !== (e.status === 'Unbounded' ? 'dual-infeasible' : 'primal-infeasible'),
  );
  expect(wrong.map((e) => e.name)).toEqual([]);
});
