import { describe, expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { key } from '@adjoint/random';
import type { Tensor } from '@adjoint/tensor';
import { adaptiveRejection, beta, gamma, kolmogorovSmirnov, normal, rejectionSample, truncatedNormal, uniform } from '../index.ts';

test('Beta(2.7, 6.3) below its mode: the exact share is accepted, the draws fit', () => {
  const { acceptance } = readReference<{ acceptance: string }>('sampling/importance/rejection_beta.json');
  const target = beta({ a: 2.7, b: 6.3 });
  const logBound = target.logpdf(1.7 / 7).item();
  const r = rejectionSample({ target: (x) => target.logpdf(x), proposal: uniform(), logBound, n: 20_000, key: key(1) });
  expect(Math.abs(r.acceptance - Number(acceptance))).toBeLessThanOrEqual(4 * r.acceptanceError);
  expect(r.draws.shape).toEqual([20_000]);
  expect(kolmogorovSmirnov(r.draws.slice([0, 2000]), (x) => target.cdf(x).item()).pValue).toBeGreaterThan(0.001);
});

test('a bound that does not hold is found, a hopeless one ends', () => {
  const target = (x: Tensor): Tensor => normal().logpdf(x);
  const proposal = normal({ standardDeviation: 2 });
  expect(() => rejectionSample({ target, proposal, logBound: 0.3, n: 1000, key: key(2) })).toThrow(/above the bound 0.3/);
  expect(() => rejectionSample({ target, proposal, logBound: 40, n: 10, key: key(2) })).toThrow(/0 of 10 draws/);
  expect(() => rejectionSample({ target, proposal, logBound: NaN, n: 10, key: key(2) })).toThrow(/logBound = NaN/);
  expect(() => rejectionSample({ target: (x) => x.sum(), proposal, logBound: 1, n: 10, key: key(2) })).toThrow(/shape \[\]/);
});

describe('adaptive rejection', () => {
  test('draws fit a normal, a gamma and a truncated tail', () => {
    const cases = [
      [normal(), { logDensity: (x: number) => (-x * x) / 2 + 1e3, derivative: (x: number) => -x, start: [-1, 2] }],
      [
        gamma({ shape: 3, rate: 2 }),
        { logDensity: (x: number) => 2 * Math.log(x) - 2 * x, derivative: (x: number) => 2 / x - 2, lower: 0, start: [0.5, 4] },
      ],
      [truncatedNormal({ low: 6 }), { logDensity: (x: number) => (-x * x) / 2, derivative: (x: number) => -x, lower: 6, start: [7] }],
      [uniform(), { logDensity: () => 0, derivative: () => 0, lower: 0, upper: 1, start: [0.5] }],
    ] as const;
    cases.forEach(([d, density], i) => {
      const x = adaptiveRejection(density, 2000, key(10 + i));
      expect(kolmogorovSmirnov(x, (v) => d.cdf(v).item()).pValue).toBeGreaterThan(0.001);
    });
  });
  test('few evaluations are needed once the bound fits', () => {
    let evaluations = 0;
    adaptiveRejection(
      {
        logDensity: (x) => {
          evaluations++;
          return (-x * x) / 2;
        },
        derivative: (x) => -x,
        start: [-1, 1],
      },
      5000,
      key(3),
    );
    expect(evaluations).toBeLessThan(5500);
  });
  test('what is not log-concave is refused, by a rising slope or a point above', () => {
    const cauchy = { logDensity: (x: number) => -Math.log1p(x * x), derivative: (x: number) => (-2 * x) / (1 + x * x) };
    expect(() => adaptiveRejection({ ...cauchy, start: [-1, 1] }, 5000, key(4))).toThrow(/log-concave/);
    expect(() => adaptiveRejection({ ...cauchy, start: [-3, -1, 1] }, 1, key(4))).toThrow(/slope rises/);
  });
  test('wrong starts are named', () => {
    const d = { logDensity: (x: number) => (-x * x) / 2, derivative: (x: number) => -x };
    expect(() => adaptiveRejection({ ...d, start: [1, 2] }, 1, key(0))).toThrow(/start further left/);
    expect(() => adaptiveRejection({ ...d, start: [-2, -1] }, 1, key(0))).toThrow(/start further right/);
    expect(() => adaptiveRejection({ ...d, lower: 0, start: [-1] }, 1, key(0))).toThrow(/start at -1/);
    expect(() => adaptiveRejection({ ...d, start: [] }, 1, key(0))).toThrow(/no start/);
  });
});
