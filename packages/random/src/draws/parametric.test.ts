import { expect, test } from 'vitest';
import { type Tensor, log, tensor } from '@adjoint/tensor';
import {
  type Key,
  beta,
  binomial,
  categorical,
  dirichlet,
  gamma,
  gumbel,
  key,
  logGamma,
  multinomial,
  multivariateNormal,
  poisson,
  randomSource,
  normal,
  vonMises,
} from '../index.ts';

const N = 20000;
/** Mean and variance within 5 standard errors, the one of the variance from the fourth central moment of the draw. */
function expectMoments(x: ArrayLike<number>, mean: number, variance: number): void {
  const n = x.length;
  let m = 0;
  let v = 0;
  let f = 0;
  for (let i = 0; i < n; i++) m += x[i] / n;
  for (let i = 0; i < n; i++) {
    const d = x[i] - mean;
    v += (d * d) / n;
    f += (d * d * d * d) / n;
  }
  expect(Math.abs(m - mean)).toBeLessThanOrEqual(5 * Math.sqrt(variance / n));
  expect(Math.abs(v - variance)).toBeLessThanOrEqual(5 * Math.sqrt(Math.max(f - variance * variance, 0) / n) + 1e-12);
}

const cases: readonly (readonly [string, (k: Key, n: number) => Tensor, number, number])[] = [
  ['gamma 0.3', (k, n) => gamma(k, 0.3, n), 0.3, 0.3],
  ['gamma 1', (k, n) => gamma(k, 1, n), 1, 1],
  ['gamma 250', (k, n) => gamma(k, 250, n), 250, 250],
  ['beta 2 3', (k, n) => beta(k, 2, 3, n), 0.4, 0.04],
  ['beta 0.1 0.2', (k, n) => beta(k, 0.1, 0.2, n), 1 / 3, 2 / 9 / 1.3],
  ['poisson 0.7', (k, n) => poisson(k, 0.7, n), 0.7, 0.7],
  ['poisson 12', (k, n) => poisson(k, 12, n), 12, 12],
  ['poisson 1e6', (k, n) => poisson(k, 1e6, n), 1e6, 1e6],
  ['binomial 10 0.3', (k, n) => binomial(k, 10, 0.3, n), 3, 2.1],
  ['binomial 100 0.6', (k, n) => binomial(k, 100, 0.6, n), 60, 24],
  ['binomial 1e6 1e-3', (k, n) => binomial(k, 1e6, 1e-3, n), 1000, 999],
  ['gumbel', (k, n) => gumbel(k, n), 0.5772156649015329, Math.PI ** 2 / 6],
  ['von Mises 0', (k, n) => vonMises(k, 0, n), 0, Math.PI ** 2 / 3],
  ['von Mises 1e6 (normal in the limit)', (k, n) => vonMises(k, 1e6, n).mul(1000), 0, 1 + 0.5e-6],
];
test.each(cases)('%s has its mean and variance', (_name, draw, mean, variance) => {
  expectMoments(draw(key(17), N).data(), mean, variance);
});
test.each(cases)('%s: element i depends on the key and i alone', (_name, draw) => {
  const long = draw(key(3), 2500).data();
  for (const n of [1, 7, 1025]) expect([...draw(key(3), n).data()]).toEqual([...long.slice(0, n)]);
});
test.each(cases)('%s draws from Philox as well', (_name, draw, mean, variance) => {
  expectMoments(draw(key(5, { generator: 'philox4x32' }), N).data(), mean, variance);
});

test('von Mises draws have the mean resultant length I₁(κ)/I₀(κ)', () => {
  // κ = 2: I₁/I₀ = 0.697774657964007982 (DLMF 10.25); the variance of cos x is below 1/2
  const x = vonMises(key(4), 2, N).data();
  let c = 0;
  for (let i = 0; i < N; i++) c += Math.cos(x[i]) / N;
  expect(Math.abs(c - 0.697774657964008)).toBeLessThan(5 * Math.sqrt(0.5 / N));
});

