import { expect, test } from 'vitest';
import { grad, scan, vmap } from '@adjoint/calculus';
import { type Key, foldIn, key, splitBatch } from '@adjoint/random';
import { type Tensor, type TensorLike, arange, tensor } from '@adjoint/tensor';
import type { Distribution } from './core/distribution.ts';
import * as f from './index.ts';

type Named = Record<string, TensorLike>;
/** Families with ordinary parameters, and which of those draws and tails can be differentiated by. */
const all: readonly (readonly [string, (p: Named) => Distribution, Record<string, number>, readonly string[]])[] = [
  ['normal', f.normal, { mean: 1, standardDeviation: 2 }, ['mean', 'standardDeviation']],
  ['uniform', f.uniform, { low: -1, high: 3 }, ['low', 'high']],
  ['exponential', f.exponential, { rate: 2 }, ['rate']],
  ['logistic', f.logistic, { location: 1, scale: 2 }, ['location', 'scale']],
  ['gumbel', f.gumbel, { location: 1, scale: 2 }, ['location', 'scale']],
  ['laplace', f.laplace, { location: 1, scale: 2 }, ['location', 'scale']],
  ['cauchy', f.cauchy, { location: 1, scale: 2 }, ['location', 'scale']],
  ['halfCauchy', f.halfCauchy, { scale: 2 }, ['scale']],
  ['halfNormal', f.halfNormal, { scale: 2 }, ['scale']],
  ['logNormal', f.logNormal, { mean: 0.3, standardDeviation: 0.6 }, ['mean', 'standardDeviation']],
  ['weibull', (p) => f.weibull(p as never), { shape: 1.7, scale: 2 }, ['shape', 'scale']],
  ['rayleigh', f.rayleigh, { scale: 2 }, ['scale']],
  ['pareto', (p) => f.pareto(p as never), { shape: 5, scale: 2 }, ['shape', 'scale']],
  ['kumaraswamy', (p) => f.kumaraswamy(p as never), { a: 2, b: 3.5 }, ['a', 'b']],
  ['generalizedPareto', (p) => f.generalizedPareto(p as never), { location: 1, scale: 2, shape: 0.15 }, ['location', 'scale', 'shape']],
  [
    'generalizedPareto with an end',
    (p) => f.generalizedPareto(p as never),
    { location: 1, scale: 2, shape: -0.3 },
    ['location', 'scale', 'shape'],
  ],
  [
    'generalizedExtremeValue',
    (p) => f.generalizedExtremeValue(p as never),
    { location: 1, scale: 2, shape: 0.1 },
    ['location', 'scale', 'shape'],
  ],
  [
    'generalizedExtremeValue with an end',
    (p) => f.generalizedExtremeValue(p as never),
    { location: 1, scale: 2, shape: -0.4 },
    ['location', 'scale', 'shape'],
  ],
  ['levy', f.levy, { location: 1, scale: 2 }, ['location', 'scale']],
  ['gamma', (p) => f.gamma(p as never), { shape: 2.3, rate: 0.7 }, ['shape', 'rate']],
  ['gamma below 1', (p) => f.gamma(p as never), { shape: 0.4, rate: 3 }, ['shape', 'rate']],
  ['inverseGamma', (p) => f.inverseGamma(p as never), { shape: 6, scale: 2 }, ['shape', 'scale']],
  ['beta', (p) => f.beta(p as never), { a: 2.5, b: 1.2 }, ['a', 'b']],
  ['studentT', (p) => f.studentT(p as never), { degreesOfFreedom: 7, location: 1, scale: 2 }, ['degreesOfFreedom', 'location', 'scale']],
  ['fisherF', (p) => f.fisherF(p as never), { numerator: 4, denominator: 12 }, ['numerator', 'denominator']],
  ['inverseGaussian', f.inverseGaussian, { mean: 1.5, shape: 3 }, ['mean', 'shape']],
  ['truncatedNormal', f.truncatedNormal, { mean: 1, standardDeviation: 2, low: 0, high: 5 }, ['mean', 'standardDeviation', 'low', 'high']],
  ['vonMises', (p) => f.vonMises(p as never), { mean: 0.4, concentration: 2.5 }, ['mean', 'concentration']],
  ['poisson', (p) => f.poisson(p as never), { rate: 6.5 }, ['rate']],
  ['binomial', (p) => f.binomial(p as never), { trials: 30, probability: 0.3 }, ['probability']],
  ['bernoulli', (p) => f.bernoulli(p as never), { probability: 0.3 }, ['probability']],
  ['geometric', (p) => f.geometric(p as never), { probability: 0.3 }, ['probability']],
  ['negativeBinomial', (p) => f.negativeBinomial(p as never), { successes: 3.5, probability: 0.4 }, ['successes', 'probability']],
  ['betaBinomial', (p) => f.betaBinomial(p as never), { trials: 20, a: 2, b: 3 }, ['a', 'b']],
  ['hypergeometric', (p) => f.hypergeometric(p as never), { population: 60, marked: 20, drawn: 15 }, []],
];
const N = 6000;

