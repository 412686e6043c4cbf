import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { listReference, readReference } from '@adjoint/reference-data';
import { key } from '@adjoint/random';
import { type Tensor, tensor } from '@adjoint/tensor';
import { certifyImportance, effectiveSampleSize, exponential, importanceSample, normal, paretoSmooth } from '../index.ts';

interface Psis {
  name: string;
  log_ratios: number[];
  khat: number;
  tail_len: number;
  log_weights_smoothed_normalised: number[];
  ess_raw: number;
}

describe.each(
  listReference('sampling/psis')
    .filter((f) => f.endsWith('.json'))
    .map((f) => readReference<Psis>(`sampling/psis/${f}`)),
)('$name', (c) => {
  // large_offset has log ratios near 1e3, which leaves 1e-13 of each; the references agree among themselves to 1e-9 there
  const tolerance = c.name === 'large_offset' ? 1e-7 : 1e-10;
  const smoothed = paretoSmooth(tensor(c.log_ratios));
  test('k̂, tail length, smoothed weights and ESS agree with R loo', () => {
    expect(smoothed.tailLength).toBe(c.tail_len);
    expect(Math.abs(smoothed.kHat - c.khat)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(c.khat)));
    const w = smoothed.logWeights.data();
    c.log_weights_smoothed_normalised.forEach((x, i) =>
      expect(Math.abs(w[i] - x)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(x))),
    );
    expect(Math.abs(effectiveSampleSize(tensor(c.log_ratios)) / c.ess_raw - 1)).toBeLessThanOrEqual(tolerance);
  });
  test('the weights are refused when k̂ or the effective sample size says so', () => {
    const n = c.log_ratios.length;
    const poor = c.khat > Math.min(1 - 1 / Math.log10(n), 0.7) || c.ess_raw < 0.1 * n;
    const { weights } = certifyImportance({ logWeights: tensor(c.log_ratios) });
    const failed = weights.checks.filter((k) => k.verdict === 'fails' && k.id !== 'largest-share');
    expect(failed.length > 0).toBe(poor);
  });
});

const beyond4 = (x: Tensor): Tensor => x.greater(4).astype('float64');
const TRUTH = 3.167124183311992e-5;

test('P(Z > 4) by the proposal N(4, 1): within five standard errors, the error itself within 20 %', () => {
  for (const [proposal, relative] of [
    [normal({ mean: 4 }), 2.12393706787327680581454],
    [shifted(), 0.1017907371575724],
  ] as const) {
    const n = 100_000;
    const r = importanceSample({ target: normal(), proposal, n, key: key(1), estimand: beyond4, normalised: false });
    expect(Math.abs(r.estimate - TRUTH)).toBeLessThanOrEqual((5 * relative * TRUTH) / Math.sqrt(n));
    expect(r.standardError / ((relative * TRUTH) / Math.sqrt(n))).toBeCloseTo(1, 0.7);
  }
});
/** 4 + Exponential(4) */
function shifted(): { sample: (k: ReturnType<typeof key>, shape: readonly number[]) => Tensor; logpdf: (x: Tensor) => Tensor } {
  const e = exponential({ rate: 4 });
  return { sample: (k, shape) => e.sample(k, shape).add(4), logpdf: (x) => e.logpdf(x.sub(4)) };
}

test('the estimate of a rare event holds while its weights are useless for anything else', () => {
  const { estimate, weights } = importanceSample({
    target: normal(),
    proposal: normal({ mean: 4 }),
    n: 10_000,
    key: key(3),
    estimand: beyond4,
    normalised: false,
  }).certificates;
  expect(estimate?.verdict).toBe('holds');
  expect(weights.verdict).toBe('fails');
  expect(weights.checks.find((c) => c.id === 'ess-share')?.verdict).toBe('fails');
});

