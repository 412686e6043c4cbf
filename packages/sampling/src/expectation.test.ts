import { describe, expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { foldIn, key } from '@adjoint/random';
import { tensor } from '@adjoint/tensor';
import {
  antitheticMean,
  antitheticUniform,
  controlVariates,
  expectation,
  exponential,
  normal,
  stratifiedMean,
  stratifiedUniform,
  uniform,
} from './index.ts';

const c = readReference<Record<string, string>>('sampling/importance/antithetic_control_variate.json');
const truth = Number(c.answer);

describe('E exp(U)', () => {
  test('control variate: the optimal coefficient and the variance it leaves', () => {
    const n = 50_000;
    const u = uniform().sample(key(1), n);
    const r = controlVariates(u.exp(), u.expandDims(1), tensor([0.5]));
    const exact = Math.sqrt(Number(c.n_var_control_U_optimal) / n);
    expect(Math.abs(r.estimate - truth)).toBeLessThanOrEqual(4 * exact);
    expect(r.standardError / exact).toBeCloseTo(1, 1);
    expect(r.coefficients.data()[0]).toBeCloseTo(Number(c.optimal_coefficient), 2);
    expect(r.remaining).toBeCloseTo(Number(c.n_var_control_U_optimal) / Number(c.n_var_crude), 2);
  });
  test('antithetic pairs: the variance of the reference', () => {
    const pairs = 25_000;
    const r = antitheticMean(antitheticUniform(key(2), pairs).exp());
    const exact = Math.sqrt(Number(c.n_var_antithetic_per_pair_of_draws) / (2 * pairs));
    expect(Math.abs(r.estimate - truth)).toBeLessThanOrEqual(4 * exact);
    expect(r.standardError / exact).toBeCloseTo(1, 1);
  });
  test('stratified points: error of order n^(-3/2)', () => {
    const error = (slices: number): number => stratifiedMean(stratifiedUniform(key(3), slices).exp(), slices).standardError;
    expect(Math.log(error(1000) / error(100)) / Math.log(10)).toBeCloseTo(-1.5, 1);
    const r = stratifiedMean(stratifiedUniform(key(3), 1000).exp(), 1000);
    expect(Math.abs(r.estimate - truth)).toBeLessThanOrEqual(4 * r.standardError);
  });
});

test.each(['quasi', 'stratified', 'antithetic', 'monte-carlo', 'importance'] as const)(
  '%s: the truth lies within four of its errors, over keys',
  (method) => {
    let misses = 0;
    for (let k = 0; k < 40; k++) {
      const r = expectation((x) => x.square(), normal({ mean: 1 }), {
        key: foldIn(key(4), k),
        n: 1024,
        method,
        ...(method === 'importance' ? { proposal: normal({ mean: 1, standardDeviation: 1.4 }) } : null),
      });
      expect(r.method).toBe(method);
      if (Math.abs(r.estimate - 2) > 4 * r.standardError) misses++;
    }
    expect(misses).toBeLessThanOrEqual(1); // sixteen randomisations make t, not normal, errors
  },
);

test('several variables, and the gain of quasi-random points', () => {
  const f = (x: Parameters<Parameters<typeof expectation>[0]>[0]) => x.slice(null, 0).add(x.slice(null, 1)).mul(-1).exp();
  const both = [exponential(), normal()];
  const quasi = expectation(f, both, { key: key(5) });
  const crude = expectation(f, both, { key: key(5), method: 'monte-carlo' });
  const exact = 0.5 * Math.exp(0.5);
  expect(Math.abs(quasi.estimate - exact)).toBeLessThanOrEqual(5 * quasi.standardError);
  expect(quasi.standardError).toBeLessThan(crude.standardError / 3);
});

test('what does not fit is named', () => {
  const o = { key: key(0) };
  expect(() => expectation((x) => x, normal(), { ...o, n: 5 })).toThrow(/n = 5/);
  expect(() => expectation((x) => x, normal({ mean: tensor([0, 1]) }), o)).toThrow(/shape \[2\]/);
  expect(() => expectation((x) => x, normal(), { ...o, method: 'importance' })).toThrow(/without a proposal/);
  expect(() => expectation((x) => x, [normal(), normal()], { ...o, method: 'importance' })).toThrow(/list of distributions/);
  expect(() => expectation((x) => x.sum(), normal(), o)).toThrow(/f gave shape \[\]/);
  expect(() => controlVariates(tensor([1, 2]), tensor([[1], [2]]), tensor([0]))).toThrow(/2 draws for 1 controls/);
  expect(() => antitheticMean(tensor([1, 2, 3]))).toThrow(/pairs = 1.5/);
});
