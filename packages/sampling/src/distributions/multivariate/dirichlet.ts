/** Dirichlet distribution on the simplex: f(x) = Γ(Σα)/ΠΓ(αᵢ)·Π xᵢ^(αᵢ−1). */
import * as random from '@adjoint/random';
import {
  type Maybe,
  ShapeError,
  type Tensor,
  diagonalMatrix,
  digamma,
  interpreterOf,
  lgamma,
  outer,
  showShape,
  stopGradient,
  where,
  xlogy,
} from '@adjoint/tensor';
import { gammaEntropy } from '../../special/gamma-entropy.ts';
import { positive, requireParameter } from '../core/constraint.ts';
import { gammaFamily } from '../gamma.ts';
import type { MultivariateDistribution } from './multivariate-distribution.ts';
import { requireEvent } from './multivariate-normal.ts';
import { implicitDraw } from '../core/implicit.ts';

/** log of a gamma draw of rate 1, differentiable by its shape: d log g = v/g */
const logDraw = implicitDraw('dirichlet', (l, [α]): Maybe => {
  const g = l.exp().maximum(1e-300);
  // below 1e-300 the power law log g ~ log(u)/α is exact: d log g/dα = −log g/α up to a constant
  return where(l.less(-690), l.neg().div(α), gammaFamily.velocity!(g, [α, one(α)], 1)!.div(g));
});
const one = (α: Tensor): Tensor => α.mul(0).add(1);

/**
 * The Dirichlet distribution with these concentrations; draws are differentiable by them.
 *
 * A value counts as inside of the simplex when its entries are ≥ 0 and sum to 1 within k·1e-12.
 *
 * @param concentration shape [k], entries finite and > 0
 * @throws ArgumentError naming the first wrong concentration; ShapeError unless it is a vector
 */
export function dirichlet({ concentration }: { readonly concentration: Tensor }): MultivariateDistribution {
  if (concentration.rank !== 1 || concentration.shape[0] === 0)
    throw new ShapeError(
      `dirichlet: concentration of shape ${showShape(concentration.shape)}`,
      'one concentration per component: shape [k]',
    );
  requireParameter('dirichlet', 'concentration', positive, concentration);
  const α = concentration;
  const k = α.shape[0];
  const total = α.sum();
  const logBeta = lgamma(α).sum().sub(lgamma(total));
  const p = α.div(total);
  return {
    name: 'dirichlet',
    eventShape: [k],
    sample: (key, shape = []) => {
      const s = [...(typeof shape === 'number' ? [shape] : shape), k];
      if (interpreterOf(α) === null) return random.dirichlet(key, α, s.slice(0, -1));
      const l = logDraw(([a]) => random.logGamma(key, a, s), [α]);
      const shifted = l.sub(stopGradient(l.max(-1, { keepDims: true }))).exp();
      return shifted.div(shifted.sum(-1, { keepDims: true }));
    },
    logpdf: (x) => {
      requireEvent('dirichlet', x, k);
      const inside = x.greaterEqual(0).all(-1);
      const sums = x
        .sum(-1)
        .sub(1)
        .abs()
        .lessEqual(k * 1e-12);
      return where(inside, where(sums, xlogy(α.sub(1), x).sum(-1).sub(logBeta), -Infinity), -Infinity);
    },
    pdf(x) {
      return this.logpdf(x).exp();
    },
    mean: () => p,
    covariance: () => diagonalMatrix(p).sub(outer(p, p)).div(total.add(1)),
    entropy: () =>
      gammaEntropy(α)
        .sum()
        .sub(gammaEntropy(total))
        .sub(digamma(total).mul(k - 1)),
  };
}