test.each(all)('%s: draws follow the distribution function', (_name, make, params) => {
  const d = make(params);
  const x = [...d.sample(key(2026), N).data()].sort((a, b) => a - b);
  const F = d.cdf(tensor(x)).data();
  let distance = 0;
  for (let i = 0; i < N; i++) {
    // at ties (integers) only the last of equals is compared from above, the first from below
    if (i === N - 1 || x[i + 1] > x[i]) distance = Math.max(distance, Math.abs((i + 1) / N - F[i]));
    if (!d.discrete && (i === 0 || x[i - 1] < x[i])) distance = Math.max(distance, Math.abs(F[i] - i / N));
  }
  // Kolmogorov: P(√n·D > 2.2) = 1.2e-4 per family and seed; the seed is fixed
  expect(distance * Math.sqrt(N)).toBeLessThan(2.2);
});

test.each(all)('%s: mean, variance and entropy are those of the draws', (name, make, params) => {
  const d = make(params);
  const x = d.sample(key(5), N);
  const close = (values: Tensor, expected: number): void => {
    if (!Number.isFinite(expected)) return;
    const m = values.mean().item();
    const s = values.variance().sqrt().item();
    expect(Math.abs(m - expected)).toBeLessThanOrEqual((5 * s) / Math.sqrt(N) + 1e-12); // 5 standard errors
  };
  close(x, d.mean().item());
  if (name !== 'vonMises') close(x.sub(d.mean()).square(), d.variance().item());
  close(d.logpdf(x).neg(), d.entropy().item());
});

test.each(all)('%s: quantile and cdf, isf and sf are inverse to each other', (_name, make, params) => {
  const d = make(params);
  for (const p of [1e-8, 0.01, 0.3, 0.5, 0.77, 0.999]) {
    const x = d.quantile(p).item();
    const y = d.isf(p).item();
    if (d.discrete) {
      expect(d.cdf(x).item()).toBeGreaterThanOrEqual(p);
      expect(d.cdf(x - 1).item()).toBeLessThan(p);
      expect(d.sf(y).item()).toBeLessThanOrEqual(p);
      expect(d.sf(y - 1).item()).toBeGreaterThan(p);
    } else {
      // x is rounded: half an ulp of it moves the probability by f(x)·|x|·2⁻⁵³, much near a finite end
      const rounding = (t: number): number => (4 * 2 ** -53 * d.pdf(t).item() * Math.abs(t)) / p;
      expect(Math.abs(d.cdf(x).item() / p - 1)).toBeLessThan(1e-12 + rounding(x));
      expect(Math.abs(d.sf(y).item() / p - 1)).toBeLessThan(1e-12 + rounding(y));
    }
  }
});

