/** Quantiles of random members of every family whose quantile is found numerically, from 1e-300 to 1 − 2⁻⁵³, at both ends. */
import { test } from 'vitest';
import fc from 'fast-check';
import type { Distribution } from './core/distribution.ts';
import * as f from './index.ts';

const power = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true }).map((e) => 10 ** e);
const continuous: Record<string, fc.Arbitrary<Distribution>> = {
  gamma: fc.tuple(power(-3, 6), power(-3, 3)).map(([shape, rate]) => f.gamma({ shape, rate })),
  inverseGamma: fc.tuple(power(-2, 4), power(-3, 3)).map(([shape, scale]) => f.inverseGamma({ shape, scale })),
  beta: fc.tuple(power(-2, 4), power(-2, 4)).map(([a, b]) => f.beta({ a, b })),
  studentT: power(-0.5, 4).map((degreesOfFreedom) => f.studentT({ degreesOfFreedom })),
  fisherF: fc.tuple(power(-0.5, 3), power(-0.5, 3)).map(([numerator, denominator]) => f.fisherF({ numerator, denominator })),
  inverseGaussian: fc.tuple(power(-2, 2), power(-3, 4)).map(([mean, shape]) => f.inverseGaussian({ mean, shape })),
  truncatedNormal: fc
    .tuple(fc.double({ min: -30, max: 30, noNaN: true }), power(-3, 1.5))
    .map(([low, width]) => f.truncatedNormal({ low, high: low + width })),
  vonMises: power(-4, 5).map((concentration) => f.vonMises({ concentration })),
};
const probabilities = [1e-300, 1e-100, 1e-30, 1e-15, 1e-8, 1e-3, 0.3, 0.5, 0.7, 0.999, 1 - 2 ** -30, 1 - 2 ** -53];

test.each(Object.entries(continuous))('%s: the tail at the quantile is the probability', (_name, members) => {
  fc.assert(
    fc.property(members, fc.constantFrom(...probabilities), fc.constantFrom('quantile' as const, 'isf' as const), (d, p, side) => {
      const x = d[side](p).item();
      const lower = d.support.lower.item();
      const upper = d.support.upper.item();
      if (!(x >= lower && x <= upper)) return false;
      // rounded to an end of the support, or out of the range of doubles with full precision
      if (x === lower || Math.abs(x - upper) <= 2 ** -52 * Math.abs(x) || Math.abs(x) < 1e-305 || Math.abs(x) > 1e305) return true;
      const q = p <= 0.5 ? p : 1 - p;
      const logTail = ((side === 'quantile') === p <= 0.5 ? d.logcdf(x) : d.logsf(x)).item();
      const error = Math.abs(logTail - Math.log(q));
      // the error of x that would explain the difference of the tails
      return error < 1e-12 || (error * Math.exp(logTail - d.logpdf(x).item())) / Math.abs(x) < 1e-12;
    }),
    { numRuns: 600 },
  );
});

const discrete: Record<string, fc.Arbitrary<Distribution>> = {
  poisson: power(-3, 6).map((rate) => f.poisson({ rate })),
  binomial: fc
    .tuple(fc.integer({ min: 0, max: 100000 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([trials, probability]) => f.binomial({ trials, probability })),
  geometric: power(-6, 0).map((probability) => f.geometric({ probability })),
  negativeBinomial: fc.tuple(power(-2, 3), power(-3, 0)).map(([successes, probability]) => f.negativeBinomial({ successes, probability })),
  betaBinomial: fc
    .tuple(fc.integer({ min: 0, max: 2000 }), power(-1, 3), power(-1, 3))
    .map(([trials, a, b]) => f.betaBinomial({ trials, a, b })),
  hypergeometric: fc
    .tuple(fc.integer({ min: 0, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([population, a, b]) => f.hypergeometric({ population, marked: Math.floor(a * population), drawn: Math.floor(b * population) })),
};
test.each(Object.entries(discrete))('%s: quantiles are the first values to reach the probability, nothing is NaN', (_name, members) => {
  fc.assert(
    fc.property(members, fc.constantFrom(...probabilities), (d, p) => {
      const x = d.quantile(p).item();
      const y = d.isf(p).item();
      const reached = (k: number): boolean => (p > 0.5 ? d.sf(k).item() <= 1 - p : d.cdf(k).item() >= p);
      const left = (k: number): boolean => (p > 0.5 ? d.cdf(k).item() >= 1 - p : d.sf(k).item() <= p);
      for (const k of ['logpdf', 'cdf', 'sf', 'logcdf', 'logsf'] as const)
        for (const at of [x, y, x - 1, y + 1, d.support.lower.item()]) if (Number.isNaN(d[k](at).item())) return false;
      const first = d.support.lower.item();
      return reached(x) && (x === first || !reached(x - 1)) && left(y) && (y === first || !left(y - 1));
    }),
    { numRuns: 300 },
  );
});
