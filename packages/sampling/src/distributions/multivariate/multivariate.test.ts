import { expect, test } from 'vitest';
import { grad } from '@adjoint/calculus';
import { key } from '@adjoint/random';
import { type Tensor, tensor } from '@adjoint/tensor';
import { beta } from '../beta.ts';
import { binomial } from '../binomial.ts';
import { categorical, multinomial } from './categorical.ts';
import { dirichlet } from './dirichlet.ts';
import { multivariateNormal } from './multivariate-normal.ts';
import type { MultivariateDistribution } from './multivariate-distribution.ts';

const N = 8000;
const all: readonly MultivariateDistribution[] = [
  multivariateNormal({
    mean: tensor([1, -2]),
    covariance: tensor([
      [2, 0.6],
      [0.6, 0.5],
    ]),
  }),
  dirichlet({ concentration: tensor([0.8, 2, 3.5]) }),
  multinomial({ trials: 12, probabilities: tensor([2, 3, 5]) }),
];

test.each(all.map((d) => [d.name, d] as const))('%s: mean, covariance and entropy are those of the draws', (_name, d) => {
  const x = d.sample(key(3), N);
  const centred = x.sub(d.mean());
  const k = d.eventShape[0];
  const close = (values: Tensor, expected: number): void => {
    const s = values.variance().sqrt().item();
    expect(Math.abs(values.mean().item() - expected)).toBeLessThanOrEqual((5 * s) / Math.sqrt(N)); // 5 standard errors
  };
  for (let i = 0; i < k; i++) {
    close(x.slice(null, i), d.mean().at(i).item());
    for (let j = 0; j <= i; j++) close(centred.slice(null, i).mul(centred.slice(null, j)), d.covariance().at(i).at(j).item());
  }
  close(d.logpdf(x).neg(), d.entropy().item());
});

test('the normal density has its closed form, by covariance and by factor, and a gradient', () => {
  const d = all[0];
  const x = tensor([
    [1, -2],
    [0, 0],
  ]);
  const determinant = 2 * 0.5 - 0.36;
  const quadratic = (0.5 * 1 - 2 * 0.6 * -1 * 2 * 1 + 2 * 4) / determinant; // xᵀΣ⁻¹x at (−1, 2)
  const at = [-Math.log(2 * Math.PI) - 0.5 * Math.log(determinant), -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * quadratic];
  d.logpdf(x)
    .data()
    .slice()
    .forEach((l, i) => {
      expect(l).toBeCloseTo(at[i], 13);
    });
  const byFactor = multivariateNormal({
    mean: tensor([0, 0]),
    factor: tensor([
      [2, 0],
      [1, 3],
    ]),
  });
  expect(byFactor.covariance().toArray()).toEqual([
    [4, 2],
    [2, 10],
  ]);
  const slope = grad((m: Tensor) =>
    multivariateNormal({
      mean: m,
      factor: tensor([
        [2, 0],
        [0, 4],
      ]),
    }).logpdf(tensor([1, 1])),
  )(tensor([0, 0]));
  expect(slope.toArray()).toEqual([0.25, 0.0625]);
  expect(() =>
    multivariateNormal({
      mean: tensor([0, 0]),
      covariance: tensor([
        [1, 2],
        [2, 1],
      ]),
    }),
  ).toThrow(expect.objectContaining({ code: 'NOT_POSITIVE_DEFINITE' }));
  expect(() => multivariateNormal({ mean: tensor([0, 0]), covariance: tensor([[1]]) })).toThrow(/shape \[1, 1\]|\[1, 1\]/);
});

test('two components reduce to the beta and the binomial distribution', () => {
  const x = tensor([
    [0.3, 0.7],
    [0.9, 0.1],
  ]);
  const two = dirichlet({ concentration: tensor([2, 3.5]) })
    .logpdf(x)
    .data();
  const one = beta({ a: 2, b: 3.5 })
    .logpdf(tensor([0.3, 0.9]))
    .data();
  two.slice().forEach((l, i) => {
    expect(l).toBeCloseTo(one[i], 13);
  });
  const counts = multinomial({ trials: 9, probabilities: tensor([0.3, 0.7]) });
  const b = binomial({ trials: 9, probability: 0.3 });
  expect(counts.logpdf(tensor([4, 5])).item()).toBeCloseTo(b.logpdf(4).item(), 13);
  expect(counts.entropy().item()).toBeCloseTo(b.entropy().item(), 12);
});

test('values outside of the support have density 0', () => {
  expect(
    dirichlet({ concentration: tensor([1, 1]) })
      .logpdf(
        tensor([
          [0.5, 0.6],
          [-0.1, 1.1],
        ]),
      )
      .toArray(),
  ).toEqual([-Infinity, -Infinity]);
  expect(
    multinomial({ trials: 3, probabilities: tensor([1, 1]) })
      .logpdf(
        tensor([
          [1, 1],
          [1.5, 1.5],
          [-1, 4],
        ]),
      )
      .toArray(),
  ).toEqual([-Infinity, -Infinity, -Infinity]);
});

test('Dirichlet draws move with the concentration as the mean does', () => {
  // E x₁ = α₁/Σα: its derivative is the mean of the derivatives of draws, within 5 standard errors of about 0.1/√N
  const slope = grad((a: Tensor) => dirichlet({ concentration: a }).sample(key(1), N).slice(null, 0).mean())(tensor([1.5, 2, 0.5])).data();
  const total = 4;
  const expected = [(total - 1.5) / 16, -1.5 / 16, -1.5 / 16];
  slope.slice().forEach((s, i) => {
    expect(Math.abs(s - expected[i])).toBeLessThan((5 * 0.2) / Math.sqrt(N));
  });
});

test('categories: probabilities up to a factor, logits up to a term, and errors', () => {
  const d = categorical({ probabilities: tensor([1, 0, 3]) });
  expect(d.logpdf(tensor([0, 1, 2], 'int32')).toArray()).toEqual(
    [Math.log(0.25), -Infinity, Math.log(0.75)].map((x) => expect.closeTo(x, 14)),
  );
  expect(
    categorical({ logits: tensor([5, 5]) })
      .entropy()
      .item(),
  ).toBeCloseTo(Math.log(2), 14);
  expect(d.sample(key(0), 50).equal(1).any().item()).toBe(0);
  expect(() => categorical({ probabilities: tensor([1, -1]) })).toThrow(/probabilities is -1 at 1/);
  expect(() => categorical({ probabilities: tensor([0, 0]) })).toThrow(/sum to 0/);
  expect(() => categorical({})).toThrow(/give one/);
  expect(() => multinomial({ trials: -1, logits: tensor([0]) })).toThrow(/trials is -1/);
});
