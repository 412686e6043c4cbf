import { expect, test } from 'vitest';
import { exponential, generalizedExtremeValue, generalizedPareto, gumbel, uniform, weibull } from './index.ts';

const points = [-3, -0.4, 0.1, 0.9, 2.5, 7, 60];

test('shape 0 is the exponential and the Gumbel distribution, and nearly 0 nearly so', () => {
  for (const x of points)
    for (const f of ['logpdf', 'cdf', 'sf', 'logcdf', 'logsf'] as const) {
      expect(generalizedPareto({ shape: 0 })[f](x).item()).toBe(exponential()[f](x).item());
      const [a, b] = [generalizedExtremeValue({ shape: 0 })[f](x).item(), gumbel()[f](x).item()];
      const near = generalizedExtremeValue({ shape: 1e-13 })[f](x).item();
      expect(Math.abs(a - b)).toBeLessThanOrEqual(8 * 2 ** -52 * Math.abs(b)); // the same exponent, rounded in another place
      expect(Math.abs(near - b)).toBeLessThanOrEqual(1e-9 * Math.abs(b)); // z²·1e-13
    }
});

test('shape −1 is uniform; a negative shape is a Weibull variable turned round', () => {
  for (const x of [0.1, 0.5, 0.99]) expect(generalizedPareto({ shape: -1 }).cdf(x).item()).toBeCloseTo(uniform().cdf(x).item(), 15);
  // 1 + ξz = w with w^(−1/ξ) exponential
  const ξ = -0.4;
  const d = generalizedExtremeValue({ shape: ξ });
  for (const x of [-4, 0.3, 2.1])
    expect(d.cdf(x).item()).toBeCloseTo(
      weibull({ shape: -1 / ξ })
        .sf(1 + ξ * x)
        .item(),
      14,
    );
});

test('nothing is NaN at and beyond the ends, moments are infinite where they do not exist', () => {
  for (const shape of [-2, -1, -0.3, 0, 1e-20, 0.3, 3, 50])
    for (const d of [generalizedPareto({ shape }), generalizedExtremeValue({ shape })]) {
      for (const x of [-Infinity, -1e308, -1 / shape, 0, 1e-300, 1e308, Infinity])
        for (const f of ['logpdf', 'cdf', 'sf', 'logcdf', 'logsf'] as const)
          expect(d[f](x).item(), `${d.name} ${shape}: ${f} at ${x}`).not.toBeNaN();
      expect(d.quantile(0).item()).toBe(d.support.lower.item());
      expect(d.isf(0).item()).toBe(d.support.upper.item());
      expect(d.mean().item() < Infinity).toBe(shape < 1);
      expect(d.variance().item() < Infinity).toBe(shape < 0.5);
    }
});

test('the variance of extreme values is smooth through shape 0', () => {
  const v = (shape: number): number => generalizedExtremeValue({ shape }).variance().item();
  // (Γ(1 − 2ξ) − Γ(1 − ξ)²)/ξ² by 40 digits
  for (const [shape, expected] of [
    [0.04, 1.837665616377444],
    [0.0399, 1.8371273345467438],
    [-0.04, 1.4899985465739429],
    [1e-9, 1.6449340711513037],
  ])
    expect(Math.abs(v(shape) / expected - 1)).toBeLessThan(1e-13); // ε/ξ where the series ends
});