test('the logarithm of a gamma draw stays finite where the draw underflows', () => {
  const tiny = logGamma(key(2), 1e-5, 100).data();
  expect([...tiny].every((l) => Number.isFinite(l))).toBe(true);
  expect(Math.min(...tiny)).toBeLessThan(-1000);
  const x = beta(key(2), 1e-4, 1e-4, 100).data();
  expect([...x].every((v) => v >= 0 && v <= 1)).toBe(true);
});

test('parameters broadcast to the shape, and element by element', () => {
  const x = poisson(key(1), tensor([1, 1000]), [500, 2]);
  expectMoments(x.slice(null, 1).data(), 1000, 1000);
  expect(gamma(key(1), tensor([1, 2, 3])).shape).toEqual([3]);
  expect(() => gamma(key(1), tensor([1, 2, 3]), [2])).toThrow(expect.objectContaining({ code: 'SHAPE' }));
});

test('a Dirichlet draw sums to 1 and has the means α/Σα; a multinomial one sums to n', () => {
  const x = dirichlet(key(3), tensor([0.5, 1, 2.5]), N);
  expect(x.shape).toEqual([N, 3]);
  for (const s of x.sum(-1).slice([0, 50]).data()) expect(Math.abs(s - 1)).toBeLessThan(1e-14);
  expectMoments(x.slice(null, 2).data(), 0.625, (0.625 * 0.375) / 5);
  const m = multinomial(key(3), 50, tensor([1, 0, 3]), N);
  expect(m.sum(-1).sub(50).abs().max().item()).toBe(0);
  expect(m.slice(null, 1).max().item()).toBe(0);
  expectMoments(m.slice(null, 2).data(), 37.5, 50 * 0.75 * 0.25);
});

test('categories follow the logits', () => {
  const x = categorical(key(6), log(tensor([0.2, 0, 0.8])), N);
  expect(x.dtype).toBe('int32');
  expect(x.equal(1).any().item()).toBe(0);
  expectMoments(x.data(), 1.6, 0.64);
});

test('normal vectors have the covariance of their factor', () => {
  const x = multivariateNormal(
    key(2),
    tensor([1, -1]),
    tensor([
      [2, 0],
      [1, 0.5],
    ]),
    N,
  );
  expectMoments(x.slice(null, 1).data(), -1, 1.25);
  const centred = x.sub(tensor([1, -1]));
  const covariance = centred.slice(null, 0).mul(centred.slice(null, 1)).mean().item();
  expect(Math.abs(covariance - 2)).toBeLessThan(5 * Math.sqrt((4 * 1.25 + 4) / N));
});

test('wrong parameters are refused, naming parameter and value', () => {
  expect(() => gamma(key(0), -1)).toThrow(/alpha is -1/);
  expect(() => gamma(key(0), tensor([1, NaN]))).toThrow(/alpha is NaN at 1/);
  expect(() => beta(key(0), 1, 0)).toThrow(/b is 0/);
  expect(() => poisson(key(0), Infinity)).toThrow(/mean is Infinity/);
  expect(() => binomial(key(0), 2.5, 0.5)).toThrow(/n is 2.5/);
  expect(() => binomial(key(0), 2, 1.5)).toThrow(/p is 1.5/);
  expect(() => vonMises(key(0), -1)).toThrow(/concentration is -1/);
  expect(() => multinomial(key(0), 2, tensor([1, -1]))).toThrow(/probability 1 is -1/);
});

test('a source gives new keys, and resumes from its state', () => {
  const source = randomSource(9);
  const first = normal(source.next(), 2).toArray();
  expect(normal(source.next(), 2).toArray()).not.toEqual(first);
  const again = randomSource(JSON.parse(JSON.stringify(source.state())));
  expect(normal(again.next(), 2).toArray()).toEqual(normal(source.next(), 2).toArray());
  expect(() => randomSource({ key: key(0).toJSON(), drawn: -1 })).toThrow(/-1 draws/);
});
