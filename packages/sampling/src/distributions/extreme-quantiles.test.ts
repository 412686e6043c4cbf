/** Quantiles and draws at parameters from 1e-10 to 1e10: nothing is NaN, and the tail at a quantile is its probability. */
import { expect, test } from 'vitest';
import { key } from '@adjoint/random';
import { type Distribution, beta, fisherF, gamma, inverseGaussian, negativeBinomial, studentT } from './index.ts';

const sizes = [1e-10, 1e-5, 0.3, 7, 1e3, 1e6, 1e10];
const pairs = sizes.flatMap((a) => sizes.map((b) => [a, b] as const));
const members: Record<string, readonly Distribution[]> = {
  gamma: pairs.map(([shape, rate]) => gamma({ shape, rate })),
  beta: pairs.map(([a, b]) => beta({ a, b })),
  fisherF: pairs.map(([numerator, denominator]) => fisherF({ numerator, denominator })),
  inverseGaussian: pairs.map(([mean, shape]) => inverseGaussian({ mean, shape })),
  studentT: sizes.map((degreesOfFreedom) => studentT({ degreesOfFreedom })),
};

test.each(Object.keys(members))('%s', (name) => {
  for (const d of members[name]) {
    const at = (what: string): string =>
      `${what} of ${name} ${JSON.stringify(Object.fromEntries(Object.entries(d.parameters).map(([k, v]) => [k, v.item()])))}`;
    expect(Array.from(d.sample(key(1), [50]).data()).some(Number.isNaN), at('draws')).toBe(false);
    for (const p of [1e-300, 1e-20, 1e-3, 0.5, 0.999])
      for (const side of ['quantile', 'isf'] as const) {
        const x = d[side](p).item();
        expect(x, at(`${side} ${p}`)).not.toBeNaN();
        // at an end of the range of doubles, or next to an end of the support, there is no quantile to be had
        if (!(Math.abs(x) > 1e-300 && Math.abs(x) < 1e300) || (1 - x < 1e-15 && name === 'beta')) continue;
        const log = (side === 'quantile' ? d.logcdf(x) : d.logsf(x)).item();
        const slope = Math.abs(x) * Math.exp(d.logpdf(x).item() - log);
        // 1e-11 of the tails, and the rounding of x
        expect(Math.abs(log - Math.log(p)), at(`${side} ${p}`)).toBeLessThanOrEqual((1e-11 + 4e-16 * slope) * Math.max(1, -Math.log(p)));
      }
  }
});

test('an F variable beyond the range of doubles', () => {
  const d = fisherF({ numerator: 0.3, denominator: 1e-10 });
  expect(d.isf(0.001).item()).toBe(Infinity);
  // P(F > x) = 1 − O(n·log x): half the denominator times log 1e300 and a bit
  expect(d.logsf(1e300).item()).toBeGreaterThan(-4e-8);
  expect(d.logsf(1e300).item()).toBeLessThan(-3e-8);
});

test('quantiles of counts beyond 2⁵³, where integers are further apart than 1, are found', () => {
  const d = negativeBinomial({ successes: 1e6, probability: 1e-10 });
  const x = d.isf(1e-20).item(); // near 1e16
  expect(d.sf(x).item()).toBeLessThanOrEqual(1e-20);
  expect(d.sf(x - 2).item()).toBeGreaterThan(1e-20 * (1 - 1e-9));
  expect(x).toBeGreaterThan(1e16);
});
