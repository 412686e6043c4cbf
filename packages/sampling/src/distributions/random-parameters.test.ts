/** Tails at random parameters, far out and in the centre, against 60-digit references. */
import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { type Distribution, beta, binomial, fisherF, gamma, inverseGaussian, negativeBinomial, poisson, studentT } from './index.ts';

type Row = readonly [parameters: Readonly<Record<string, number>>, x: number, logcdf: string, logsf: string, logpdf: string];
const table = readReference<Readonly<Record<string, readonly Row[]>>>('sampling/random-parameters/random-parameters.json');
const families = { beta, binomial, fisherF, gamma, inverseGaussian, negativeBinomial, poisson, studentT } as unknown as Readonly<
  Record<string, (parameters: object) => Distribution>
>;

test('every family of the table', () => {
  expect(Object.keys(table).sort()).toEqual(Object.keys(families).sort());
});

test.each(Object.keys(families))('%s', (name) => {
  for (const [parameters, x, logcdf, logsf, logpdf] of table[name]) {
    const d = families[name](parameters);
    const at = `${name} ${JSON.stringify(parameters)} at ${x}`;
    for (const [f, reference] of [
      ['logcdf', logcdf],
      ['logsf', logsf],
    ] as const) {
      const value = d[f](x).item();
      const log = Number(reference);
      // A logarithm near 0 is −(the other tail), below the smallest normal number nothing is left of it.
      if (log < -1e-290) expect(Math.abs(value / log - 1), `${f} of ${at}`).toBeLessThanOrEqual(1e-12);
    }
    // ε times the terms of the logarithm
    expect(Math.abs(d.logpdf(x).item() - Number(logpdf)), `logpdf of ${at}`).toBeLessThanOrEqual(
      4e-15 * Math.max(1, Math.abs(Number(logpdf))),
    );
    // in the centre: 100 units for incomplete gamma and beta functions, 200 where an exponent is below 0.01
    const bar = Object.values(parameters).some((v) => v < 0.02) ? 200 : 100;
    for (const [f, reference] of [
      ['cdf', logcdf],
      ['sf', logsf],
    ] as const) {
      const p = Math.exp(Number(reference));
      if (p > 0.01 && p < 0.99) expect(Math.abs(d[f](x).item() / p - 1), `${f} of ${at}`).toBeLessThanOrEqual(bar * 2 ** -52);
    }
  }
});