test('a proposal that is too narrow fails both claims', () => {
  const { estimate, weights } = importanceSample({
    target: normal(),
    proposal: normal({ standardDeviation: 0.3 }),
    n: 5000,
    key: key(5),
    estimand: (x) => x.square(),
  }).certificates;
  expect([estimate?.verdict, weights.verdict]).toEqual(['fails', 'fails']);
});

test('a good proposal holds, and the evidence is right', () => {
  const r = importanceSample({
    target: (x) => x.square().mul(-0.5),
    proposal: normal({ standardDeviation: 1.3 }),
    n: 20_000,
    key: key(7),
    estimand: (x) => x.square(),
  });
  expect([r.certificates.estimate?.verdict, r.certificates.weights.verdict]).toEqual(['holds', 'holds']);
  expect(Math.abs(r.estimate - 1)).toBeLessThanOrEqual(5 * r.standardError);
  expect(Math.abs(r.logEvidence - 0.5 * Math.log(2 * Math.PI))).toBeLessThanOrEqual(5 * r.logEvidenceError);
});

test('effective sample size: equal weights count all, any scale, never outside [1, n]', () => {
  expect(effectiveSampleSize(tensor([-3, -3, -3, -3]))).toBeCloseTo(4, 12);
  expect(effectiveSampleSize(tensor([1e308, 0, 0]))).toBe(1);
  fc.assert(
    fc.property(fc.array(fc.double({ min: -700, max: 700, noNaN: true }), { minLength: 1, maxLength: 30 }), (w) => {
      const ess = effectiveSampleSize(tensor(w));
      return ess >= 1 - 1e-9 && ess <= w.length * (1 + 1e-9);
    }),
  );
});

test('wrong weights and values are named', () => {
  expect(() => effectiveSampleSize(tensor([0, NaN]))).toThrow(/weight 1 is NaN/);
  expect(() => effectiveSampleSize(tensor([0, Infinity]))).toThrow(/weight 1 is Infinity/);
  expect(() => effectiveSampleSize(tensor([-Infinity, -Infinity]))).toThrow(/all weights are zero/);
  expect(() => effectiveSampleSize(tensor([]))).toThrow(/shape \[0\]/);
  expect(() => certifyImportance({ logWeights: tensor([0, 0]), values: tensor([1]) })).toThrow(/2 weights, values of shape \[1\]/);
  expect(() => certifyImportance({ logWeights: tensor([0, 0]), values: tensor([1, NaN]) })).toThrow(/value 1 is NaN/);
  expect(() => importanceSample({ target: normal(), proposal: normal(), n: 0, key: key(0) })).toThrow(/n = 0/);
  expect(() => importanceSample({ target: (x) => x.sum(), proposal: normal(), n: 3, key: key(0) })).toThrow(/the target gave shape \[\]/);
  expect(certifyImportance({ logWeights: tensor([0, 0, 0]), values: tensor([0, 0, 0]), normalised: false }).estimate?.verdict).toBe(
    'fails',
  );
});

test('weights whose exponentials overflow or vanish leave a finite estimate', () => {
  const q = normal();
  for (const offset of [-720, 720]) {
    const r = importanceSample({
      target: (x) => q.logpdf(x).add(offset),
      proposal: q,
      n: 100,
      key: key(8),
      estimand: (x) => x.mul(0).add(Math.exp(-700 * Math.sign(offset))),
      normalised: false,
    });
    expect(Math.abs(r.estimate / Math.exp(20 * Math.sign(offset)) - 1)).toBeLessThan(1e-9); // logarithms near 720 leave 720·ε
    expect(r.logEvidence).toBeCloseTo(offset, 9);
  }
});

test('values that are all equal decide nothing', () => {
  const r = importanceSample({
    target: normal(),
    proposal: normal({ standardDeviation: 1.2 }),
    n: 1000,
    key: key(9),
    estimand: (x) => x.mul(0).add(0.3),
  });
  expect(r.certificates.estimate?.verdict).toBe('undecided');
  expect(r.certificates.weights.verdict).toBe('holds');
});