test.each(all)('%s: values outside of the support and hostile input', (_name, make, params) => {
  const d = make(params);
  const lower = d.support.lower.item();
  const upper = d.support.upper.item();
  for (const k of ['logpdf', 'cdf', 'sf', 'logcdf', 'logsf', 'quantile', 'isf'] as const) expect(d[k](NaN).item(), k).toBeNaN();
  for (const p of [-0.1, 1.1, Infinity]) {
    expect(d.quantile(p).item()).toBeNaN();
    expect(d.isf(p).item()).toBeNaN();
  }
  expect(d.quantile(0).item()).toBe(lower);
  expect(d.isf(0).item()).toBe(upper);
  for (const below of [-1e300, -Infinity, lower - 1])
    if (below < lower) {
      expect([
        d.logpdf(below).item(),
        d.cdf(below).item(),
        d.sf(below).item(),
        d.logcdf(below).item(),
        Math.abs(d.logsf(below).item()),
      ]).toEqual([-Infinity, 0, 1, -Infinity, 0]);
    }
  for (const above of [1e308, Infinity, upper + 1])
    if (above > upper) {
      expect([
        d.logpdf(above).item(),
        d.cdf(above).item(),
        d.sf(above).item(),
        Math.abs(d.logcdf(above).item()),
        d.logsf(above).item(),
      ]).toEqual([-Infinity, 1, 0, 0, -Infinity]);
    }
  for (const x of [-1e308, -1e200, -1e-320, 0, 5e-324, 1e-200, 1, 1e17, 1e200, 1e308]) {
    for (const k of ['logpdf', 'cdf', 'sf', 'logcdf', 'logsf'] as const) expect(d[k](x).item(), `${k} at ${x}`).not.toBeNaN();
  }
});

/** Central difference of h², its own error below 1e-6 relative for these smooth functions. */
const difference = (g: (t: number) => number, t: number): number => {
  const h = 1e-4 * Math.max(1, Math.abs(t));
  return (8 * (g(t + h) - g(t - h)) - (g(t + 2 * h) - g(t - 2 * h))) / (12 * h);
};
const near = (a: number, b: number, what: string): void => {
  expect(Math.abs(a - b), `${what}: ${a} against ${b}`).toBeLessThanOrEqual(1e-6 * (Math.abs(b) + 1e-2));
};

test.each(all)('%s: derivatives by the value and by every parameter', (_name, make, params, by) => {
  const d = make(params);
  const x = d.discrete ? d.quantile(0.3).item() : d.quantile(0.35).item();
  if (!d.discrete) {
    for (const k of ['logpdf', 'cdf', 'sf', 'logcdf', 'logsf'] as const)
      near(
        grad((t) => d[k](t))(x).item(),
        difference((t) => d[k](t).item(), x),
        `${k} by x`,
      );
    for (const k of ['quantile', 'isf'] as const)
      near(
        grad((t) => d[k](t))(0.35).item(),
        difference((t) => d[k](t).item(), 0.35),
        `${k} by p`,
      );
  }
  for (const p of by) {
    const at = (t: TensorLike): Distribution => make({ ...params, [p]: t });
    for (const k of ['logpdf', 'cdf', 'logcdf', 'logsf'] as const)
      near(
        grad((t) => at(t)[k](x))(params[p]).item(),
        difference((t) => at(t)[k](x).item(), params[p]),
        `${k} by ${p}`,
      );
    if (!d.discrete)
      near(
        grad((t) => at(t).quantile(0.35))(params[p]).item(),
        difference((t) => at(t).quantile(0.35).item(), params[p]),
        `quantile by ${p}`,
      );
  }
});

test.each(all.filter(([, make, params, by]) => by.length > 0 && !make(params).discrete))(
  '%s: the derivative of a draw is the velocity of its quantile',
  (_name, make, params, by) => {
    const d = make(params);
    const x = d.sample(key(3), 4);
    const u = d.cdf(x).data();
    for (const p of by) {
      const at = (t: TensorLike): Distribution => make({ ...params, [p]: t });
      const slope = grad((t) => at(t).sample(key(3), 4).sum())(params[p]).item();
      near(
        slope,
        difference((t) => [...u].reduce((s, ui) => s + at(t).quantile(ui).item(), 0), params[p]),
        `draw by ${p}`,
      );
    }
  },
);

