import { expect, test } from 'vitest';
import { key } from '@adjoint/random';
import { tensor } from '@adjoint/tensor';
import { exponential, inverseTransform, inverseTransformTable, kolmogorovSmirnov, normal } from '../index.ts';

test('an inverted cdf gives its quantiles to the last digits, with infinite and with finite support', () => {
  const rate = 2;
  const e = inverseTransform((x) => -Math.expm1(-rate * x), { lower: 0, upper: Infinity });
  for (const p of [1e-12, 0.1, 0.5, 0.9, 1 - 1e-12])
    expect(Math.abs(e.quantile(p) / (-Math.log1p(-p) / rate) - 1)).toBeLessThanOrEqual(
      4 * 2 ** -53 * Math.max(1, 1 / (1 - p) / -Math.log1p(-p)),
    ); // F is known to ε, x to ε/f
  const z = inverseTransform((x) => normal().cdf(x).item(), { lower: -Infinity, upper: Infinity });
  expect(z.quantile(0.975)).toBeCloseTo(1.959963984540054, 13);
  expect(inverseTransform((x) => x * x, { lower: 0, upper: 1 }).quantile(0.25)).toBeCloseTo(0.5, 15);
});

test('draws by inversion pass the test of Kolmogorov and Smirnov, and those of another distribution fail it', () => {
  const draws = inverseTransform((x) => -Math.expm1(-x), { lower: 0, upper: Infinity }).sample(key(4), [2000]);
  expect(kolmogorovSmirnov(draws, (x) => exponential().cdf(x).item()).pValue).toBeGreaterThan(0.001);
  expect(kolmogorovSmirnov(draws, (x) => exponential({ rate: 1.5 }).cdf(x).item()).pValue).toBeLessThan(1e-6);
});

test('a table is inverted by interpolation', () => {
  const t = inverseTransformTable([0, 1, 3], [0, 0.25, 1]);
  expect([0, 0.125, 0.25, 0.625, 1].map((p) => t.quantile(p))).toEqual([0, 0.5, 1, 2, 3]);
  const draws = t.sample(key(6), [3000]);
  expect(kolmogorovSmirnov(draws, (x) => (x < 1 ? 0.25 * x : 0.25 + 0.375 * (x - 1))).pValue).toBeGreaterThan(0.001);
  expect(inverseTransformTable([0, 1, 2, 3], [0, 0.5, 0.5, 1]).quantile(0.5)).toBe(1);
});

test('p-values of the statistic agree with the table of Stephens', () => {
  // critical values of (√n + 0.12 + 0.11/√n)·D: 1.224 at 10 %, 1.358 at 5 %, 1.628 at 1 %
  const uniform = (n: number, d: number) => Array.from({ length: n }, (_, i) => Math.min(1, Math.max(0, (i + 1) / n - d)));
  for (const [t, p] of [
    [1.224, 0.1],
    [1.358, 0.05],
    [1.628, 0.01],
  ]) {
    const n = 400;
    const root = Math.sqrt(n);
    const d = t / (root + 0.12 + 0.11 / root);
    const draws = uniform(n, d);
    expect(kolmogorovSmirnov(tensor(draws), (x) => x).pValue).toBeCloseTo(p, 3);
  }
});

test('what is no distribution function is refused', () => {
  expect(() => inverseTransform((x) => x, { lower: 0, upper: 0.5 })).toThrow(/goes from 0 to 0.5/);
  expect(() => inverseTransform((x) => x, { lower: 1, upper: 0 })).toThrow(/support \[1, 0\]/);
  expect(() => inverseTransform((x) => NaN * x, { lower: 0, upper: 1 })).toThrow(/NaN/);
  expect(() => inverseTransformTable([0, 1], [0, 0.5])).toThrow(/from 0 to 0.5/);
  expect(() => inverseTransformTable([0, 0], [0, 1])).toThrow(/x\[1\] = 0/);
  expect(() => inverseTransformTable([0, 1, 2], [0, 0.7, 0.5])).toThrow(/F\[2\]/);
});

test('p-values of few draws are exact', () => {
  const tail = (n: number, d: number): number =>
    kolmogorovSmirnov(tensor(Array.from({ length: n }, (_, i) => Math.min(1, Math.max(0, (i + 1) / n - d)))), (x) => x).pValue;
  // closed forms: n = 1, P(D < d) = 2d − 1; n = 2, P(D < d) = 2(2d − ½)² for ¼ ≤ d ≤ ½ and 1 − 2(1 − d)² above
  expect(tail(1, 0.7)).toBeCloseTo(1 - 0.4, 14);
  expect(tail(2, 0.4)).toBeCloseTo(1 - 2 * 0.3 ** 2, 14);
  expect(tail(2, 0.8)).toBeCloseTo(2 * 0.2 ** 2, 14);
  // Marsaglia, Tsang, Wang (2003): P(D < 0.274) for n = 10
  expect(1 - tail(10, 0.274)).toBeCloseTo(0.6284796154565, 12);
});
