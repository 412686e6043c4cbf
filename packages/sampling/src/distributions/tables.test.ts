import { expect, test } from 'vitest';
import { listReference, readReference } from '@adjoint/reference-data';
import type { Distribution } from './core/distribution.ts';
import * as families from './index.ts';

type Params = Record<string, number>;
interface Point {
  x: string | number;
  logpdf: string;
  cdf: string;
  sf: string;
  logcdf: string;
  logsf: string;
}
interface Case {
  params: Params;
  points: Point[];
  quantiles: { p: string | number; tail: 'lower' | 'upper'; x: string }[];
}

const FOLDER = 'sampling/distributions';
const f = families;
/** How the tables name the parameters, and whether the functions are closed forms (4 ulp) or of gamma and beta type (100 ulp). */
const makers: Record<string, readonly [(p: Params) => Distribution, number]> = {
  beta: [(p) => f.beta({ a: p.a, b: p.b }), 100],
  beta_binomial: [(p) => f.betaBinomial({ trials: p.n, a: p.a, b: p.b }), 100],
  binomial: [(p) => f.binomial({ trials: p.n, probability: p.p }), 100],
  chi2: [(p) => f.chiSquared({ degreesOfFreedom: p.nu }), 100],
  geometric: [(p) => f.geometric({ probability: p.p }), 4],
  gumbel: [(p) => f.gumbel({ location: p.mu, scale: p.beta }), 4],
  half_normal: [(p) => f.halfNormal({ scale: p.sigma }), 4],
  inverse_gaussian: [(p) => f.inverseGaussian({ mean: p.mu, shape: p.lambda }), 100],
  levy: [(p) => f.levy({ location: p.mu, scale: p.c }), 4],
  logistic: [(p) => f.logistic({ location: p.mu, scale: p.s }), 4],
  lognormal: [(p) => f.logNormal({ mean: p.mu, standardDeviation: p.sigma }), 4],
  negative_binomial: [(p) => f.negativeBinomial({ successes: p.r, probability: p.p }), 100],
  normal: [(p) => f.normal({ mean: p.mu, standardDeviation: p.sigma }), 4],
  poisson: [(p) => f.poisson({ rate: p.lambda }), 100],
  rayleigh: [(p) => f.rayleigh({ scale: p.sigma }), 4],
  truncated_normal: [(p) => f.truncatedNormal({ mean: p.mu, standardDeviation: p.sigma, low: Number(p.low), high: Number(p.high) }), 100],
  von_mises: [(p) => f.vonMises({ mean: p.mu, concentration: p.kappa }), 100],
  exponential: [(p) => f.exponential(p), 4],
  gamma: [(p) => f.gamma(p as never), 100],
  inverseGamma: [(p) => f.inverseGamma(p as never), 100],
  studentT: [(p) => f.studentT(p as never), 100],
  fisherF: [(p) => f.fisherF(p as never), 100],
  laplace: [(p) => f.laplace(p), 4],
  cauchy: [(p) => f.cauchy(p), 4],
  halfCauchy: [(p) => f.halfCauchy(p), 4],
  weibull: [(p) => f.weibull(p as never), 4],
  pareto: [(p) => f.pareto(p as never), 4],
  kumaraswamy: [(p) => f.kumaraswamy(p as never), 100],
  uniform: [(p) => f.uniform(p), 4],
  hypergeometric: [(p) => f.hypergeometric(p as never), 100],
};

const files = listReference(FOLDER)
  .filter((name) => name.endsWith('.json') && name !== 'more-families.json')
  .map((name) => readReference<{ distribution: string; cases: Case[] }>(`${FOLDER}/${name}`));
const more = readReference<(Case & { family: string })[]>(`${FOLDER}/more-families.json`);
const cases = [...files.flatMap(({ distribution, cases: all }) => all.map((c) => ({ family: distribution, ...c }))), ...more].map((c) => ({
  ...c,
  name: `${c.family} ${JSON.stringify(c.params)}`,
}));

const relative = (x: number, reference: number): number => (x === reference ? 0 : Math.abs(x - reference) / Math.abs(reference));

test.each(cases)('$name: both tails and their logarithms', ({ family, params, points }) => {
  const [make, ulps] = makers[family];
  const d = make(params);
  for (const p of points) {
    const x = Number(p.x);
    const at = `at ${x}`;
    for (const k of ['cdf', 'sf'] as const) {
      const reference = Number(p[k]);
      // half an ulp more: the reference itself is rounded; below 1e-290 a subnormal has fewer digits
      if (reference > 1e-290) expect(relative(d[k](x).item(), reference), `${k} ${at}`).toBeLessThanOrEqual((ulps + 0.5) * 2 ** -52);
      else expect(d[k](x).item(), `${k} ${at}`).toBeLessThan(2e-290);
    }
    for (const k of ['logcdf', 'logsf'] as const) expect(relative(d[k](x).item(), Number(p[k])), `${k} ${at}`).toBeLessThanOrEqual(1e-12);
    // a log density vanishes where the density crosses 1: there its terms, of size 1 to 10, leave a few of their ulps
    const l = Number(p.logpdf);
    expect(Math.abs(d.logpdf(x).item() - l), `logpdf ${at}`).toBeLessThanOrEqual(1e-12 * Math.abs(l) + 20 * 2 ** -52);
  }
});

/** The table's value is wrong here (see its README): the survival function at 5.6e249 is 0, not 1e-300. */
const wrong = (family: string, params: Params, x: string): boolean =>
  family === 'inverse_gaussian' && params.lambda === 50 && Number(x) > 1e200;

test.each(cases.filter((c) => c.quantiles.length > 0))('$name: quantiles from both ends', ({ family, params, quantiles }) => {
  const d = makers[family][0](params);
  for (const { p, tail, x } of quantiles) {
    if (wrong(family, params, x)) continue;
    const q = (tail === 'lower' ? d.quantile(Number(p)) : d.isf(Number(p))).item();
    const reference = Number(x);
    // a median of 0, or a quantile below the smallest doubles, is not to be had in relative terms
    if (Math.abs(reference) < 1e-300 || (Number(p) === 0.5 && Math.abs(reference) < 1e-60))
      expect(Math.abs(q)).toBeLessThan(reference === 0 ? 1e-300 : 1e-15);
    else expect(relative(q, reference), `${tail} ${p}`).toBeLessThanOrEqual(1e-12);
  }
});

test('the quantile that the table misses is found', () => {
  const d = families.inverseGaussian({ mean: 2, shape: 50 });
  expect(relative(d.logsf(d.isf(1e-300)).item(), Math.log(1e-300))).toBeLessThan(1e-13);
});