/** Points of a double exponential rule on probabilities; those above ½ as upper tails. */
const rule = Array.from({ length: 385 }, (_, k) => {
  const t = (k - 192) / 32;
  const small = 1 / (1 + Math.exp(Math.PI * Math.abs(Math.sinh(t))));
  return { small, upper: t > 0, weight: (Math.PI * Math.cosh(t) * small * (1 - small)) / 32 };
}).filter(({ small }) => small > 1e-300);

/** Mean, variance and entropy by quantile and density alone. */
function integrated(d: Distribution): Record<'mean' | 'variance' | 'entropy', number> {
  const p = tensor(rule.map((r) => r.small));
  const [low, high] = [d.quantile(p).data(), d.isf(p).data()];
  const points = d.discrete
    ? Array.from({ length: d.isf(1e-22).item() - d.support.lower.item() + 1 }, (_, k) => d.support.lower.item() + k)
    : rule.map(({ upper }, k) => (upper ? high[k] : low[k]));
  const logs = d.logpdf(tensor(points)).data();
  const mean = (g: (x: number, l: number) => number): number =>
    points.reduce((s, x, k) => s + (d.discrete ? Math.exp(logs[k]) : rule[k].weight) * g(x, logs[k]), 0);
  const centre = d.quantile(0.5).item();
  const m = centre + mean((x) => x - centre);
  return { mean: m, variance: mean((x) => (x - m) ** 2), entropy: -mean((_x, l) => (Number.isFinite(l) ? l : 0)) };
}

test.each(all)('%s: mean, variance and entropy are their integrals, and move with every parameter', (name, make, params, by) => {
  const d = make(params);
  const reference = integrated(d);
  for (const k of ['mean', 'variance', 'entropy'] as const) {
    const value = d[k]().item();
    if (!Number.isFinite(value)) expect(['cauchy', 'halfCauchy', 'levy'].includes(name)).toBe(true);
    else if (name === 'vonMises' && k === 'variance')
      continue; // the circular one
    else {
      // the kink of the Laplace density costs the rule its digits
      const tolerance = name === 'laplace' ? 1e-3 : 1e-9;
      expect(Math.abs(value - reference[k]), `${k}: ${value} against ${reference[k]}`).toBeLessThan(tolerance * (1 + Math.abs(value)));
      for (const p of by) {
        const at = (t: TensorLike): Tensor => make({ ...params, [p]: t })[k]();
        const numeric = difference((t) => at(t).item(), params[p]);
        near(grad(at)(params[p]).item(), numeric, `${k} by ${p}`);
      }
    }
  }
});

test('moments keep their digits where their terms cancel', () => {
  // Var of Z > a is a⁻²(1 − 6a⁻² + 50a⁻⁴ − …), its entropy 1 − log a + O(a⁻²)
  const tail = f.truncatedNormal({ low: 1e5 });
  expect(tail.variance().item() * 1e10).toBeCloseTo(1 - 6e-10, 13);
  expect(tail.entropy().item()).toBeCloseTo(1 - Math.log(1e5), 9);
  // a narrow window is uniform
  const narrow = f.truncatedNormal({ low: 3, high: 3 + 2 ** -20 });
  expect((narrow.variance().item() * 12) / 2 ** -40).toBeCloseTo(1, 11);
  expect(narrow.entropy().item()).toBeCloseTo(-20 * Math.LN2, 11);
  // h(α) = ½ log(2πe·α) − 1/(3α) + O(α⁻²)
  expect(f.gamma({ shape: 1e12 }).entropy().item()).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 1e12), 12);
  expect(grad((α) => f.gamma({ shape: α }).entropy())(1e12).item() * 2e12).toBeCloseTo(1, 11);
  expect(f.beta({ a: 1e10, b: 1e10 }).entropy().item()).toBeCloseTo(0.5 * Math.log((2 * Math.PI * Math.E) / 8e10), 8);
  expect(
    f
      .dirichlet({ concentration: tensor([1e10, 1e10]) })
      .entropy()
      .item(),
  ).toBeCloseTo(f.beta({ a: 1e10, b: 1e10 }).entropy().item(), 12);
});

