/** Poisson distribution: P(k) = λ^k e^(−λ)/k!; P(X ≤ k) = Q(k + 1, λ). */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { type TensorLike, bind1, ones } from '@adjoint/tensor';
import { gammaWeight, logWeight } from '../special/gamma-weight.ts';
import { gammaTails } from '../special/incomplete-gamma.ts';
import { swapTails } from '../special/tails.ts';
import { positive } from './core/constraint.ts';
import { entropySum, fromCounts } from './core/counts.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { byDifferences } from './core/by-differences.ts';
import type { Family } from './core/family.ts';

const logpmf = (k: number, λ: number): number => (k === 0 ? -λ : logWeight(gammaWeight(k, λ)));
const entropy = byDifferences(
  'poisson.entropy',
  (λ) => entropySum(Math.floor(λ), 0, Infinity, (k) => logpmf(k, λ)),
  ([λ]) => λ,
);

export const poissonFamily: Family = {
  name: 'poisson',
  parameters: [{ name: 'rate', constraint: positive }],
  ...fromCounts({
    lower: () => 0,
    upper: () => Infinity,
    logpmf,
    tails: (k, λ) => swapTails(gammaTails(k + 1, λ)),
    guess: (p, λ) => λ + (p > 0 && p < 1 ? math.ndtri(p) : 0) * Math.sqrt(λ),
  }),
  score: (k, [λ], i) => (i === 0 ? null : k.div(λ).sub(1)),
  velocity: () => ones([]),
  mean: (λ) => λ,
  variance: (λ) => λ,
  entropy: (λ) => bind1(entropy, [λ], undefined),
  draw: (key, shape, [λ]) => random.poisson(key, λ, shape),
};

/**
 * The Poisson distribution with this rate, which is its mean.
 *
 * @throws ArgumentError unless `rate` is finite and > 0
 * @example poisson({ rate: 3 }).sf(20)
 */
export const poisson = (parameters: { readonly rate: TensorLike }): Distribution => distribution(poissonFamily, parameters);
