/**
 * Both tails at parameters from 1e-10 to 1e10, against mpmath; half of the rows are those where SciPy errs the most.
 *
 * Bars: 4 units in the last place for closed forms, 150 for sums, continued fractions and integrals in the centre (the
 * smallest exponents cost the most), and in the far tails ε times the exponent, a handful of times.
 */
import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { type Distribution } from './index.ts';
import * as families from './index.ts';

type Row = readonly [
  parameters: Readonly<Record<string, number | string>>,
  x: number,
  logcdf: string,
  logsf: string,
  logpdf: string,
  cdf: string,
  sf: string,
];
const table = readReference<Readonly<Record<string, readonly Row[]>>>('sampling/extreme-parameters/extreme-parameters.json');
const make = families as unknown as Readonly<Record<string, (parameters: object) => Distribution>>;
const closed = [
  'normal',
  'halfNormal',
  'logNormal',
  'laplace',
  'logistic',
  'gumbel',
  'cauchy',
  'halfCauchy',
  'rayleigh',
  'exponential',
  'levy',
  'weibull',
  'pareto',
  'kumaraswamy',
  'uniform',
  'geometric',
  'generalizedPareto',
  'generalizedExtremeValue',
];
const EPS = 2 ** -52;

test.each(Object.keys(table))('%s', (name) => {
  expect(table[name].length).toBeGreaterThanOrEqual(14);
  for (const [given, x, logcdf, logsf, logpdf, cdf, sf] of table[name]) {
    const parameters = Object.fromEntries(
      Object.entries(given).map(([k, v]) => [k, v === 'inf' ? Infinity : v === '-inf' ? -Infinity : v]),
    );
    const d = make[name](parameters);
    const at = `of ${name} ${JSON.stringify(given)} at ${x}`;
    for (const [f, reference, log] of [
      ['cdf', cdf, logcdf],
      ['sf', sf, logsf],
    ] as const) {
      const p = Number(reference);
      const value = d[f](x).item();
      const bar = closed.includes(name) ? 4 : 150 + Math.abs(Number(log));
      if (p > 1e-290) expect(Math.abs(value - p), `${f} ${at}`).toBeLessThanOrEqual((bar + 0.5) * EPS * p);
      else expect(value, `${f} ${at}`).toBeLessThan(2e-290);
    }
    for (const [f, reference] of [
      ['logcdf', logcdf],
      ['logsf', logsf],
    ] as const) {
      const l = Number(reference);
      if (l < -1e-290) expect(Math.abs(d[f](x).item() / l - 1), `${f} ${at}`).toBeLessThanOrEqual(1e-12);
    }
    const l = Number(logpdf);
    expect(Math.abs(d.logpdf(x).item() - l), `logpdf ${at}`).toBeLessThanOrEqual(50 * EPS * Math.max(1, Math.abs(l)));
  }
});
