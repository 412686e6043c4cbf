import { expect, test } from 'vitest';
import { key } from '@adjoint/random';
import { digamma, log, tensor } from '@adjoint/tensor';
import { beta } from './beta.ts';
import { bernoulli } from './binomial.ts';
import { fit } from './fit.ts';
import { gamma } from './gamma.ts';
import { normal } from './normal.ts';
import { poisson } from './poisson.ts';
import { studentT } from './student-t.ts';
import { vonMises } from './von-mises.ts';

test('the normal fit is the mean and the root of the mean square, with their standard errors', () => {
  const x = tensor([1, 2, 4, 7, 11, 2.5]);
  const result = fit((θ) => normal(θ), { mean: 0, standardDeviation: 1 }, x, { ranges: { mean: 'real' } });
  const s = x.variance().sqrt().item();
  expect(result.status).toBe('converged');
  expect(result.parameters.mean).toBeCloseTo(x.mean().item(), 7);
  expect(result.parameters.standardDeviation).toBeCloseTo(s, 7);
  expect(result.standardErrors.mean).toBeCloseTo(s / Math.sqrt(6), 5);
  expect(result.standardErrors.standardDeviation).toBeCloseTo(s / Math.sqrt(12), 5);
  expect(result.logLikelihood).toBeCloseTo(result.distribution.logpdf(x).sum().item(), 10);
});

test('the gamma fit solves its likelihood equations', () => {
  const x = gamma({ shape: 2.5, rate: 3 }).sample(key(3), 500);
  const { parameters: p, status } = fit((θ) => gamma(θ), { shape: 1, rate: 1 }, x);
  expect(status).toBe('converged');
  expect(p.shape / p.rate).toBeCloseTo(x.mean().item(), 8);
  expect(Math.log(p.shape) - digamma(p.shape).item()).toBeCloseTo(Math.log(x.mean().item()) - log(x).mean().item(), 8);
});

test('fits lie within four of their standard errors of what made the data', () => {
  const n = 1500;
  const near = (value: number, truth: number, error: number): void => {
    expect(Math.abs(value - truth)).toBeLessThan(4 * error);
  };
  const b = fit((θ) => beta(θ), { a: 1, b: 1 }, beta({ a: 0.7, b: 2 }).sample(key(1), n));
  near(b.parameters.a, 0.7, b.standardErrors.a);
  near(b.parameters.b, 2, b.standardErrors.b);
  const t = fit(
    (θ) => studentT(θ),
    { degreesOfFreedom: 5, location: 0, scale: 1 },
    studentT({ degreesOfFreedom: 3, location: 1, scale: 2 }).sample(key(2), n),
    { ranges: { location: 'real' } },
  );
  near(t.parameters.location, 1, t.standardErrors.location);
  near(t.parameters.degreesOfFreedom, 3, t.standardErrors.degreesOfFreedom);
  const v = fit((θ) => vonMises(θ), { mean: 0.2, concentration: 1 }, vonMises({ mean: 0.5, concentration: 8 }).sample(key(3), n), {
    ranges: { mean: 'real' },
  });
  near(v.parameters.concentration, 8, v.standardErrors.concentration);
  const p = fit((θ) => poisson(θ), { rate: 1 }, poisson({ rate: 30 }).sample(key(4), n));
  near(p.parameters.rate, 30, Math.sqrt(30 / n));
  const coin = fit((θ) => bernoulli(θ), { probability: 0.5 }, bernoulli({ probability: 0.1 }).sample(key(5), n), {
    ranges: { probability: 'unit' },
  });
  near(coin.parameters.probability, 0.1, coin.standardErrors.probability);
});

test('a likelihood without a maximum is a status with advice; impossible data are refused', () => {
  const constant = fit((θ) => normal(θ), { mean: 0, standardDeviation: 1 }, tensor([2, 2, 2]), {
    ranges: { mean: 'real' },
    maxIterations: 25,
  });
  expect(constant.status).toBe('not-converged');
  expect(constant.advice).toMatch(/maximum/);
  expect(() => fit((θ) => gamma(θ), { shape: 1, rate: 1 }, tensor([1, -1]))).toThrow(/at the start is -Infinity/);
  expect(() => fit((θ) => gamma(θ), { shape: 1, rate: 1 }, tensor([]))).toThrow(/no data/);
});
