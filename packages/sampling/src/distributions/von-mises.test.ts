import { expect, test } from 'vitest';
import { vonMises } from './index.ts';

// mpmath, 40 digits: the density integrated from the end, −π, to the double x
test.each<[{ mean?: number; concentration: number }, number, 'cdf' | 'sf', number]>([
  [{ concentration: 1 }, -3.14158928522251, 'cdf', 1.5577178125046820682e-7],
  [{ concentration: 209.60984876189718 }, -3.1415926535897896, 'cdf', 1.8273989803219418756e-196],
  [{ mean: -2.4540884094312787, concentration: 1 }, 0.6875042400473346, 'sf', 1.9012351446882105841e-10],
  // 2⁻⁵² of a circle: π − Math.PI = 1.2246467991473532e-16
  [{ concentration: 0 }, Math.PI, 'sf', 1.2246467991473532e-16 / (2 * Math.PI)],
])('the tails of %o next to the cut at %d, where π is not a double, keep their digits', (parameters, x, f, reference) => {
  const d = vonMises(parameters);
  expect(Math.abs(d[f](x).item() / reference - 1)).toBeLessThan((20 + Math.abs(Math.log(reference))) * 2 ** -52); // and ε of the exponent
  const log = f === 'cdf' ? d.logcdf(x).item() : d.logsf(x).item();
  expect(Math.abs(log / Math.log(reference) - 1)).toBeLessThan(1e-14);
});

test.each([0, 1e-300, 1e-10, 1, 1e10, 1e300])('concentration %d: tails, quantiles and densities are numbers', (concentration) => {
  const d = vonMises({ concentration });
  for (const x of [-4, -Math.PI, -3, -1e-5, 0, 1e-150, 1, 3.1, Math.PI, 4, -Infinity, Infinity])
    for (const f of ['logpdf', 'cdf', 'sf', 'logcdf', 'logsf'] as const) expect(d[f](x).item(), `${f} at ${x}`).not.toBeNaN();
  for (const p of [0, 1e-300, 0.1, 0.5, 1]) expect(Math.abs(d.quantile(p).item())).toBeLessThanOrEqual(Math.PI);
  expect(d.cdf(0).item()).toBeCloseTo(0.5, 14);
});
