import { describe, expect, test } from 'vitest';
import { certifyKkt, quadraticProgram } from '../src/index.ts';
import { generated, infeasible, marosMeszaros, netlib, solveInfeasible, solveNetlib, storedProgram, worseThan } from './reference-sets.ts';

describe('quadratic programs of Maros and Mészáros, the small ones', () => {
  test.each(
    marosMeszaros()
      .filter((e) => e.n <= 300)
      .map((e) => [e.name, e.fstar]),
  )('%s', (name, fstar) => {
    const problem = storedProgram(`optim/mm/${name}.json.gz`);
    const r = quadraticProgram(problem);
    expect(r.status).toBe('solved');
    expect(certifyKkt(problem, r.x, r.multipliers).verdict).toBe('holds');
    expect(worseThan(r.objective, fstar, 1e-6)).toBe(false);
    expect(worseThan(-r.objective, -fstar, 1e-5)).toBe(false);
  });
});

describe('linear programs of Netlib, the small ones', () => {
  test.each([
    'afiro',
    'adlittle',
    'blend',
    'sc50a',
    'sc105',
    'share2b',
    'share1b',
    'kb2',
    'recipe',
    'stocfor1',
    'boeing2',
    'brandy',
    'israel',
    'forplan',
    'vtpbase',
  ])('%s', (name) => {
    const entry = netlib().find((e) => e.name === name)!;
    const value = solveNetlib(name);
    expect(typeof value).toBe('number');
    expect(Math.abs(Number(value) - entry.fstar)).toBeLessThan(1e-6 * Math.max(1, Math.abs(entry.fstar)));
  });
});

describe('programs without a solution', () => {
  test.each(
    infeasible()
      .filter((e) => e.name !== 'cplex1.mps')
      .map((e) => [e.name, e.status === 'Unbounded' ? 'dual-infeasible' : 'primal-infeasible']),
  )('%s', (name, status) => {
    const r = solveInfeasible(name);
    expect(r.status).toBe(status);
    // Exact, or as far as the radius that is printed: never refuted.
    expect(r.certificate.verdict).not.toBe('fails');
    const radius = r.certificate.checks.find((c) => c.id === 'infeasibility-radius')!.value;
    expect(radius === 'inf' ? Infinity : Number(radius)).toBeGreaterThan(1e6);
  });
});

describe('portfolios, controls, lassos and support vectors', () => {
  test.each(['markowitz_50_5', 'mpc_10', 'mpc_50', 'lasso_60_30', 'svm_rbf_60'])('%s', (name) => {
    const entry = generated().find((e) => e.name === name)!;
    const problem = storedProgram(`optim/qpgen/${name}.json`);
    const r = quadraticProgram(problem);
    expect(r.status).toBe('solved');
    expect(r.certificate.verdict).toBe('holds');
    expect(Math.abs(r.objective - entry.fstar)).toBeLessThan(1e-6 * Math.max(1, Math.abs(entry.fstar)));
  });
  test.each([
    ['infeasible_qp_20', 'primal-infeasible'],
    ['infeasible_qp_60', 'primal-infeasible'],
    ['unbounded_qp_20', 'dual-infeasible'],
    ['unbounded_qp_60', 'dual-infeasible'],
  ])('%s', (name, status) => {
    const r = quadraticProgram(storedProgram(`optim/qpgen/${name}.json`));
    expect(r.status).toBe(status);
    expect(r.certificate.verdict).not.toBe('fails');
  });
});