test('parameters and values broadcast, and map over a batch of keys', () => {
  const d = f.normal({ mean: tensor([0, 1, 2]), standardDeviation: tensor([[1], [10]]) });
  expect(d.batchShape).toEqual([2, 3]);
  expect(d.sample(key(0), 5).shape).toEqual([5, 2, 3]);
  expect(d.cdf(tensor([[[0]], [[1]]])).shape).toEqual([2, 2, 3]);
  expect(d.cdf(1).at(0).at(1).item()).toBe(0.5);
  expect(d.mean().shape).toEqual([2, 3]);
  const draws = vmap((k: Key) => f.gamma({ shape: 3 }).sample(k, 2))(splitBatch(key(1), 3));
  expect(draws.shape).toEqual([3, 2]);
  const mapped = vmap((x: Tensor) => f.beta({ a: 2, b: x }).logcdf(0.3))(tensor([1, 2, 3]));
  expect(mapped.toArray()).toEqual(
    f
      .beta({ a: 2, b: tensor([1, 2, 3]) })
      .logcdf(0.3)
      .toArray(),
  );
});

test('a scanned loop draws anew at each step, and its draws have derivatives', () => {
  const total = (σ: TensorLike): Tensor =>
    scan(
      (sum: Tensor, step: Tensor) => {
        const x = f
          .normal({ standardDeviation: σ })
          .sample(foldIn(key(1), step), 2)
          .sum();
        return [sum.add(x), x] as const;
      },
      tensor(0),
      arange(3).astype('int32'),
    ).carry;
  const expected = [0, 1, 2].map((i) =>
    f
      .normal({ standardDeviation: 2 })
      .sample(foldIn(key(1), i), 2)
      .sum()
      .item(),
  );
  expect(new Set(expected).size).toBe(3);
  expect(total(2).item()).toBeCloseTo(
    expected.reduce((a, b) => a + b, 0),
    13,
  );
  expect(grad((σ: Tensor) => total(σ))(2).item()).toBeCloseTo(expected.reduce((a, b) => a + b, 0) / 2, 13);
});

test('wrong parameters are refused, naming family, parameter and value', () => {
  expect(() => f.normal({ standardDeviation: 0 })).toThrow(/normal: standardDeviation is 0/);
  expect(() => f.normal({ mean: NaN })).toThrow(/normal: mean is NaN/);
  expect(() => f.gamma({ shape: tensor([1, -2]) })).toThrow(/gamma: shape is -2 at 1/);
  expect(() => f.beta({ a: 1, b: Infinity })).toThrow(/beta: b is Infinity/);
  expect(() => f.binomial({ trials: 2.5, probability: 0.1 })).toThrow(/trials is 2.5/);
  expect(() => f.binomial({ trials: 2, probability: 1.1 })).toThrow(/probability is 1.1/);
  expect(() => f.uniform({ low: 1, high: 1 })).toThrow(/high − low is 0/);
  expect(() => f.truncatedNormal({ low: 2, high: 1 })).toThrow(/low 2, high 1/);
  expect(() => f.hypergeometric({ population: 5, marked: 6, drawn: 1 })).toThrow(/is -1/);
  expect(() => f.vonMises({ concentration: -1 })).toThrow(/concentration is -1/);
  expect(() => f.normal({ mu: 1 } as never)).toThrow(/normal: there is no parameter mu/);
  expect(() => f.uniform({ from: 1 } as never)).toThrow(/no parameter from/);
  expect(() => f.beta({ a: 1 } as never)).toThrow(/beta: b is missing/);
  expect(() => grad((s) => f.normal({ standardDeviation: s }).logpdf(1))(-1)).toThrow(/standardDeviation is -1/);
});
