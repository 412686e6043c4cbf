import { describe, expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { foldIn, key, normal as draw } from '@adjoint/random';
import { type Tensor, logSumExp, stack, tensor } from '@adjoint/tensor';
import {
  annealedImportanceSample,
  bootstrapFilter,
  defensive,
  importanceSample,
  multivariateNormal,
  normal,
  populationMonteCarlo,
  resample,
  resampleDraws,
} from '../index.ts';

const read = <T>(name: string): T => readReference<T>(`sampling/importance/${name}.json`);
const isotropic = (mean: readonly number[], scale: number): ReturnType<typeof multivariateNormal> =>
  multivariateNormal({ mean: tensor([...mean]), factor: tensor(mean.map((_, i) => mean.map((_m, j) => (i === j ? scale : 0)))) });

test('balance heuristic: unbiased, with the variance of the deterministic mixture', () => {
  const c = read<{ answer: string; n_var_deterministic_mixture: string }>('mis_balance_heuristic');
  const n = 100_000;
  const r = importanceSample({
    target: normal(),
    proposals: [normal({ mean: -2 }), normal({ mean: 3, standardDeviation: 2 })],
    n,
    key: key(1),
    estimand: (x) => x.pow(4),
    normalised: false,
  });
  const exact = Math.sqrt(Number(c.n_var_deterministic_mixture) / n);
  expect(Math.abs(r.estimate - Number(c.answer))).toBeLessThanOrEqual(4 * exact);
  expect(Math.abs(r.standardError / exact - 1)).toBeLessThan(0.05);
  expect(r.counts).toEqual([50_000, 50_000]);
});

describe('two modes far apart', () => {
  const c = read<{ log_evidence: string; mean_each_coordinate: string }>('bimodal_evidence_d2');
  const at = (x: Tensor, a: number, variance: number): Tensor =>
    x
      .sub(a)
      .square()
      .sum(1)
      .mul(-0.5 / variance);
  const target = (x: Tensor): Tensor => logSumExp(stack([at(x, 5, 1).add(Math.log(2)), at(x, -5, 0.25).add(Math.log(6))]), 0);
  const first = (x: Tensor): Tensor => x.slice(null, 0);
  test('one proposal for each: the evidence within 0.01', () => {
    const r = importanceSample({
      target,
      proposals: [isotropic([5, 5], 1.2), isotropic([-5, -5], 0.6)],
      n: 40_000,
      key: key(2),
      estimand: first,
    });
    expect(Math.abs(r.logEvidence - Number(c.log_evidence))).toBeLessThanOrEqual(0.01);
    expect(Math.abs(r.estimate - Number(c.mean_each_coordinate))).toBeLessThanOrEqual(4 * r.standardError);
    expect(r.certificates.estimate?.verdict).toBe('holds');
  });
  test('a proposal that reaches the second mode with few draws is reported as failing', () => {
    expect(
      importanceSample({ target, proposal: isotropic([5, 5], 4), n: 20_000, key: key(2), estimand: first }).certificates.weights.verdict,
    ).toBe('fails');
  });
  test('one that never reaches it has a large error, which no weight can tell', () => {
    const r = importanceSample({ target, proposal: isotropic([5, 5], 1.2), n: 20_000, key: key(2), estimand: first });
    expect(Math.abs(r.logEvidence - Number(c.log_evidence))).toBeGreaterThan(0.4);
  });
  test('a population finds both', () => {
    const r = populationMonteCarlo({
      target,
      start: draw(key(3), [100, 2]).mul(8),
      widths: [0.7, 2],
      rounds: 10,
      key: key(4),
      estimand: first,
    });
    expect(Math.abs(r.logEvidence - Number(c.log_evidence))).toBeLessThanOrEqual(5 * r.logEvidenceError);
    expect(Math.abs(r.estimate - Number(c.mean_each_coordinate))).toBeLessThanOrEqual(5 * r.standardError);
    expect(r.logEvidenceError).toBeLessThan(0.02);
  });
});

test('a defensive mixture with the target bounds the weights by the inverse of its share', () => {
  const narrow = normal({ standardDeviation: 0.3 });
  const r = importanceSample({ ...defensive(narrow, normal(), 0.2), target: normal(), n: 5000, key: key(5), estimand: (x) => x.square() });
  expect(Math.max(...r.logWeights.data())).toBeLessThanOrEqual(Math.log(5) + 1e-9);
  expect(Math.abs(r.estimate - 1)).toBeLessThanOrEqual(5 * r.standardError);
  expect(importanceSample({ target: normal(), proposal: narrow, n: 5000, key: key(5) }).certificates.weights.verdict).toBe('fails');
});

test('the exponential tilt has no variance at all', () => {
  const { answer } = read<{ answer: string }>('exp_tilt_zero_variance');
  const r = importanceSample({
    target: normal(),
    proposal: normal({ mean: 3 }),
    n: 100,
    key: key(6),
    estimand: (x) => x.mul(3).exp(),
    normalised: false,
  });
  expect(Math.abs(r.estimate / Number(answer) - 1)).toBeLessThan(1e-13);
  expect(r.standardError / r.estimate).toBeLessThan(1e-13);
});

test('the banana: evidence and moments by a wide Student-like pair of proposals', () => {
  const c = read<{ b: number; log_evidence: string; var: [number, string] }>('banana_b0.1');
  const { b } = c;
  const target = (x: Tensor): Tensor => {
    const u = x.slice(null, 0);
    const v = x.slice(null, 1);
    return u
      .square()
      .div(-200)
      .sub(
        v
          .add(u.square().mul(b))
          .sub(100 * b)
          .square()
          .mul(0.5),
      );
  };
  // the bend itself: x₂ given x₁ is normal, here twice as wide
  const wide = normal({ standardDeviation: 12 });
  const bent = {
    logpdf: (x: Tensor) => {
      const u = x.slice(null, 0);
      const v = x.slice(null, 1);
      return wide.logpdf(u).add(normal({ standardDeviation: 2 }).logpdf(v.add(u.square().mul(b)).sub(100 * b)));
    },
    sample: (k: ReturnType<typeof key>, [n]: readonly number[]) => {
      const u = wide.sample(foldIn(k, 0), [n]);
      const v = draw(foldIn(k, 1), [n])
        .mul(2)
        .sub(u.square().mul(b))
        .add(100 * b);
      return stack([u, v], 1);
    },
  };
  for (const [estimand, truth] of [
    [(x: Tensor) => x.slice(null, 0), 0],
    [(x: Tensor) => x.slice(null, 1), 0],
    [(x: Tensor) => x.slice(null, 1).square(), Number(c.var[1])],
  ] as const) {
    const r = importanceSample({ target, proposal: bent, n: 50_000, key: key(7), estimand });
    expect(Math.abs(r.logEvidence - Number(c.log_evidence))).toBeLessThanOrEqual(4 * r.logEvidenceError);
    expect(Math.abs(r.estimate - truth)).toBeLessThanOrEqual(4 * r.standardError);
  }
});

interface HighDim {
  rows: { d: number; s2: string; E_w2: string; ess_fraction: string }[];
}
test.each(read<HighDim>('highdim_gaussian_scale').rows.filter(({ d }) => d <= 20))(
  'a scale of $s2 in $d dimensions warns where it must',
  ({ d, s2, E_w2, ess_fraction }) => {
    const n = 4000;
    const scale = Math.sqrt(Number(s2));
    const target = (x: Tensor): Tensor =>
      x
        .square()
        .sum(1)
        .mul(-0.5)
        .sub((d / 2) * Math.log(2 * Math.PI));
    const iso = {
      sample: (k: ReturnType<typeof key>, [m]: readonly number[]) => draw(k, [m, d]).mul(scale),
      logpdf: (x: Tensor) => target(x.div(scale)).sub(d * Math.log(scale)),
    };
    const { weights } = importanceSample({ target, proposal: iso, n, key: foldIn(key(8), d) }).certificates;
    if (Number(E_w2) > 400 || Number(ess_fraction) < 0.03) expect(weights.verdict).toBe('fails');
    if (Number(ess_fraction) > 0.3 && Number(s2) > 0.7) expect(weights.verdict).toBe('holds');
  },
);

test('annealing gives the evidence and the posterior of a conjugate model', () => {
  const c = read<{ y: number[]; log_evidence: number; posterior_mean: number }>('ais_conjugate_gaussian');
  const y = tensor(c.y);
  const prior = normal({ standardDeviation: 3 });
  const target = (x: Tensor): Tensor => prior.logpdf(x).add(normal().logpdf(x.expandDims(1).sub(y)).sum(1));
  const r = annealedImportanceSample({
    target,
    initial: prior,
    temperatures: 60,
    transitions: 2,
    stepSize: (β) => 2.4 / Math.sqrt(1 / 9 + 20 * β),
    n: 1000,
    key: key(9),
    estimand: (x) => x,
  });
  expect(Math.abs(r.logEvidence - c.log_evidence)).toBeLessThanOrEqual(4 * r.logEvidenceError);
  expect(r.logEvidenceError).toBeLessThan(0.05);
  expect(Math.abs(r.estimate - c.posterior_mean)).toBeLessThanOrEqual(4 * r.standardError);
  expect(() => annealedImportanceSample({ target, initial: prior, temperatures: [0.5, 0.2, 1], n: 10, key: key(0) })).toThrow(
    /temperatures \[0.5, 0.2, 1\]/,
  );
});

test.each(['systematic', 'stratified', 'multinomial'] as const)('%s resampling chooses each draw as often as its weight says', (scheme) => {
  const w = [0.05, 0.5, 0, 0.3, 0.15];
  const m = 10;
  const keys = 2000;
  const logs = tensor(w.map(Math.log));
  const counts = w.map(() => 0);
  for (let k = 0; k < keys; k++) for (const i of resample(logs, m, foldIn(key(10), k), scheme).data()) counts[i]++;
  counts.forEach((count, i) => {
    expect(Math.abs(count / keys - m * w[i])).toBeLessThanOrEqual(4 * Math.sqrt((m * w[i] * (1 - w[i])) / keys));
  });
});

test('resampled draws have the moments of the target', () => {
  const r = importanceSample({ target: normal(), proposal: normal({ mean: 1, standardDeviation: 2 }), n: 20_000, key: key(11) });
  const x = resampleDraws(r, 20_000, key(12));
  expect(Math.abs(x.mean().item())).toBeLessThan(5 * Math.sqrt(2 / r.effectiveSampleSize));
  expect(Math.abs(x.square().mean().item() - 1)).toBeLessThan(5 * Math.sqrt(4 / r.effectiveSampleSize));
});

test('a particle filter follows the Kalman filter', () => {
  const c = read<{ a: number; q: number; r: number; y: number[]; log_likelihood: number; filter_mean: number[] }>('particle_filter_lgssm');
  const noise = Math.sqrt(c.q);
  const f = bootstrapFilter(
    {
      steps: c.y.length,
      initial: (k, n) => draw(k, [n]).mul(Math.sqrt(c.q / (1 - c.a ** 2))),
      transition: (k, x) => x.mul(c.a).add(draw(k, x.shape).mul(noise)),
      logLikelihood: (x, t) =>
        x
          .sub(c.y[t])
          .square()
          .div(-2 * c.r)
          .sub(0.5 * Math.log(2 * Math.PI * c.r)),
    },
    { n: 2000, key: key(13) },
  );
  expect(Math.abs(f.logLikelihood - c.log_likelihood)).toBeLessThan(1.5); // its standard deviation is about 0.3 with 2,000 particles
  const rms = Math.sqrt(f.means.reduce((s, m, t) => s + (m.item() - c.filter_mean[t]) ** 2, 0) / c.y.length);
  expect(rms).toBeLessThan(0.03 * Math.sqrt(5));
});

test('wrong requests are named', () => {
  const q = normal();
  const base = { target: q, n: 10, key: key(0) };
  expect(() => importanceSample(base)).toThrow(/no proposal/);
  expect(() => importanceSample({ ...base, proposal: q, proposals: [q] })).toThrow(/both proposal and proposals/);
  expect(() => importanceSample({ ...base, proposals: [q, q], shares: [1] })).toThrow(/shares \[1\] for 2 proposals/);
  expect(() => importanceSample({ ...base, proposals: [q, q], shares: [1, -1] })).toThrow(/shares \[1, -1\]/);
  expect(() => defensive(q, q, 1)).toThrow(/share 1/);
  expect(() => resample(tensor([0]), 0, key(0))).toThrow(/0 draws/);
  expect(() => populationMonteCarlo({ target: (x) => x, start: tensor([1]), key: key(0) })).toThrow(/shape \[1\]/);
  expect(importanceSample({ ...base, proposals: [q, q], shares: [1, 0] }).counts).toEqual([10]);
});
