import { expect, test } from 'vitest';
import { grad } from '@adjoint/calculus';
import { key } from '@adjoint/random';
import { type Tensor, eye, tensor } from '@adjoint/tensor';
import {
  inverseGamma,
  gamma,
  inverseWishart,
  lkj,
  matrixNormal,
  multivariateNormal,
  multivariateStudentT,
  studentT,
  wishart,
} from '../index.ts';

const V = tensor([
  [2, 0.5],
  [0.5, 1],
]);
const X = tensor([
  [3, -0.4],
  [-0.4, 1.7],
]);
const N = 8000;
/** Within 5 standard errors. */
function close(values: Tensor, expected: number): void {
  expect(Math.abs(values.mean().item() - expected)).toBeLessThanOrEqual((5 * values.variance().sqrt().item()) / Math.sqrt(N));
}

test('in one dimension they are the t, gamma and inverse gamma distributions', () => {
  const t = multivariateStudentT({ degreesOfFreedom: 4.5, location: tensor([1]), scale: tensor([[4]]) });
  const one = studentT({ degreesOfFreedom: 4.5, location: 1, scale: 2 });
  expect(t.logpdf(tensor([3])).item()).toBeCloseTo(one.logpdf(3).item(), 14);
  expect(t.entropy().item()).toBeCloseTo(one.entropy().item(), 13);
  expect(
    wishart({ degreesOfFreedom: 3.3, scale: tensor([[2]]) })
      .logpdf(tensor([[1.7]]))
      .item(),
  ).toBeCloseTo(gamma({ shape: 1.65, rate: 0.25 }).logpdf(1.7).item(), 13);
  expect(
    inverseWishart({ degreesOfFreedom: 3.3, scale: tensor([[2]]) })
      .logpdf(tensor([[1.7]]))
      .item(),
  ).toBeCloseTo(inverseGamma({ shape: 1.65, scale: 1 }).logpdf(1.7).item(), 13);
});

test('densities in two and three dimensions are those of SciPy', () => {
  const V3 = tensor([
    [2, 0.5, 0.1],
    [0.5, 1, 0.2],
    [0.1, 0.2, 3],
  ]);
  const X3 = tensor([
    [3, -0.4, 0.3],
    [-0.4, 1.7, 0.2],
    [0.3, 0.2, 0.9],
  ]);
  expect(wishart({ degreesOfFreedom: 5.5, scale: V }).logpdf(X).item()).toBeCloseTo(-6.469854713491499, 12);
  expect(inverseWishart({ degreesOfFreedom: 5.5, scale: V }).logpdf(X).item()).toBeCloseTo(-10.922879167900343, 12);
  expect(wishart({ degreesOfFreedom: 2.7, scale: V3 }).logpdf(X3).item()).toBeCloseTo(-10.684713237998626, 12);
  expect(inverseWishart({ degreesOfFreedom: 2.7, scale: V3 }).logpdf(X3).item()).toBeCloseTo(-10.452597060269026, 12);
  const t = multivariateStudentT({ degreesOfFreedom: 4.5, location: tensor([1, -2]), scale: V })
    .logpdf(
      tensor([
        [0, 0],
        [3, 1],
      ]),
    )
    .data();
  expect(t[0]).toBeCloseTo(-4.95865656925308, 13);
  expect(t[1]).toBeCloseTo(-5.722385740756122, 13);
});

test('many degrees of freedom make t vectors normal, without cancellation', () => {
  const t = multivariateStudentT({ degreesOfFreedom: 1e12, location: tensor([1, -2]), scale: V });
  const n = multivariateNormal({ mean: tensor([1, -2]), covariance: V });
  expect(t.logpdf(tensor([3, 1])).item()).toBeCloseTo(n.logpdf(tensor([3, 1])).item(), 10); // O(q²/ν)
  expect(t.entropy().item()).toBeCloseTo(n.entropy().item(), 10);
});

test('draws of t vectors have the mean and covariance of the distribution, and move with its parameters', () => {
  const d = multivariateStudentT({ degreesOfFreedom: 9, location: tensor([1, -2]), scale: V });
  const x = d.sample(key(1), N);
  const c = x.sub(d.mean());
  for (const i of [0, 1]) {
    close(x.slice(null, i), d.mean().at(i).item());
    for (const j of [0, 1]) close(c.slice(null, i).mul(c.slice(null, j)), d.covariance().at(i).at(j).item());
  }
  close(d.logpdf(x).neg(), d.entropy().item());
  // E |x|² = |μ|² + tr V·ν/(ν − 2): by ν −2·tr V/(ν − 2)²
  const slope = grad((ν: Tensor) =>
    multivariateStudentT({ degreesOfFreedom: ν, location: tensor([0, 0]), scale: V })
      .sample(key(2), 20000)
      .square()
      .sum(-1)
      .mean(),
  )(tensor(9));
  expect(Math.abs(slope.item() + 6 / 49)).toBeLessThan(0.02);
});

