import { expect, test } from 'vitest';
import { key } from '@adjoint/random';
import { beta, exponential, inverseTransformDensity, kolmogorovSmirnov, normal } from '../index.ts';

test('mass and quantiles of densities known up to their constants', () => {
  const z = inverseTransformDensity((x) => 7 * Math.exp((-x * x) / 2), { lower: -Infinity, upper: Infinity });
  expect(Math.abs(z.mass / (7 * Math.sqrt(2 * Math.PI)) - 1)).toBeLessThan(1e-12);
  expect(z.error).toBeLessThanOrEqual(1e-12);
  for (const p of [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999]) expect(Math.abs(normal().cdf(z.quantile(p)).item() - p)).toBeLessThan(4e-12);
  const e = inverseTransformDensity((x) => Math.exp(-3 * x), { lower: 0, upper: Infinity });
  for (const p of [1e-9, 0.5, 0.99]) expect(Math.abs(e.quantile(p) / exponential({ rate: 3 }).quantile(p).item() - 1)).toBeLessThan(1e-9);
  const b = inverseTransformDensity((x) => x * (1 - x) ** 3, { lower: 0, upper: 1 });
  for (const p of [0.001, 0.4, 0.999]) expect(Math.abs(b.quantile(p) - beta({ a: 2, b: 4 }).quantile(p).item())).toBeLessThan(1e-11);
  expect([b.quantile(0), b.quantile(1)]).toEqual([0, 1]);
});

test('a narrow density far out is found by its center, and refused without', () => {
  const f = (x: number): number => Math.exp(-(((x - 1e6) / 10) ** 2) / 2);
  const whole = { lower: -Infinity, upper: Infinity };
  expect(() => inverseTransformDensity(f, whole)).toThrow(/0 wherever/);
  expect(Math.abs(inverseTransformDensity(f, { ...whole, center: 1e6 }).quantile(0.975) - (1e6 + 19.59963984540054))).toBeLessThan(1e-9);
});

test('draws fit', () => {
  const draws = inverseTransformDensity((x) => Math.exp(-Math.abs(x)), { lower: -Infinity, upper: Infinity }).sample(key(1), [1000]);
  expect(kolmogorovSmirnov(draws, (x) => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2)).pValue).toBeGreaterThan(0.001);
});

test('what is no density is refused', () => {
  expect(() => inverseTransformDensity((x) => x, { lower: -1, upper: 1 })).toThrow(/density -/);
  expect(() => inverseTransformDensity((x) => 1 / x, { lower: 0, upper: 1 })).toThrow(/density Infinity|panels/);
  expect(() => inverseTransformDensity(() => 0, { lower: 0, upper: 1 })).toThrow(/0 wherever/);
  expect(() => inverseTransformDensity(() => 1, { lower: 1, upper: 1 })).toThrow(/support \[1, 1\]/);
  expect(() => inverseTransformDensity(() => 1, { lower: 0, upper: 1, center: 2 })).toThrow(/center 2/);
});
