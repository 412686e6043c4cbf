import { expect, test } from 'vitest';
import { grad } from '@adjoint/calculus';
import { key } from '@adjoint/random';
import { type Tensor, tensor } from '@adjoint/tensor';
import { exponential } from '../exponential.ts';
import { gamma } from '../gamma.ts';
import { logNormal } from '../log-normal.ts';
import { normal } from '../normal.ts';
import { poisson } from '../poisson.ts';
import { truncatedNormal } from '../truncated-normal.ts';
import { type Bijector, affine, bijectorOnto, chain, exponentialMap, logitInterval, softplusMap, tanhMap } from './bijector.ts';
import { mixture } from './mixture.ts';
import { transformed } from './transformed.ts';
import { truncated } from './truncated.ts';

const maps: readonly Bijector[] = [
  affine({ scale: -3, shift: 2 }),
  exponentialMap(1),
  softplusMap,
  logitInterval(-2, 5),
  tanhMap,
  chain(affine({ scale: 2 }), tanhMap, affine({ scale: -1, shift: 3 })),
];
test.each(maps.map((m) => [m.name, m] as const))('%s: inverse and slope', (_name, m) => {
  for (const x of [-2.5, -0.3, 0.1, 1.7]) {
    expect(m.inverse(m.forward(tensor(x))).item()).toBeCloseTo(x, 12);
    const slope = grad((t: Tensor) => m.forward(t))(x).item();
    expect(m.logSlope(tensor(x)).item()).toBeCloseTo(Math.log(Math.abs(slope)), 12);
    expect(slope > 0).toBe(m.increasing);
  }
});

test('a transformed normal is log-normal, and a decreasing map swaps the tails', () => {
  const y = transformed(normal({ mean: 0.3, standardDeviation: 0.7 }), exponentialMap());
  const reference = logNormal({ mean: 0.3, standardDeviation: 0.7 });
  for (const x of [0.01, 1, 7])
    for (const k of ['logpdf', 'cdf', 'logsf'] as const) expect(y[k](x).item()).toBeCloseTo(reference[k](x).item(), 12);
  expect(y.isf(1e-20).item() / reference.isf(1e-20).item()).toBeCloseTo(1, 12);
  const minus = transformed(exponential(), affine({ scale: -1 }));
  expect(minus.cdf(-2).item()).toBe(exponential().sf(2).item());
  expect(minus.quantile(0.2).item()).toBe(-exponential().isf(0.2).item());
  expect(minus.support.upper.item()).toBeCloseTo(0, 14);
});

test('a truncated normal equals truncatedNormal, in both tails', () => {
  for (const [low, high] of [
    [1, 2],
    [5, 9],
    [-Infinity, -6],
    [-0.5, 0.5],
  ]) {
    const t = truncated(normal(), { low, high });
    const reference = truncatedNormal({ low, high });
    for (const p of [0.01, 0.5, 0.9]) {
      const x = reference.quantile(p).item();
      for (const k of ['logpdf', 'logcdf', 'logsf'] as const)
        expect(Math.abs(t[k](x).item() / reference[k](x).item() - 1)).toBeLessThan(1e-10);
      expect(Math.abs(t.quantile(p).item() - x)).toBeLessThan(1e-8);
    }
  }
  const x = truncated(gamma({ shape: 2 }), { low: 1, high: 3 })
    .sample(key(0), 2000)
    .data();
  expect([...x].every((v) => v >= 1 && v <= 3)).toBe(true);
  const counts = truncated(poisson({ rate: 3 }), { low: 0 });
  expect(
    counts
      .pdf(tensor([0, 1, 2]))
      .data()
      .slice()
      .every((v, i) => Math.abs(v - (i === 0 ? 0 : poisson({ rate: 3 }).pdf(i).item() / (1 - Math.exp(-3)))) < 1e-14),
  ).toBe(true);
  expect(() => truncated(exponential(), { low: -3, high: -2 })).toThrow(/no probability/);
  expect(t0().cdf(0).item()).toBe(0);
});
const t0 = (): ReturnType<typeof truncated> => truncated(exponential(), { low: 1 });

test('mixtures: density, tails, moments, quantiles and draws', () => {
  const m = mixture({ weights: tensor([3, 7]), components: [normal({ mean: -2 }), normal({ mean: 2, standardDeviation: 0.5 })] });
  expect(m.pdf(1).item()).toBeCloseTo(
    0.3 * normal({ mean: -2 }).pdf(1).item() + 0.7 * normal({ mean: 2, standardDeviation: 0.5 }).pdf(1).item(),
    14,
  );
  expect(m.mean().item()).toBeCloseTo(0.8, 14);
  expect(m.variance().item()).toBeCloseTo(0.3 * (1 + 2.8 ** 2) + 0.7 * (0.25 + 1.2 ** 2), 13);
  for (const p of [1e-200, 0.1, 0.5, 0.95]) expect(Math.abs(m.cdf(m.quantile(p)).item() / p - 1)).toBeLessThan(1e-11);
  expect(Math.abs(m.logsf(m.isf(1e-200)).item() / Math.log(1e-200) - 1)).toBeLessThan(1e-13);
  const x = m.sample(key(4), 8000);
  const s = m.variance().sqrt().item();
  expect(Math.abs(x.mean().item() - 0.8)).toBeLessThan((5 * s) / Math.sqrt(8000));
  const slope = grad((w: Tensor) => mixture({ weights: w, components: [normal({ mean: -2 }), normal({ mean: 2 })] }).logpdf(2))(
    tensor([0.5, 0.5]),
  ).data();
  expect(slope[0]).toBeLessThan(0);
  expect(() => mixture({ weights: tensor([1]), components: [] })).toThrow(/0 components/);
  expect(() => mixture({ weights: tensor([1, 1]), components: [normal(), poisson({ rate: 1 })] })).toThrow(/discrete and continuous/);
});

test('every support has its map', () => {
  expect(bijectorOnto(normal().support).forward(tensor(3)).item()).toBe(3);
  expect(bijectorOnto(gamma({ shape: 2 }).support).name).toBe('exponentialMap');
  expect(
    bijectorOnto(truncatedNormal({ high: 2 }).support)
      .forward(tensor(0))
      .item(),
  ).toBe(1);
  expect(
    bijectorOnto(truncatedNormal({ low: 1, high: 2 }).support)
      .forward(tensor(0))
      .item(),
  ).toBe(1.5);
});