test('Wishart matrices have their mean and variances, inverse ones their mean', () => {
  const d = wishart({ degreesOfFreedom: 5.5, scale: V });
  const x = d.sample(key(3), N);
  const v = V.toArray() as number[][];
  expect(x.shape).toEqual([N, 2, 2]);
  for (const i of [0, 1])
    for (const j of [0, 1]) {
      const entries = x.slice(null, i, j);
      close(entries, d.mean().at(i).at(j).item());
      close(entries.sub(5.5 * v[i][j]).square(), 5.5 * (v[i][j] ** 2 + v[i][i] * v[j][j]));
    }
  const inverse = inverseWishart({ degreesOfFreedom: 9, scale: V });
  const y = inverse.sample(key(4), N);
  for (const i of [0, 1]) for (const j of [0, 1]) close(y.slice(null, i, j), inverse.mean().at(i).at(j).item());
  expect(d.logpdf(x).shape).toEqual([N]);
  // ∫ f = 1: E_X[g(X)/f(X)] = 1 for the density g of another Wishart distribution with lighter tails
  close(
    wishart({ degreesOfFreedom: 6, scale: V.mul(0.8) })
      .logpdf(x)
      .sub(d.logpdf(x))
      .exp(),
    1,
  );
  close(
    inverseWishart({ degreesOfFreedom: 10, scale: V.mul(1.1) })
      .logpdf(y)
      .sub(inverse.logpdf(y))
      .exp(),
    1,
  );
});

test('correlations of LKJ matrices are beta variables, and the density has the right constant', () => {
  const k = 3;
  const η = 2;
  const d = lkj({ dimension: k, concentration: η });
  const x = d.sample(key(5), N);
  const β = η - 1 + k / 2;
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    close(x.slice(null, i, j), 0);
    close(x.slice(null, i, j).square(), 1 / (2 * β + 1)); // (2b − 1)² for b ~ Beta(β, β)
  }
  expect(x.slice(null, 1, 1).sub(1).abs().max().item()).toBe(0);
  // at the identity the log density is −log c; c = ∫ |R|^(η−1), by integration along partial correlations
  for (const [concentration, logC] of [
    [1, 1.596312591138855],
    [2, 0.6154833381271288],
    [2.5, 0.29297767511281628],
  ] as const)
    expect(lkj({ dimension: 3, concentration }).logpdf(eye(3)).item()).toBeCloseTo(-logC, 13);
  close(lkj({ dimension: k, concentration: 3 }).logpdf(x).sub(d.logpdf(x)).exp(), 1);
});

test('a matrix normal variable is a normal vector with the Kronecker product of the covariances', () => {
  const M = tensor([
    [1, -1],
    [0, 2],
    [3, 0.5],
  ]);
  const U = tensor([
    [2, 0.3, 0],
    [0.3, 1, -0.2],
    [0, -0.2, 1.5],
  ]);
  const d = matrixNormal({ mean: M, rows: U, columns: V });
  const u = U.toArray() as number[][];
  const v = V.toArray() as number[][];
  const at = Array.from({ length: 6 }, (_, i) => [Math.floor(i / 2), i % 2] as const);
  const covariance = tensor(at.map(([i, j]) => at.map(([p, q]) => u[i][p] * v[j][q])));
  const x = d.sample(key(6), N);
  const flat = multivariateNormal({ mean: M.reshape([6]), covariance });
  expect(x.shape).toEqual([N, 3, 2]);
  const one = x.slice([0, 3]);
  Array.from(d.logpdf(one).data()).forEach((l, i) => {
    expect(l).toBeCloseTo(flat.logpdf(one.reshape([3, 6])).data()[i], 11);
  });
  const c = x.reshape([N, 6]).sub(M.reshape([6]));
  for (const i of [0, 3, 5]) {
    close(c.slice(null, i), 0);
    for (const j of [1, 3, 4]) close(c.slice(null, i).mul(c.slice(null, j)), covariance.at(i).at(j).item());
  }
  expect(() => matrixNormal({ mean: M, rows: V, columns: V })).toThrow(/rows \[2, 2\]/);
});

test('wrong parameters are named', () => {
  expect(() => wishart({ degreesOfFreedom: 1, scale: V })).toThrow(/degreesOfFreedom is 1 for 2 dimensions/);
  expect(() => inverseWishart({ degreesOfFreedom: NaN, scale: V })).toThrow(/NaN/);
  expect(() => wishart({ degreesOfFreedom: 5, scale: V }).logpdf(tensor([1, 2]))).toThrow(/\[2\]/);
  expect(() =>
    wishart({ degreesOfFreedom: 5, scale: V }).logpdf(
      tensor([
        [1, 2],
        [2, 1],
      ]),
    ),
  ).toThrow(expect.objectContaining({ code: 'NOT_POSITIVE_DEFINITE' }));
  expect(() => lkj({ dimension: 1 })).toThrow(/dimension 1/);
  expect(() => lkj({ dimension: 2, concentration: 0 })).toThrow(/concentration is 0/);
  expect(() => lkj({ dimension: 2 }).logpdf(V)).toThrow(/diagonal/);
  expect(() => multivariateStudentT({ degreesOfFreedom: -1, location: tensor([0]), scale: tensor([[1]]) })).toThrow(
    /degreesOfFreedom is -1/,
  );
  expect(() => multivariateStudentT({ degreesOfFreedom: 1, location: tensor([0, 0]), scale: tensor([[1]]) })).toThrow(/\[1, 1\]/);
});
